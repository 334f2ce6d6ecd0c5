"""What can be wrong with an inquiry as a whole; faults of its parts are those of an `InvalidRequestError`."""

from collections.abc import Mapping, Sequence

from leadmatch.kernel.errors import LeadmatchError


class IdempotencyKeyMissingError(LeadmatchError):
    """An inquiry came without a key, so it could not be told from a second one (rule L4)."""

    slug = "idempotency-key-missing"
    title = "The request has no idempotency key"

    def __init__(self) -> None:
        super().__init__(
            "Send a new random value of 1 to 255 visible ASCII characters in the header field Idempotency-Key."
        )


class IdempotencyKeyReusedError(LeadmatchError):
    """A key was used before, for another inquiry (rule L4)."""

    slug = "idempotency-key-reused"
    title = "The idempotency key was used for another request"

    def __init__(self) -> None:
        super().__init__("Another body was sent under this key; send this one under a new key.")


class RequestInFlightError(LeadmatchError):
    """The same inquiry is being worked on at this moment (rule L4)."""

    slug = "request-in-flight"
    title = "The same request is being worked on"
    retry_after_s = 1

    def __init__(self) -> None:
        super().__init__("Wait as long as the Retry-After field says, then send the same again under the same key.")


class DisclosureChangedError(LeadmatchError):
    """The wording that was agreed to is not the one in force any more, so nothing was agreed to (rule L2).

    Args:
        disclosures: the wordings to show now, as ``GET /api/v1/disclosures`` gives them.
    """

    slug = "disclosure-changed"
    title = "The wording of a consent has changed"

    def __init__(self, disclosures: Sequence[Mapping[str, object]]) -> None:
        super().__init__("Show the visitor the wording in force, and send the inquiry again once they agree to it.")
        self.members = {"disclosures": list(disclosures)}


class ChallengeRequiredError(LeadmatchError):
    """So much was sent that a proof of work is asked for (rule L12).

    Args:
        challenge: what to solve, as ALTCHA writes it.
        retry_after_s: after how many seconds no proof is asked for any more.
    """

    slug = "challenge-required"
    title = "Show that you are no robot"

    def __init__(self, challenge: Mapping[str, object], *, retry_after_s: int) -> None:
        super().__init__("Send the inquiry again with the solution of the challenge in challenge_solution, or wait.")
        self.members = {"challenge": dict(challenge)}
        self.retry_after_s = retry_after_s
