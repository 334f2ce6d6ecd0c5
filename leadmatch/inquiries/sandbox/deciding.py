"""How an inquiry in the sandbox is decided: by the tables, without a look at people, campaigns or caps."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from leadmatch.geo.gazetteer import Place
from leadmatch.inquiries.agreed_wordings import changed
from leadmatch.inquiries.choices import Choice
from leadmatch.inquiries.errors import RequestInFlightError
from leadmatch.inquiries.intake import Limits
from leadmatch.inquiries.limits import Proof
from leadmatch.inquiries.rules import Decision
from leadmatch.inquiries.sandbox.outcomes import Trouble, code_of, trouble_of
from leadmatch.inquiries.sandbox.wordings import sandbox_wordings
from leadmatch.inquiries.submission import Submission
from leadmatch.kernel.errors import StorageUnavailableError


def meet_trouble(
    connection: Connection,
    submission: Submission,
    choices: Sequence[Choice],
    proof: Proof | None,
    *,
    limits: Limits,
    now: datetime,
) -> None:
    """Refuse an inquiry as its e-mail address asks for; nothing is counted, whatever is sent.

    Args:
        connection: in a transaction; a proof is spent in it.
        submission: from an address that may ask for trouble.
        choices: the programs of the submission, by school.
        proof: the solution of a challenge; None where there is none.
        limits: make a challenge, and know a solution.
        now: the present.

    Raises:
        ChallengeRequiredError: asked for, and there is no proof that still counts.
        DisclosureChangedError: asked for.
        RequestInFlightError: asked for.
        StorageUnavailableError: asked for.
    """
    trouble = trouble_of(submission.person.email)
    if trouble is Trouble.CHALLENGE_REQUIRED:
        limits.require_proof(connection, proof, now)
    elif trouble is Trouble.DISCLOSURE_CHANGED:
        schools = [choice.school_id for choice in choices]
        raise changed(choices, sandbox_wordings(schools, submission.language))
    elif trouble is Trouble.REQUEST_IN_FLIGHT:
        raise RequestInFlightError
    elif trouble is Trouble.STORAGE_UNAVAILABLE:
        raise StorageUnavailableError("The database cannot be used now; send the same request again later.")


def decide_in_sandbox(email: str, place: Place, choices: Sequence[Choice]) -> dict[str, Decision]:
    """Return what becomes of the choices, by the id of the school; what is accepted is so without a campaign."""
    return {choice.school_id: Decision(None, code_of(email, place, choice.first.asked)) for choice in choices}
