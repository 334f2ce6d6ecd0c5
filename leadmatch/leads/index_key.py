"""Whether the index key is still the one that the database was filled with (rule L11).

Under another key nothing is found that was hashed before: no school by its key, no visitor by a receipt, and nobody who
asked not to be shared any more, so that they would be shared. The database therefore keeps a mark of the key, a keyed
hash like all others, which tells nothing of it.
"""

import hmac
from datetime import datetime

from sqlalchemy import CheckConstraint, Connection, Engine, LargeBinary, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from leadmatch.kernel.database import Base, UtcDateTime, writing
from leadmatch.kernel.errors import NotReadyError
from leadmatch.kernel.keyed_hash import KeyedHash

_ONLY = 1


class IndexKeyMark(Base):
    """The mark of the index key: one row, or none before the key was first used."""

    __tablename__ = "index_key_mark"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mark: Mapped[bytes] = mapped_column(LargeBinary)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint(f"number = {_ONLY}", name="only"),)


class IndexKeyError(NotReadyError):
    """The index key is another one than before."""

    def __init__(self) -> None:
        super().__init__(
            "The index key is not the one that this database was filled with: nobody who asked not to be shared would "
            "be recognised. Bring back LEADMATCH_INDEX_KEY, or secrets/index-key in the instance folder"
        )


def note_index_key(engine: Engine, hashes: KeyedHash, now: datetime) -> None:
    """Keep the mark of the index key, if there is none yet.

    Raises:
        IndexKeyError: there is one, of another key.
    """
    with writing(engine) as connection:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        row = {"number": _ONLY, "mark": _mark(hashes), "noted_at": now}
        connection.execute(insert(IndexKeyMark).values(row).on_conflict_do_nothing())
    require_index_key(engine, hashes)


def require_index_key(engine: Engine, hashes: KeyedHash) -> None:
    """Compare the index key with the mark; before there is one, any key is good.

    Raises:
        IndexKeyError: it is another one.
    """
    with engine.connect() as connection:
        known = _known(connection)
    if known is not None and not hmac.compare_digest(known, _mark(hashes)):
        raise IndexKeyError


def _known(connection: Connection) -> bytes | None:
    known: bytes | None = connection.execute(select(IndexKeyMark.mark)).scalar()
    return known


def _mark(hashes: KeyedHash) -> bytes:
    return hashes.of("index-key", "mark")
