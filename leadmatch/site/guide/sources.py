"""What a page says of the source of a guide's figure: who, of when, and with whom to check once it is old."""

from collections.abc import Iterable
from datetime import date

from babel.lists import format_list

from leadmatch.guide.facts import GuideSource, is_old, period_start
from leadmatch.site.figures import period
from leadmatch.site.languages import gettext, locale
from leadmatch.site.source_titles import source_title


def guide_source_words(source: GuideSource) -> str:
    """Return ``Title of the source · May 2023``."""
    return f"{source_title(source.title)} · {_time_words(source)}"


def _time_words(source: GuideSource) -> str:
    time = period(source.as_of)
    return gettext("%(time)s (year inferred)", time=time) if source.as_of_inferred else time


def check_words(sources: Iterable[GuideSource], on: date) -> str | None:
    """Return with whom to check figures that are old; None where none is.

    Args:
        sources: of the figures.
        on: the day of reading.
    """
    old = [each for each in sources if is_old(each.as_of, on)]
    if not old:
        return None
    time = _time_words(min(old, key=lambda each: period_start(each.as_of)))
    bodies = list(dict.fromkeys(each.check_with for each in old if each.check_with))
    if not bodies:
        return gettext("From %(time)s, more than two years old: ask the school.", time=time)
    listed = format_list(bodies, style="or", locale=locale())
    return gettext("From %(time)s, more than two years old: check with %(bodies)s.", time=time, bodies=listed)
