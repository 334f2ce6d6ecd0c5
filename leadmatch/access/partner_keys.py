"""Which caller a key stands for, and which origins are a partner's: at most half a second old (rule H2).

Each worker asks the database by itself, and remembers what it read for `GOOD_FOR_S`: revoking a key, pausing a partner
or taking a site from it counts everywhere within a second.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from leadmatch.access.callers import PUBLISHABLE_SCOPES, SECRET_SCOPES, Caller, Scope
from leadmatch.access.key_text import kind_of
from leadmatch.access.keys import KeyRecord, find_key, hash_of
from leadmatch.access.partners import is_listed_origin, partner_terms
from leadmatch.access.short_memory import ShortMemory
from leadmatch.kernel.clock import Clock, utc_now
from leadmatch.kernel.keyed_hash import KeyedHash

_NO_SCOPES: Final[frozenset[Scope]] = frozenset()
_SCOPES: Final = {"publishable": PUBLISHABLE_SCOPES, "secret": SECRET_SCOPES, "school": _NO_SCOPES}
# What could be on file at all: canonical, as `origins` writes it. Others are not worth a look.
_LISTABLE = re.compile(r"https?://(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Known:
    """A key that is on file, and whom it stands for while it is in force."""

    record: KeyRecord
    caller: Caller


class PartnerKeys:
    """Finds callers by their keys; safe to share between threads.

    Args:
        engine: where the keys and partners are.
        hashes: that the keys are kept with.
        clock: tells whether a key has expired; asked each time, so that a key ends to the second.
        monotonic: seconds on a clock that nobody sets; tells how old an answer is.
    """

    def __init__(
        self,
        engine: Engine,
        hashes: KeyedHash,
        *,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._hashes = hashes
        self._clock = clock
        self._keys: ShortMemory[bytes, _Known | None] = ShortMemory(monotonic=monotonic)
        self._origins: ShortMemory[str, bool] = ShortMemory(monotonic=monotonic)

    def find(self, text: str) -> Caller | None:
        """Return whom a key stands for; None where it is not in force, or its partner is not active.

        The key of a school stands for a caller without a partner, to whom nothing here is open.

        Raises:
            DBAPIError: the database cannot be used, and nothing is remembered that is still good.
        """
        if kind_of(text) is None:
            return None
        known = self._keys.recall(hash_of(self._hashes, text), lambda: self._read(text))
        return known.caller if known is not None and known.record.is_in_force(self._clock()) else None

    def origins_of(self, text: str) -> tuple[str, ...] | None:
        """Return the sites of the partner whose publishable key this is, in order; None where it is none in force."""
        caller = self.find(text)
        if caller is None or caller.partner is None or caller.is_secret:
            return None
        return tuple(sorted(caller.partner.origins))

    def is_listed(self, origin: str) -> bool:
        """Tell whether an origin, as a browser writes it, is a site of some active partner.

        It opens nothing by itself. So while the database cannot be used, what was known last counts: a page can read
        the answer that says so.
        """
        if _LISTABLE.fullmatch(origin) is None:
            return False
        try:
            return self._origins.recall(origin, lambda: self._read_origin(origin))
        except SQLAlchemyError:
            return self._origins.last(origin, otherwise=False)

    def _read(self, text: str) -> _Known | None:
        with self._engine.connect() as connection:
            record = find_key(connection, self._hashes, text)
            if record is None:
                return None
            if record.kind == "school":
                return _Known(record, Caller(key_id=record.id))
            partner = partner_terms(connection, record.owner_id)
        if partner is None:
            return None
        caller = Caller(
            partner=partner,
            key_id=record.id,
            is_secret=record.kind == "secret",
            is_test=record.is_test,
            scopes=_scopes(record),
        )
        return _Known(record, caller)

    def _read_origin(self, origin: str) -> bool:
        with self._engine.connect() as connection:
            return is_listed_origin(connection, origin)


def _scopes(record: KeyRecord) -> frozenset[Scope]:
    allowed = _SCOPES[record.kind]
    return allowed if record.scopes is None else allowed.intersection(record.scopes.split())
