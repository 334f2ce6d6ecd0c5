"""How many inquiries one address and one person may send, and what is asked of them beyond that (rule L12)."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from leadmatch.access.callers import ANYBODY, Caller
from leadmatch.inquiries.challenge import Challenges
from leadmatch.inquiries.errors import ChallengeRequiredError
from leadmatch.inquiries.spent_tokens import OneUse, spend
from leadmatch.inquiries.wait_ticket import WaitTicket, WaitTickets
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.moving_window import Limit, MovingWindows, Windows
from leadmatch.leads.identity import Identity
from leadmatch.web.caller import network_of

MINUTE_S: Final = 60
IDENTITY_WINDOW_S: Final = 600

Proof = str | OneUse


class InquiryLimits:
    """Counts inquiries per address and per person, in hashes only; safe to share between threads.

    Args:
        hashes: make keys of addresses; the plain ones are not kept, not even in memory.
        secret_key: of the installation; signs challenges and tickets.
        is_on: off, nothing is counted and nothing is asked for.
        per_minute: inquiries of one address (IPv4, or /64 of IPv6).
        per_ten_minutes: inquiries with one e-mail address or one phone number.
        waits_per_minute: how often one address may wait instead of solving a challenge.
        windows: where it is counted.
        caller: tells who sends the present request.
    """

    def __init__(
        self,
        hashes: KeyedHash,
        *,
        secret_key: str,
        is_on: bool,
        per_minute: int = 10,
        per_ten_minutes: int = 5,
        waits_per_minute: int = 5,
        windows: Windows | None = None,
        caller: Callable[[], Caller] = lambda: ANYBODY,
    ) -> None:
        self._hashes = hashes
        self._challenges = Challenges(secret_key)
        self._tickets = WaitTickets(secret_key)
        self._is_on = is_on
        self._per_minute = per_minute
        self._per_ten_minutes = per_ten_minutes
        self._waits_per_minute = waits_per_minute
        self._windows = MovingWindows() if windows is None else windows
        self._caller = caller

    def check(
        self, connection: Connection, address: str, identity: Identity, proof: Proof | None, now: datetime
    ) -> None:
        """Count an inquiry, or take a proof for it; part of the transaction that the inquiry is written in.

        A proof is looked at only where a limit is reached; otherwise it stays good.

        Args:
            connection: in a transaction; a proof is spent in it.
            address: the visitor's, or ``unknown``, which is an address like any other.
            identity: of the person.
            proof: the solution of a challenge as it was sent, or a wait that is over; None where there is neither.
            now: the present.

        Raises:
            ChallengeRequiredError: a limit is reached, and the proof is none or was used before.
        """
        if not self._is_on:
            return
        limits = [Limit(each, self._per_ten_minutes, IDENTITY_WINDOW_S) for each in identity.values]
        if not self._caller().is_secret:  # the server of a partner stands at one address for many visitors
            limits.append(Limit(self._address_key("inquiry", address), self._per_minute, MINUTE_S))
        wait_s = self._windows.take(limits, now).wait_s
        if wait_s > 0:
            self.require_proof(connection, proof, now, retry_after_s=math.ceil(wait_s))

    def require_proof(
        self, connection: Connection, proof: Proof | None, now: datetime, *, retry_after_s: int = MINUTE_S
    ) -> None:
        """Take a proof, whatever was sent before.

        Args:
            connection: in a transaction; the proof is spent in it.
            proof: see `check`.
            now: the present.
            retry_after_s: after how many seconds none is asked for any more.

        Raises:
            ChallengeRequiredError: the proof is none or was used before.
        """
        use = self._challenges.solved(proof, now) if isinstance(proof, str) else proof
        if use is None or not spend(connection, use, now):
            raise ChallengeRequiredError(self._challenges.new(now), retry_after_s=retry_after_s)

    def offer_wait(self, key: str, address: str, retry_after_s: int, now: datetime) -> WaitTicket | None:
        """Return a ticket to wait instead of solving a challenge; None where this address waits for too much already.

        Args:
            key: the idempotency key of the form; the ticket is good for it alone.
            address: the visitor's; the ticket is good for it alone.
            retry_after_s: of the `ChallengeRequiredError`; nobody waits longer than `wait_ticket.LONGEST_WAIT`.
            now: the present.
        """
        waiting = self._address_key("wait", address)
        if self._windows.take((Limit(waiting, self._waits_per_minute, MINUTE_S),), now).wait_s > 0:
            return None
        return self._tickets.issue(key, waiting, retry_after_s, now)

    def read_wait(self, token: str, key: str, address: str, now: datetime) -> WaitTicket | None:
        """Return a form's ticket; None where it is forged, expired, or for another form or sender."""
        return self._tickets.read(token, key, self._address_key("wait", address), now)

    def _address_key(self, purpose: str, address: str) -> bytes:
        return self._hashes.of(f"{purpose}-from", network_of(address))
