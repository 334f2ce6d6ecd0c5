"""Which day it is for the visitors of the site."""

from datetime import date, timedelta, timezone

from leadmatch.kernel.clock import utc_now

_LAST_TO_END_THE_DAY = timezone(timedelta(hours=-10))  # Hawaii: a start date is past once it is past in every state


def today() -> date:
    """Return the present day, as long as any state still has it."""
    return utc_now().astimezone(_LAST_TO_END_THE_DAY).date()
