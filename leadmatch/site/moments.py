"""Moments as their reader's clock shows them."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_datetime, format_skeleton, get_timezone_name

from leadmatch.site.languages import locale

_TIME = "h:mm a"


def zone_of(name: str | None) -> tzinfo:
    """Return a time zone by its IANA name; UTC where it is not known."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def zone_words(zone: tzinfo) -> str:
    """Return what a time zone is called: ``Central Time``."""
    return get_timezone_name(zone, width="long", locale=locale(), return_zone=False) if str(zone) != "UTC" else "UTC"


def moment_words(moment: datetime, zone: tzinfo, *, now: datetime) -> str:
    """Return ``Mon, Nov 23, 3:12 PM``; with its year where that is not the present one.

    Args:
        moment: aware.
        zone: of the reader.
        now: aware.
    """
    local = moment.astimezone(zone)
    day = "MMMEd" if local.year == now.astimezone(zone).year else "yMMMEd"
    return f"{format_skeleton(day, local, locale=locale())}, {format_datetime(local, _TIME, locale=locale())}"


def later_words(moment: datetime, after: datetime, zone: tzinfo, *, now: datetime) -> str:
    """Return when something happened after something else: the time alone on the same day, ``3:14 PM``."""
    local = moment.astimezone(zone)
    if local.date() == after.astimezone(zone).date():
        return format_datetime(local, _TIME, locale=locale())
    return moment_words(moment, zone, now=now)
