"""Moving what is sealed from older keys to the one in use, while everything else goes on (rule L11).

Rows are read outside of any transaction that writes and sealed anew there. They are written only where they still hold
what was read: whatever was erased, shredded or sealed again meanwhile stays as it is.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, bindparam, case, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from leadmatch.inquiries.consent.chain import evidence_row
from leadmatch.inquiries.idempotency import answer_row
from leadmatch.inquiries.models import ConsentEvidence, IdempotencyKey
from leadmatch.kernel.database import overwrite_what_goes, writing
from leadmatch.kernel.sealing import KeyRing, SealError, envelope_start
from leadmatch.leads.contact import contact_row
from leadmatch.leads.models import Inquiry

ROWS_AT_ONCE = 200
# A process that waits for its turn to write on SQLite looks again every 25 to 100 ms. Measured with batches of 200: by
# this gap the p99 of another process is 5 ms and its longest wait 55 ms; without it they are 240 and 870 ms.
GAP_S = 0.025
Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One column that holds envelopes.

    Args:
        name: as reports call it.
        key: the primary key of its table.
        sealed: the column.
        row: returns the name of a row's envelopes from its key and what is in `bound`.
        bound: other columns that are part of that name.
    """

    name: str
    key: Column
    sealed: Column
    row: Callable[..., str]
    bound: tuple[Column, ...] = ()


SEALED_COLUMNS = (
    SealedColumn("inquiry.sealed", Inquiry.id, Inquiry.sealed, contact_row),
    SealedColumn(
        "consent_evidence.sealed",
        ConsentEvidence.consent_number,
        ConsentEvidence.sealed,
        evidence_row,
        (ConsentEvidence.keep_until,),
    ),
    SealedColumn("idempotency_key.answer", IdempotencyKey.key_index, IdempotencyKey.answer, answer_row),
)


@dataclass(slots=True)
class Resealed:
    """How many rows of each column one pass has moved, and how many it left: changed meanwhile, or not to be opened."""

    moved: Counter[str] = field(default_factory=Counter)
    overtaken: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)

    @property
    def has_changed(self) -> bool:
        """Whether there was anything to move; another pass may find more."""
        return self.moved.total() + self.overtaken.total() > 0


def envelopes_by_key(engine: Engine, ring: KeyRing) -> dict[str, Counter[str]]:
    """Return how many envelopes of each column are under each key; those of keys that are gone under an empty name."""
    counts: dict[str, Counter[str]] = {}
    for column in SEALED_COLUMNS:
        start = {name: _starts_with(column.sealed, name) for name in ring.names}
        named = case(*((condition, name) for name, condition in start.items()), else_="").label("key")
        envelopes = select(named).where(column.sealed.is_not(None)).subquery()
        asked = select(envelopes.c.key, func.count()).group_by(envelopes.c.key)
        with engine.connect() as connection:
            counts[column.name] = Counter(dict(map(tuple, connection.execute(asked).all())))
    return counts


def reseal_once(
    engine: Engine,
    ring: KeyRing,
    *,
    on_progress: Callable[[int], None],
    sleep: Callable[[float], None],
    rows_at_once: int = ROWS_AT_ONCE,
) -> Resealed:
    """Move what is under other keys to the one in use, in one pass over all rows.

    It can be stopped at any moment and begun again.

    Args:
        engine: of the one database.
        ring: holds the keys.
        on_progress: is told how many rows were looked at since it was called last.
        sleep: waits for some seconds, so that others get to write between two transactions.
        rows_at_once: how many are written in one transaction.
    """
    outcome = Resealed()
    for column in SEALED_COLUMNS:
        for found in _batches(engine, column, ring, rows_at_once):
            anew = []
            for key, sealed, *bound in found:
                name = column.row(key, *bound)
                try:
                    anew.append({"of_key": key, "old": sealed, "new": ring.seal(ring.open(sealed, row=name), row=name)})
                except SealError:
                    outcome.unreadable[column.name] += 1
            moved = _replace(engine, column, anew)
            outcome.moved[column.name] += moved
            outcome.overtaken[column.name] += len(anew) - moved
            on_progress(len(found))
            sleep(GAP_S)
    return outcome


def reseal_until_done(
    engine: Engine,
    ring: KeyRing,
    *,
    on_progress: Callable[[int], None],
    settle_s: float,
    sleep: Callable[[float], None],
    monotonic: Callable[[], float],
) -> Resealed:
    """Move everything to the key in use, pass by pass until one finds nothing, and return what all of them moved.

    Args:
        engine: of the one database.
        ring: holds the keys.
        on_progress: see `reseal_once`.
        settle_s: for how long from now on other processes may still seal with an older key.
        sleep: waits for some seconds.
        monotonic: seconds that only grow.
    """
    settled_at = monotonic() + settle_s
    total = Resealed()
    while True:
        is_settled = monotonic() >= settled_at
        outcome = reseal_once(engine, ring, on_progress=on_progress, sleep=sleep)
        total.moved += outcome.moved
        total.unreadable = outcome.unreadable
        if outcome.has_changed:
            continue
        if is_settled:
            return total
        sleep(max(0.0, settled_at - monotonic()))


def _batches(engine: Engine, column: SealedColumn, ring: KeyRing, rows_at_once: int) -> Iterator[Sequence[Any]]:
    asked = (
        select(column.key, column.sealed, *column.bound)
        .where(column.sealed.is_not(None), ~_starts_with(column.sealed, ring.active))
        .order_by(column.key)
        .limit(rows_at_once)
    )
    after = asked
    while True:
        with engine.connect() as connection:
            found = connection.execute(after).all()
        if not found:
            return
        yield found
        after = asked.where(column.key > found[-1][0])


def _replace(engine: Engine, column: SealedColumn, anew: list[dict[str, object]]) -> int:
    if not anew:
        return 0
    unchanged = (column.key == bindparam("of_key"), column.sealed == bindparam("old"))
    statement = update(column.key.class_.__table__).where(*unchanged).values({column.sealed.key: bindparam("new")})
    with writing(engine) as connection:
        overwrite_what_goes(connection)  # what an old key opens is to be gone
        return connection.execute(statement, anew).rowcount


def _starts_with(sealed: Column, key_name: str) -> Any:  # noqa: ANN401  # a condition; SQLAlchemy's type of it is generic
    start = envelope_start(key_name)
    return func.substr(sealed, 1, len(start)) == start
