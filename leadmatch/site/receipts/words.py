"""What a receipt calls things: why nothing was sent, what a school could see, and how it may make contact."""

from collections.abc import Iterable, Mapping

from leadmatch.inquiries.receipt import ReceiptStatus
from leadmatch.kernel.messages import later
from leadmatch.site.languages import gettext

_STATUSES: Mapping[ReceiptStatus, str] = {
    ReceiptStatus.NOT_SENT: later("Not sent"),
    ReceiptStatus.SENT: later("Sent"),
    ReceiptStatus.FETCHED: later("Fetched"),
    ReceiptStatus.STOPPED: later("Stopped"),
    ReceiptStatus.ERASED: later("Erased"),
}
_REASONS: Mapping[str, str] = {
    "campaign_inactive": later("It does not take requests through this site at the moment."),
    "not_eligible": later("It takes requests about other programs, or with other answers about education or start."),
    "out_of_area": later("It takes requests from other areas only."),
    "state_not_authorised": later("It may not enroll online students from your state, as far as we know."),
    "outside_schedule": later("It takes requests at other hours only."),
    "cap_reached": later("It has taken as many requests as it can for now."),
}
_SHARED: Mapping[str, str] = {
    "first_name": later("first name"),
    "last_name": later("last name"),
    "email": later("e-mail address"),
    "phone": later("phone number"),
    "zip": later("ZIP code"),
    "education_level": later("education so far"),
    "start_timeframe": later("when you would like to start"),
    "page_url": later("address of the page with the form"),
    "source": later("where your visit came from"),
    "ip": later("network address (IP)"),
}
_CHANNELS: Mapping[str, str] = {"email": later("e-mail"), "call": later("calls"), "text": later("text messages")}


def status_words(status: ReceiptStatus) -> str:
    """Return what a request at one school is at this moment."""
    return gettext(_STATUSES[status])


def reason_words(code: str | None) -> str | None:
    """Return why a request was not sent; None where that is told to nobody."""
    reason = _REASONS.get(code or "")
    return gettext(reason) if reason else None


def shared_words(names: Iterable[str]) -> tuple[str, ...]:
    """Return what a school can see of the person, in the order in which people name it."""
    shared = frozenset(names)
    return tuple(gettext(words) for name, words in _SHARED.items() if name in shared)


def channel_words(channels: Iterable[str]) -> str:
    """Return by what a school may make contact."""
    return ", ".join(gettext(_CHANNELS[channel]) for channel in channels)
