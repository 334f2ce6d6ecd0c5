"""What the guide's credential levels, exams and workplaces are called on pages, and their figures in words."""

from leadmatch.guide.facts import Certification, TypicalCredential
from leadmatch.kernel.messages import later
from leadmatch.kernel.money import usd_from_cents
from leadmatch.site.figures import count, money
from leadmatch.site.languages import gettext, ngettext

_MONTHS_PER_YEAR = 12
WORKPLACES = {
    "hospitals": later("hospitals"),
    "physicians_offices": later("doctors' offices"),
    "outpatient_centers": later("outpatient centers"),
    "management": later("head offices of companies"),
    "nursing_care": later("nursing homes"),
}
EXAM_PURPOSES = {
    "CBCS": later("Billing and coding together, for a start"),
    "CPC": later("Coding in doctors' offices"),
    "CCS": later("Coding in hospitals"),
    "CMC": later("Coding in doctors' offices"),
    "COC": later("Coding of hospitals' outpatient visits"),
    "CPB": later("Billing"),
}


def dollars(cents: int) -> str:
    """Return ``$1,500``."""
    return money(usd_from_cents(cents))


def span_words(low_cents: int, high_cents: int) -> str:
    """Return ``$1,500 to $3,000``."""
    return gettext("%(low)s to %(high)s", low=dollars(low_cents), high=dollars(high_cents))


def length_words(typical: TypicalCredential) -> str:
    """Return ``under 1 year`` or ``about 2 years``; in months where they are no whole years."""
    months = typical.length_months
    years, left = divmod(months, _MONTHS_PER_YEAR)
    if left:
        length = ngettext("%(months)s month", "%(months)s months", months, months=count(months))
    else:
        length = ngettext("%(years)s year", "%(years)s years", years, years=count(years))
    if typical.length_is == "under":
        return gettext("under %(length)s", length=length)
    return gettext("about %(length)s", length=length)


def credits_words(typical: TypicalCredential) -> str:
    """Return ``30 to 40``, or ``about 60`` where both ends are the same."""
    low, high = typical.credit_hours
    if low == high:
        return gettext("about %(number)s", number=count(low))
    return gettext("%(low)s to %(high)s", low=count(low), high=count(high))


def fee_words(exam: Certification) -> str:
    """Return what an exam costs whoever is not a member, or that it is not on file."""
    if exam.fee_cents is None:
        return gettext("not on file")
    fee = dollars(exam.fee_cents)
    return gettext("about %(amount)s", amount=fee) if exam.fee_is_about else fee


def renewal_words(exam: Certification) -> str:
    """Return how often a certification is renewed, and with how many units of continuing education."""
    if exam.renewal_years is None:
        return gettext("not on file")
    years = ngettext("every year", "every %(years)s years", exam.renewal_years, years=count(exam.renewal_years))
    if exam.renewal_units is None:
        return gettext("%(period)s; units not on file", period=years)
    return gettext(
        "%(period)s, %(units)s %(unit)s", period=years, units=count(exam.renewal_units), unit=exam.renewal_unit
    )
