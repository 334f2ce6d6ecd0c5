"""Who must not be shared any more, with one school or with any; kept as keyed hashes, which outlive an erasure."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from leadmatch.kernel.prepared import Prepared
from leadmatch.leads.models import Suppression

# A person has one or two values; of one, both are the same.
_OF_VALUES = select(Suppression.school_id).where(
    or_(Suppression.value_index == bindparam("first"), Suppression.value_index == bindparam("last"))
)
# Two halves, one for each partial index; an OR of both would read the whole table.
_SUPPRESSED = Prepared(
    union_all(
        _OF_VALUES.where(Suppression.school_id.is_(None)),
        _OF_VALUES.where(Suppression.school_id.is_not(None)),
    )
)


def suppressed_values(connection: Connection, values: Sequence[bytes], school_ids: Sequence[str]) -> set[str]:
    """Return those of the schools with which a person must not be shared; see `ask_suppressed`."""
    return ask_suppressed(connection, values, school_ids)()


def ask_suppressed(
    connection: Connection, values: Sequence[bytes], school_ids: Sequence[str]
) -> Callable[[], set[str]]:
    """Ask with which of the schools the person behind these hashes must not be shared; the answer is fetched later.

    Args:
        connection: any; to decide by the answer, one that holds the locks of `identity_locks`.
        values: as in `Identity.values`; one of them that is suppressed suffices.
        school_ids: the schools to ask for.
    """
    if not values:
        return set
    fetch = _SUPPRESSED.ask(connection, {"first": values[0], "last": values[-1]})

    def answer() -> set[str]:
        found = {row.school_id for row in fetch()}
        return set(school_ids) if None in found else found & set(school_ids)

    return answer


def suppress(
    connection: Connection, values: Sequence[bytes], school_id: str | None, reason: str, now: datetime
) -> None:
    """Suppress a person from now on; what is suppressed already keeps its first reason and time.

    Args:
        connection: in a transaction that writes; the rows join it.
        values: as in `Identity.values`.
        school_id: with which the person is not shared any more; None: with no school.
        reason: ``stop_one``, ``stop_all``, ``erase`` or ``operator``.
        now: when.
    """
    rows = [{"value_index": value, "school_id": school_id, "reason": reason, "created_at": now} for value in values]
    if not rows:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(Suppression).values(rows).on_conflict_do_nothing())
