"""Why a form was not taken, in words: what happened, what it means, and what to do."""

from leadmatch.inquiries.errors import (
    ChallengeRequiredError,
    DisclosureChangedError,
    IdempotencyKeyReusedError,
    RequestInFlightError,
)
from leadmatch.inquiries.receivers import Receivers
from leadmatch.kernel.errors import InvalidRequestError, LeadmatchError, StorageUnavailableError
from leadmatch.site.inquire.faults import Summary, SummaryLine, changed_words, fault_summary, question_faults
from leadmatch.site.inquire.page import is_agreed_to
from leadmatch.site.inquire.posted import Posted
from leadmatch.site.languages import gettext, ngettext

# Failures that the page with the form itself tells of; any other has an error page.
TOLD_BESIDE_THE_FORM = (
    InvalidRequestError,
    DisclosureChangedError,
    IdempotencyKeyReusedError,
    RequestInFlightError,
    ChallengeRequiredError,
    StorageUnavailableError,
)


def told(error: LeadmatchError, posted: Posted, found: Receivers) -> tuple[Summary, dict[str, str]]:
    """Return the summary of a form that was not taken, and the words beside its questions.

    Args:
        error: one of `TOLD_BESIDE_THE_FORM`; for a challenge see `wait_summary`.
        posted: the form.
        found: who can receive it now.
    """
    if isinstance(error, InvalidRequestError):
        said = question_faults(error.faults, posted, found)
        return fault_summary(said, found, error.faults), said
    if isinstance(error, DisclosureChangedError):
        return _wording_changed(posted, found)
    return _OTHERS[type(error)](), {}


def _wording_changed(posted: Posted, found: Receivers) -> tuple[Summary, dict[str, str]]:
    said = {}
    for each in found.schools:
        consent = posted.consent(each.school_id)
        if consent is None or is_agreed_to(each.wording, consent, posted):
            continue
        said[each.school_id] = changed_words(each, consent)
    anchors = {each.school_id: f"in-agree-{number}" for number, each in enumerate(found.schools, 1)}
    lines = tuple(SummaryLine(words, anchors[school_id]) for school_id, words in said.items())
    sentence = gettext("Nothing was sent. Read the new words below, and tick the box again if you agree.")
    return Summary(gettext("What you agree to has changed"), (sentence,), lines), said


def wait_summary(seconds: int) -> Summary:
    """Return the summary of a form that is taken after a wait."""
    return Summary(
        gettext("Please wait a little"),
        (
            gettext(
                "Many requests came from your connection or under your name lately. To keep robots out, we take the "
                "next one after a pause. Nothing was sent, and what you typed is kept."
            ),
            ngettext(
                "Wait %(count)s second, then press the button below once more.",
                "Wait %(count)s seconds, then press the button below once more.",
                seconds,
                count=seconds,
            ),
        ),
    )


def _used_before() -> Summary:
    return Summary(
        gettext("You have sent this form before"),
        (
            gettext(
                "What you sent then is on its way; its receipt shows what became of it. What you changed since has "
                "not been sent."
            ),
            gettext("To send it as a new request, press the button below."),
        ),
    )


def _in_flight() -> Summary:
    return Summary(
        gettext("Your request is being sent at this moment"),
        (gettext("It arrived twice. Wait a few seconds, then press the button below: it is sent only once."),),
    )


def _not_stored() -> Summary:
    return Summary(
        gettext("Your request could not be stored"),
        (
            gettext("The fault is ours. We cannot confirm that anything was sent; what you typed is kept below."),
            gettext("Wait a few seconds, then press the button below once more. It is never sent twice."),
        ),
    )


_OTHERS = {
    IdempotencyKeyReusedError: _used_before,
    RequestInFlightError: _in_flight,
    StorageUnavailableError: _not_stored,
}
