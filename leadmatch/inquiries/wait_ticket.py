"""The wait that the plain form offers instead of a challenge: a signed ticket, good once, from a given moment (L12).

Nobody's thread sleeps: the visitor keeps the ticket, and the form is taken when the ticket is ready.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer

from leadmatch.inquiries.spent_tokens import OneUse

LONGEST_WAIT: Final = timedelta(seconds=60)
LIFETIME: Final = timedelta(minutes=30)  # from the moment it is ready: people go and make coffee
MAX_TOKEN_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class WaitTicket:
    """A wait that was begun.

    Args:
        token: what the form carries.
        ready_at: from when on it is good.
        bound_to: the form and sender that it is good for, as a hash.
    """

    token: str
    ready_at: datetime
    bound_to: str

    def seconds_left(self, now: datetime) -> int:
        """Return how long there is still to wait, in whole seconds; 0 when it is over."""
        left = self.ready_at - now
        return 0 if left <= timedelta(0) else -(-left // timedelta(seconds=1))

    def proof(self, now: datetime) -> OneUse | None:
        """Return what `InquiryLimits.check` takes instead of a solution; None while there is still time to wait."""
        if self.seconds_left(now):
            return None
        named = f"wait\0{self.ready_at.timestamp()}\0{self.bound_to}"  # a token can be written in several ways
        digest = hashlib.sha256(named.encode()).digest()
        return OneUse(digest, self.ready_at + LIFETIME)


class WaitTickets:
    """Signs and reads tickets.

    Args:
        secret_key: of the installation.
    """

    def __init__(self, secret_key: str) -> None:
        self._signer = URLSafeSerializer(secret_key, salt="leadmatch inquiry wait")

    def issue(self, key: str, sender: bytes, wait_s: int, now: datetime) -> WaitTicket:
        """Return a new ticket.

        Args:
            key: the idempotency key that it is good for.
            sender: hash of the address that it is good for.
            wait_s: how long to wait; more than `LONGEST_WAIT` is cut to it, 0 is a second.
            now: the present.
        """
        wait = min(timedelta(seconds=max(wait_s, 1)), LONGEST_WAIT)
        ready = int((now + wait).timestamp())
        bound_to = _bound_to(key, sender)
        token = self._signer.dumps([ready, bound_to])
        return WaitTicket(str(token), datetime.fromtimestamp(ready, UTC), bound_to)

    def read(self, token: str, key: str, sender: bytes, now: datetime) -> WaitTicket | None:
        """Return the ticket of a token; None where it is forged, expired, or not for this key and sender."""
        if len(token) > MAX_TOKEN_LENGTH:
            return None
        try:
            ready, bound_to = self._signer.loads(token)
        except (BadSignature, ValueError):
            return None
        ready_at = datetime.fromtimestamp(ready, UTC)
        if bound_to != _bound_to(key, sender) or ready_at + LIFETIME < now:
            return None
        return WaitTicket(token, ready_at, bound_to)


def _bound_to(key: str, sender: bytes) -> str:
    return hashlib.sha256(sender + key.encode("utf-8", "replace")).hexdigest()
