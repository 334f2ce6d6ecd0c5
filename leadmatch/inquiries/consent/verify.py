"""Verifying the chain: every link, its evidence, what stands beside it, and the signed checkpoints (rule L2)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from leadmatch.inquiries.consent.chain import GENESIS, link_body, link_hash
from leadmatch.inquiries.consent.checkpoints import Checkpoint, Line, read_checkpoints
from leadmatch.inquiries.consent.findings import Findings
from leadmatch.inquiries.consent.signing import Verifier
from leadmatch.inquiries.consent.stored import (
    StoredLink,
    damages,
    left_alone,
    snapshot,
    stored_claim,
    stored_count,
    stored_disclosures,
    stored_links,
    stored_moment,
)
from leadmatch.inquiries.consent.vouched import check_evidence, check_lead, known_wordings
from leadmatch.kernel.sealing import KeyRing

Progress = Callable[[int, int], None]
_TELL_EVERY = 1000
_TEXTS = ("id", "lead_id", "inquiry_id", "school_id", "disclosure_id", "language")
_BYTES = ("commitment", "previous", "hash")
_ALONE = {
    "lead-without-consent": "the lead {!r} has no consent",
    "inquiry-without-consent": "the inquiry {!r} has no consent",
    "evidence-without-consent": "there is evidence of consent {!r}, but no such consent",
    "ledger-without-consent": "the ledger entry {!r} is for a lead without a consent",
    "event-without-consent": "the event {!r} is about a lead without a consent",
}


@dataclass(slots=True)
class Verdict:
    """What was seen, and what is wrong.

    Args:
        consents: links of the chain.
        evidence: how many records were opened and compared.
        shredded: how many were shredded, so that only the chain vouches for them.
        checkpoints: how many fit the chain.
        vouched_until: number of the last consent that a fitting checkpoint vouches for.
    """

    consents: int = 0
    evidence: int = 0
    shredded: int = 0
    checkpoints: int = 0
    vouched_until: int = 0
    findings: Findings = field(default_factory=Findings)


def verify_chain(
    engine: Engine,
    ring: KeyRing,
    *,
    checkpoints_file: Path,
    keys: Iterable[Verifier],
    on_progress: Progress = lambda _done, _total: None,
) -> Verdict:
    """Return everything that is wrong with the chain; memory does not grow with it.

    Args:
        engine: of the one database; consents may be taken in meanwhile.
        ring: opens the evidence.
        checkpoints_file: where checkpoints are kept.
        keys: whose signatures count.
        on_progress: is told how many links are done, of how many.
    """
    verdict = Verdict()
    # Measured before the database is looked at: a checkpoint that is added later vouches for what is not seen.
    size = checkpoints_file.stat().st_size if checkpoints_file.exists() else 0
    vouchers = _Vouchers(read_checkpoints(checkpoints_file, size=size), {key.key_id: key for key in keys}, verdict)
    try:
        with snapshot(engine) as connection:
            for damage in damages(connection):
                verdict.findings.add("database-damaged", damage)
            total = stored_count(connection)
            wordings = known_wordings(stored_disclosures(connection), verdict.findings)
            walk = _Walk(verdict.findings)
            for link in stored_links(connection):
                verdict.consents += 1
                walk.check(link)
                check_lead(link, ring, verdict.findings)
                if check_evidence(link, ring, wordings, verdict.findings):
                    verdict.evidence += 1
                elif link.shredded_at is not None:
                    verdict.shredded += 1
                vouchers.pass_by(link)
                if verdict.consents % _TELL_EVERY == 0:
                    on_progress(verdict.consents, total)
            vouchers.reach_end(walk.last)
            for code, which in left_alone(connection):
                verdict.findings.add(code, _ALONE[code].format(which))
            on_progress(verdict.consents, verdict.consents)
    except (OperationalError, ProgrammingError):  # it cannot be reached, or has no tables: nothing was verified
        raise
    except DatabaseError as error:
        verdict.findings.add("database-damaged", f"the database cannot be read any further: {error.orig}")
    return verdict


class _Walk:
    """The chain itself: numbers without a gap, each link made from the one before."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._previous: object = GENESIS
        self.last = 0

    def check(self, link: StoredLink) -> None:
        number = link.number
        if type(number) is not int:
            self._findings.add("column-changed", f"a number after {self.last} is not stored as one: {number!r}")
            return
        if number == self.last + 1:
            if link.previous != self._previous:
                self._findings.add("link-broken", "it does not continue the one before it", number)
        elif number <= self.last:
            self._findings.add("number-twice", "its number is there more than once, or below 1", number)
        else:
            gap = str(self.last + 1) if number == self.last + 2 else f"{self.last + 1} to {number - 1}"
            self._findings.add("gap", f"missing before it: {gap}", number)
        if _hash_of(link) != link.hash:
            self._findings.add("link-changed", "it is not what its hash was made of", number)
        self._previous = link.hash
        self.last = max(self.last, number)


