"""How tuples and records stand in one column: as JSON text, frozen again when read."""

from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Dialect, Text, TypeDecorator

from leadmatch.catalogue.records import CampusRecord, CostRecord

_KNOWN_ARRAYS = 65_536  # a catalogue has some thousands of distinct arrays; more would only cost time


class FrozenArray(TypeDecorator[tuple[Any, ...]]):
    """A tuple of texts, numbers or such tuples, kept as the text of a JSON array; equal ones are one object."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        """Write the tuple as compact JSON."""
        return None if value is None else array_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...] | None:  # noqa: ARG002  # as above
        """Read the tuple back, nested ones too."""
        return None if value is None else frozen_array(value)


class FrozenDays(TypeDecorator[tuple[date, ...]]):
    """A tuple of days, kept as the text of a JSON array of ISO dates."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[date, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # as above
        """Write the days as compact JSON."""
        return None if value is None else array_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[date, ...] | None:  # noqa: ARG002  # as above
        """Read the days back."""
        return None if value is None else tuple(map(date.fromisoformat, frozen_array(value)))


class FrozenRecord(TypeDecorator[CostRecord | CampusRecord]):
    """A record of texts and numbers, kept as the text of a JSON object."""

    impl = Text
    cache_ok = True

    def __init__(self, record: type[CostRecord] | type[CampusRecord]) -> None:
        """Keep what kind of record it is."""
        super().__init__()
        self.record = record

    def process_bind_param(self, value: CostRecord | CampusRecord | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # as above
        """Write the record as compact JSON."""
        return None if value is None else orjson.dumps(asdict(value)).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> CostRecord | CampusRecord | None:  # noqa: ARG002  # as above
        """Read the record back."""
        return None if value is None else self.record(**orjson.loads(value))


@lru_cache(maxsize=_KNOWN_ARRAYS)
def array_text(value: tuple[Any, ...]) -> str:
    """Return a tuple as compact JSON."""
    return orjson.dumps(value).decode()


@lru_cache(maxsize=_KNOWN_ARRAYS)
def frozen_array(written: str) -> tuple[Any, ...]:
    """Return the tuple that a JSON array stands for."""
    return _frozen(orjson.loads(written))


def _frozen(array: list[Any]) -> tuple[Any, ...]:
    return tuple(_frozen(item) if isinstance(item, list) else item for item in array)
