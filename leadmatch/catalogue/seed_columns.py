"""The columns of the embedded catalogue file: what may stand in each, and how a value becomes text and back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from leadmatch.catalogue.accreditation import KINDS, agencies
from leadmatch.catalogue.federal.sources import federal_source
from leadmatch.catalogue.formats import FORMATS
from leadmatch.catalogue.taxonomy import AWARD_LEVELS, has_field

ACCREDITORS = (1, 2, 3)  # as many as one row has room for
CONTROLS = ("public", "private_nonprofit", "private_for_profit")
COST_BASES = ("program", "estimate", "unknown")
_LONGEST_TEXT = 500
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_DEGREES = re.compile(r"-?(?:0|[1-9][0-9]{0,2})\.[0-9]{1,17}", re.ASCII)
_AS_OF = re.compile(r"20[0-9]{2}(?:-[0-9]{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        parse: returns the value of a text that is not empty, or raises ValueError with what is wrong.
        is_needed: an empty cell is a fault; else it is None.
    """

    name: str
    parse: Callable[[str], Any]
    is_needed: bool = False

    def value_of(self, cell: str) -> Any:  # noqa: ANN401 (a column knows its own type)
        """Return the value of a cell, None for an empty one.

        Raises:
            ValueError: what is wrong, as a clause such as ``is not a ZIP code``.
        """
        if cell:
            return self.parse(cell)
        if self.is_needed:
            raise ValueError("is empty")
        return None


def cell_of(value: object) -> str:
    """Return how a value stands in the file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "|".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(cell: str) -> str:
    if cell != " ".join(cell.split()) or not cell.isprintable():
        raise ValueError("has spaces at its ends, several in a row, or characters that do not print")
    if len(cell) > _LONGEST_TEXT:
        raise ValueError(f"is longer than {_LONGEST_TEXT} characters")
    return cell


def _like(pattern: str, what: str) -> Callable[[str], str]:
    compiled = re.compile(pattern, re.ASCII)

    def parse(cell: str) -> str:
        if not compiled.fullmatch(cell):
            raise ValueError(f"is not {what}")
        return cell

    return parse


def _one_of(*values: str) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if cell not in values:
            raise ValueError(f"is none of {', '.join(values)}")
        return cell

    return parse


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(cell: str) -> int:
        if not _WHOLE.fullmatch(cell) or not least <= int(cell) <= most:
            raise ValueError(f"is not a whole number from {least} to {most}")
        return int(cell)

    return parse


def _degrees(limit: int) -> Callable[[str], float]:
    def parse(cell: str) -> float:
        if not _DEGREES.fullmatch(cell) or abs(float(cell)) > limit or repr(float(cell)) != cell:
            raise ValueError(f"is not a number of degrees from -{limit} to {limit}, written as shortly as it can be")
        return float(cell)

    return parse


def _cip_code(cell: str) -> str:
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{4}", cell, re.ASCII) or not has_field(cell):
        raise ValueError("is not a CIP code like 51.0713")
    return cell


def _yes_or_no(cell: str) -> bool:
    return _one_of("true", "false")(cell) == "true"


def _day(cell: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell, re.ASCII):
        raise ValueError("is not a day like 2018-09-16")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("is not a day of the calendar") from None


def _formats(cell: str) -> tuple[str, ...]:
    formats = tuple(cell.split("|"))
    if not set(formats) <= set(FORMATS) or len(set(formats)) != len(formats):
        raise ValueError(f"is not a list of {', '.join(FORMATS)}, with | between them")
    return formats


def _source(cell: str) -> str:
    try:
        return federal_source(cell).key
    except ValueError:
        raise ValueError("names no federal file, such as ipeds-c-2024") from None


def _as_of(cell: str) -> str:
    if not _AS_OF.fullmatch(cell):
        raise ValueError("is not a year, a school year or a month such as 2024, 2023-24 or 2020-11")
    return cell


def _sourced(fact: str, *, is_needed: bool = False) -> tuple[Column, Column]:
    return Column(f"{fact}_source", _source, is_needed), Column(f"{fact}_as_of", _as_of, is_needed)


def _accreditor(number: int) -> tuple[Column, ...]:
    name = f"accreditor_{number}"
    return (
        Column(name, _one_of(*agencies())),
        Column(f"{name}_kind", _one_of(*KINDS)),
        Column(f"{name}_since", _day),
        Column(f"{name}_ended", _day),
        *_sourced(name),
    )


_PRICE_LIMIT_USD = 1_000_000

COLUMNS: tuple[Column, ...] = (
    Column("unitid", _like(r"[0-9]{6}", "a UNITID of six digits"), is_needed=True),
    Column("cip_code", _cip_code, is_needed=True),
    Column("award_level", _one_of(*AWARD_LEVELS), is_needed=True),
    *_sourced("program", is_needed=True),
    Column("cip_title", _text, is_needed=True),
    *_sourced("cip_title", is_needed=True),
    Column("school_name", _text, is_needed=True),
    Column("opeid", _like(r"[0-9]{8}", "an OPEID of eight digits")),
    Column("control", _one_of(*CONTROLS)),
    Column("website", _like(r"https?://[!-~]+", "a web address")),
    *_sourced("school", is_needed=True),
    Column("title_iv", _yes_or_no),
    *_sourced("title_iv"),
    Column("street", _text),
    Column("city", _text),
    Column("state", _like(r"[A-Z]{2}", "a state code of two capitals")),
    Column("zip", _like(r"[0-9]{5}", "a ZIP code of five digits")),
    Column("latitude", _degrees(90)),
    Column("longitude", _degrees(180)),
    *_sourced("campus"),
    Column("formats", _formats),
    Column("formats_unknown", _formats),
    *_sourced("formats"),
    Column("graduates_count", _whole(0, 999_999)),
    Column("graduates_year", _whole(2000, 2099)),
    *_sourced("graduates"),
    Column("length_months", _whole(1, 240)),
    *_sourced("length"),
    Column("credits", _whole(1, 999)),
    *_sourced("credits"),
    Column("cost_basis", _one_of(*COST_BASES), is_needed=True),
    Column("tuition_fees_usd", _whole(1, _PRICE_LIMIT_USD)),
    Column("books_supplies_usd", _whole(0, _PRICE_LIMIT_USD)),
    *_sourced("cost"),
    *(column for number in ACCREDITORS for column in _accreditor(number)),
    *_sourced("accreditation_dates"),
)
COLUMN_NAMES = tuple(column.name for column in COLUMNS)
