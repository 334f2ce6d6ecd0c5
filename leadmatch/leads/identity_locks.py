"""One at a time for one person: who decides about a person, or stops the sharing, waits for whoever does so now."""

from collections.abc import Iterable

from sqlalchemy import BigInteger, Connection, bindparam, func, select

from leadmatch.kernel.prepared import Prepared

_LOCK_BYTES = 8
_LOCK = Prepared(select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)).label("locked")))


def lock_identity(connection: Connection, values: Iterable[bytes]) -> None:
    """Hold the locks of these hashes of one person until the end of the caller's transaction.

    All who take them take them in the same order, so that no two wait for each other. SQLite, whose transactions that
    write run one at a time, needs none.

    Args:
        connection: in a transaction that writes, which holds no lock of a row yet.
        values: as in `Identity.values`.
    """
    if connection.dialect.name != "postgresql":
        return
    # The first bytes of a hash are as good as a hash; should two people ever share them, one waits for the other.
    for key in sorted({int.from_bytes(value[:_LOCK_BYTES], "big", signed=True) for value in values}):
        _LOCK.ask(connection, {"key": key})
