"""What taking in an inquiry needs, put together once per application."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, Engine

from leadmatch.access.attribution import Attributions
from leadmatch.inquiries.in_flight import InFlight
from leadmatch.inquiries.limits import Proof
from leadmatch.kernel.clock import Clock
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.sealing import KeyRing
from leadmatch.leads.identity import Identity
from leadmatch.search.live import LiveCatalogue
from leadmatch.sponsors.live import LiveCampaigns


class Limits(Protocol):
    """Who may send how much (rule L12)."""

    def check(
        self, connection: Connection, address: str, identity: Identity, proof: Proof | None, now: datetime
    ) -> None:
        """Count one inquiry.

        Args:
            connection: in the transaction of the inquiry; a proof is spent in it.
            address: of the visitor.
            identity: of the person.
            proof: the solution of a challenge, or a wait that is over; None where there is neither.
            now: when.

        Raises:
            ChallengeRequiredError: it is one too many, and there is no proof that still counts.
        """
        ...

    def require_proof(self, connection: Connection, proof: Proof | None, now: datetime) -> None:
        """Take a proof, whatever was sent before.

        Args:
            connection: as for `check`.
            proof: as for `check`.
            now: as for `check`.

        Raises:
            ChallengeRequiredError: there is no proof that still counts.
        """
        ...


class NoLimits:
    """Everybody may send as much as they like."""

    def check(
        self, connection: Connection, address: str, identity: Identity, proof: Proof | None, now: datetime
    ) -> None:
        """Count nothing."""

    def require_proof(self, connection: Connection, proof: Proof | None, now: datetime) -> None:
        """Ask for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The parts that inquiries, disclosures and receipts work with.

    Args:
        engine: of the one database.
        ring: seals what is personal.
        hashes: finds it again.
        catalogue: the release being served.
        campaigns: what sponsors have bought, at most some seconds old.
        limits: who has sent how much lately.
        attributions: read what partners' visitors bring along.
        clock: tells the time.
        base_url: public address of the site, without a slash at the end.
        retention_years: how long evidence of a shared lead stays after its erasure.
        in_flight: the idempotency keys that this process works on.
    """

    engine: Engine
    ring: KeyRing
    hashes: KeyedHash
    catalogue: LiveCatalogue
    campaigns: LiveCampaigns
    limits: Limits
    attributions: Attributions
    clock: Clock
    base_url: str
    retention_years: int
    in_flight: InFlight = field(default_factory=InFlight)
