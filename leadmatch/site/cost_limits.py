"""The highest costs that a search offers, and any highest cost in words."""

from leadmatch.search.collecting import COST_BANDS_USD
from leadmatch.site.figures import money
from leadmatch.site.languages import gettext

# A limit is inclusive and a band is not: "Under $2,000" asks for a cent less, and gives what its count says.
COST_LIMITS_USD = {f"{limit - 0.01:.2f}": limit for limit in COST_BANDS_USD}


def cost_limit_words(dollars: float) -> str:
    """Return ``Under $2,000`` for a limit that is offered, ``$9,000 or less`` for any other."""
    limit = COST_LIMITS_USD.get(f"{dollars:.2f}")
    if limit is None:
        return gettext("%(amount)s or less", amount=money(dollars))
    return gettext("Under %(amount)s", amount=money(limit))