def _hash_of(link: StoredLink) -> bytes | None:
    """Return the hash that a link should have; None where a column is not stored as it was written."""
    agreed_at, is_test = stored_moment(link.agreed_at), stored_claim(link.is_test)
    if agreed_at is None or is_test is None:
        return None
    if not all(type(getattr(link, name)) is str for name in _TEXTS):
        return None
    if not all(type(getattr(link, name)) is bytes for name in _BYTES):
        return None
    try:
        body = link_body(
            number=link.number,
            id=link.id,
            lead_id=link.lead_id,
            inquiry_id=link.inquiry_id,
            school_id=link.school_id,
            disclosure_id=link.disclosure_id,
            language=link.language,
            is_test=is_test,
            agreed_at=agreed_at,
            commitment=link.commitment,
        )
    except TypeError:  # a text that is no UTF-8, or a number beyond 64 bits
        return None
    return link_hash(link.previous, body)


class _Vouchers:
    """The checkpoints, read along with the chain."""

    def __init__(self, lines: Iterator[Line], keys: Mapping[str, Verifier], verdict: Verdict) -> None:
        self._keys = keys
        self._verdict = verdict
        self._signed = self._well_signed(lines)
        self._next = next(self._signed, None)

    def pass_by(self, link: StoredLink) -> None:
        if type(link.number) is not int:
            return
        while self._next is not None and self._next.number <= link.number:
            if self._next.number < link.number:
                self._miss(self._next)
            elif not isinstance(link.hash, bytes) or self._next.hash != link.hash.hex():
                self._add("checkpoint-differs", "a signed checkpoint vouches for another one in its place", link.number)
            else:
                self._verdict.checkpoints += 1
                self._verdict.vouched_until = link.number
            self._next = next(self._signed, None)

    def reach_end(self, last: int) -> None:
        beyond = 0
        while self._next is not None:
            beyond = max(beyond, self._next.number)
            self._next = next(self._signed, None)
        if beyond:
            self._add("tail-cut", f"the chain ends at {last}, but a signed checkpoint vouches for {beyond}")

    def _miss(self, checkpoint: Checkpoint) -> None:
        self._add(
            "checkpoint-alone", f"a signed checkpoint vouches for consent {checkpoint.number}, which is not there"
        )

    def _well_signed(self, lines: Iterator[Line]) -> Iterator[Checkpoint]:
        last = 0
        for line in lines:
            where = f"line {line.place} of the checkpoints"
            checkpoint = line.checkpoint
            if checkpoint is None:
                self._add("checkpoint-unreadable", f"{where} is not one")
                continue
            key = self._keys.get(checkpoint.key)
            if key is None:
                self._add("checkpoint-unsigned", f"{where} is signed by another key, {checkpoint.key!r}")
            elif not checkpoint.is_signed_by(key):
                self._add("checkpoint-unsigned", f"the signature of {where} is not good")
            elif checkpoint.number <= last:
                self._add("checkpoint-order", f"{where} does not vouch for a later consent than the one before")
            else:
                last = checkpoint.number
                yield checkpoint

    def _add(self, code: str, detail: str, number: int | None = None) -> None:
        self._verdict.findings.add(code, detail, number)
