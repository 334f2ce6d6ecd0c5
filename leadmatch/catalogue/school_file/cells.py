"""Reading one cell as text, a number, an amount, yes or no; each refusal says what to write instead."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from leadmatch.catalogue.school_file.table import Value, shown

Parse = Callable[[Value], Any]

_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad")
)  # left over from web pages and word processors
# UTF-8 that was once read as Windows-1252: ``â€™`` for an apostrophe, ``Ã©`` for é.
_GARBLED = re.compile("â€|Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]|\ufffd")
_SAYS_NOTHING = frozenset(
    {"n/a", "na", "n.a.", "tbd", "tba", "unknown", "varies", "-", "--", "\u2013", "\u2014", "?", "null", "nan"}
)
_YES_OR_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_WHOLE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12}", re.ASCII)
_AMOUNT = re.compile(
    r"(?:US)?\$? ?(?P<dollars>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.(?P<cents>[0-9]{1,2}))?(?: ?(?:USD|dollars))?",
    re.ASCII | re.IGNORECASE,
)
_CENTS = 100


class CellError(Exception):
    """A cell can't be read; the message says what is wrong with it and what to write instead."""


class Repaired:
    """A value that was written in another way than it must be, and has only one meaning.

    Args:
        value: what is meant.
        how: what was made of it, for the report: ``was read as 02134``.
    """

    __slots__ = ("how", "value")

    def __init__(self, value: object, how: str) -> None:
        """Keep both."""
        self.value = value
        self.how = how


def cleaned(cell: Value) -> str:
    """Return the text of a cell: spaces of every kind made plain and single, what can't be seen left out.

    Raises:
        CellError: it holds characters that can't be shown, or letters that were garbled on the way.
    """
    text = " ".join(unicodedata.normalize("NFC", shown(cell)).translate(_INVISIBLE).split())
    if not text.isprintable():
        raise CellError("holds characters that can't be shown; type it anew")
    if _GARBLED.search(text):
        raise CellError("has garbled letters, from a file saved in another encoding; type them anew")
    return text


def stated(cell: Value) -> str:
    """Return the text of a cell that holds something else than words for nothing.

    Raises:
        CellError: it can't be shown, or only says that there is nothing to say.
    """
    text = cleaned(cell)
    if text.casefold() in _SAYS_NOTHING:
        raise CellError("says nothing that can be shown; leave the cell empty where you state nothing")
    return text


def text_up_to(limit: int) -> Parse:
    """Return what reads a text of this many characters at most."""

    def parse(cell: Value) -> str:
        if isinstance(cell, date):
            raise CellError("is a day, not a text; your spreadsheet may have changed what was typed")
        text = stated(cell)
        if len(text) > limit:
            raise CellError(f"has {len(text):,} characters; {limit} are allowed")
        if not any(map(str.isalnum, text)):
            raise CellError("has neither letters nor digits")
        return text

    return parse


def yes_or_no(cell: Value) -> bool:
    """Read yes or no."""
    said = _YES_OR_NO.get(stated(cell).casefold())
    if said is None:
        raise CellError("is neither yes nor no; write yes or no, or leave the cell empty")
    return said


def whole_number(least: int, most: int, unit: str, *, example: int) -> Parse:
    """Return what reads a whole number.

    Args:
        least: the smallest allowed, inclusive.
        most: the greatest allowed, inclusive.
        unit: what is counted, in the plural; it may follow the number.
        example: of what can be written.
    """
    singular = unit.removesuffix("s")

    def parse(cell: Value) -> int:
        text = stated(cell).casefold()
        for ending in (unit, singular):
            text = text.removesuffix(ending).rstrip()
        if isinstance(cell, bool | date) or not _WHOLE.fullmatch(text):
            raise CellError(f"is not a whole number of {unit}; write one such as {example}")
        number = int(text.replace(",", ""))
        if not least <= number <= most:
            raise CellError(f"is not from {least} to {most} {unit}")
        return number

    return parse


def amount(cell: Value) -> int:
    """Read an amount of dollars, and return cents."""
    if isinstance(cell, bool | date):
        raise CellError("is not an amount; write dollars such as 4380")
    text = stated(cell)
    if "%" in text:
        raise CellError("is a percentage; write dollars such as 4380")
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise CellError("is not one amount; write dollars such as 4380 or $4,380.50, without words and without a range")
    return int(match["dollars"].replace(",", "")) * _CENTS + int((match["cents"] or "").ljust(2, "0"))
