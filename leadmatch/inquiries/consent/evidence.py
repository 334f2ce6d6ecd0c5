"""How long the evidence of a consent is kept, how it is shredded, and how it moves to another key."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, Select, Update, bindparam, func, select, update

from leadmatch.inquiries.consent.chain import evidence_row
from leadmatch.inquiries.models import ConsentEvidence
from leadmatch.kernel.database import overwrite_what_goes, writing
from leadmatch.kernel.sealing import KeyRing, SealError, envelope_start

_SHREDS_AT_ONCE = 500


class Resealed(NamedTuple):
    """How much evidence was moved to the active key, and which numbers could not be opened and were left alone."""

    moved: int
    unreadable: tuple[int, ...]


def keep_evidence_until(connection: Connection, ring: KeyRing, numbers: Sequence[int], day: date) -> None:
    """Let evidence be shredded after a day; part of the caller's transaction.

    The day is sealed into the evidence, so that nobody can move it unseen. Evidence that is shredded stays so.

    Args:
        connection: in a transaction that writes.
        ring: opens the evidence and seals it again.
        numbers: of the consents.
        day: the last one on which it is kept, in UTC.

    Raises:
        SealError: the evidence of one of them was changed, or its key is gone.
    """
    asked = (
        select(ConsentEvidence.consent_number, ConsentEvidence.sealed, ConsentEvidence.keep_until)
        .where(ConsentEvidence.consent_number.in_(numbers), ConsentEvidence.sealed.is_not(None))
        .with_for_update()
    )
    kept = [
        {
            "row_number": number,
            "sealed": ring.seal(ring.open(sealed, row=evidence_row(number, until)), row=evidence_row(number, day)),
            "keep_until": day,
        }
        for number, sealed, until in connection.execute(asked).all()
        if sealed is not None
    ]
    if kept:
        connection.execute(_of_row().values(sealed=bindparam("sealed"), keep_until=bindparam("keep_until")), kept)


def shred_due(connection: Connection, now: datetime) -> int:
    """Shred all evidence whose last day has passed, and return how much that was; part of the caller's transaction."""
    return _shred(connection, ConsentEvidence.keep_until < now.astimezone(UTC).date(), now)


def shred_now(connection: Connection, numbers: Sequence[int], now: datetime) -> int:
    """Shred the evidence of leads that were never shared; part of the caller's transaction."""
    return sum(
        _shred(connection, ConsentEvidence.consent_number.in_(numbers[start : start + _SHREDS_AT_ONCE]), now)
        for start in range(0, len(numbers), _SHREDS_AT_ONCE)
    )


def reseal_evidence(engine: Engine, ring: KeyRing, batch: int) -> Resealed:
    """Seal under the active key what is sealed under another, in transactions of `batch` rows.

    It can be stopped at any moment and begun again; consents may be taken in meanwhile.
    """
    last, total = 0, 0
    unreadable: list[int] = []
    while True:
        with writing(engine) as connection:
            found = connection.execute(_under_other_keys(ring, last, batch)).all()
            moved = []
            for number, sealed, until in found:
                row = evidence_row(number, until)
                try:
                    moved.append(
                        {"row_number": number, "sealed": ring.seal(ring.open(sealed or b"", row=row), row=row)}
                    )
                except SealError:
                    unreadable.append(number)
            if moved:
                connection.execute(_of_row().values(sealed=bindparam("sealed")), moved)
        if not found:
            return Resealed(total, tuple(unreadable))
        last = found[-1].consent_number
        total += len(moved)


def _under_other_keys(ring: KeyRing, last: int, batch: int) -> Select[int, bytes | None, date | None]:
    start = envelope_start(ring.active)
    return (
        select(ConsentEvidence.consent_number, ConsentEvidence.sealed, ConsentEvidence.keep_until)
        .where(
            ConsentEvidence.consent_number > last,
            ConsentEvidence.sealed.is_not(None),
            func.substr(ConsentEvidence.sealed, 1, len(start)) != start,
        )
        .order_by(ConsentEvidence.consent_number)
        .limit(batch)
        .with_for_update()
    )


def _of_row() -> Update:
    return update(ConsentEvidence).where(ConsentEvidence.consent_number == bindparam("row_number"))


def _shred(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    overwrite_what_goes(connection)
    shredded = connection.execute(
        update(ConsentEvidence).where(which, ConsentEvidence.sealed.is_not(None)).values(sealed=None, shredded_at=now)
    )
    return shredded.rowcount
