"""The proof of work that is asked for when a limit trips: ALTCHA's second protocol, each solution good once (L12)."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from altcha import Payload, create_challenge, verify_solution

from leadmatch.inquiries.spent_tokens import OneUse

LIFETIME: Final = timedelta(minutes=10)
MAX_SOLUTION_LENGTH: Final = 4000

# One try costs a browser about a third of a millisecond, and us as much for each challenge made: 0.2 to 1 s on one
# thread of a browser of 2026, hardly less for a bot. A solution is checked by a keyed hash alone.
_ALGORITHM: Final = "PBKDF2/SHA-256"
_ITERATIONS: Final = 1000
_TRIES: Final = range(500, 3000)


class Challenges:
    """Makes challenges and checks their solutions; whoever holds the key can do both, in any process.

    Args:
        secret_key: of the installation; the keys of challenges are derived from it.
    """

    def __init__(self, secret_key: str) -> None:
        self._challenge_key = _derived(secret_key, "challenge")
        self._solution_key = _derived(secret_key, "solution")

    def new(self, now: datetime) -> Mapping[str, object]:
        """Return a challenge as ALTCHA writes it, to be solved within `LIFETIME`."""
        challenge = create_challenge(
            _ALGORITHM,
            _ITERATIONS,
            counter=_TRIES.start + secrets.randbelow(len(_TRIES)),
            expires_at=now + LIFETIME,
            hmac_secret=self._challenge_key,
            hmac_key_secret=self._solution_key,
        )
        written: dict[str, object] = challenge.to_dict()
        return written

    def solved(self, solution: str, now: datetime) -> OneUse | None:
        """Return the proof that a solution is; None where it is forged, wrong, expired or no solution at all.

        Args:
            solution: JSON in base64 with the members ``challenge`` and ``solution``, as ALTCHA's libraries give it.
            now: the present.
        """
        payload = _payload(solution)
        if payload is None:
            return None
        expires_at = _moment(payload.challenge.parameters.expires_at)
        if expires_at is None or not now <= expires_at <= now + LIFETIME:
            return None
        # The library compares with the wall clock as well; where `now` is the wall clock, both say the same.
        result = verify_solution(payload, self._challenge_key, hmac_key_secret=self._solution_key)
        if not result.verified or payload.challenge.signature is None:
            return None
        return OneUse(hashlib.sha256(f"challenge\0{payload.challenge.signature}".encode()).digest(), expires_at)


def _derived(secret_key: str, purpose: str) -> bytes:
    return hmac.digest(secret_key.encode(), f"leadmatch inquiry {purpose}".encode(), hashlib.sha256)


def _payload(solution: str) -> Payload | None:
    if len(solution) > MAX_SOLUTION_LENGTH:
        return None
    try:
        return Payload.from_base64(solution)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _moment(timestamp: Any) -> datetime | None:  # noqa: ANN401  # it comes from outside and may be anything
    if type(timestamp) is not int:
        return None
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (OverflowError, ValueError, OSError):
        return None
