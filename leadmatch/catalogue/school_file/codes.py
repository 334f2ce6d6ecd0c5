"""Reading numbers that are names: UNITID, CIP code, ZIP code, a school's own code, a web address."""

import re
from datetime import date

from leadmatch.catalogue.federal.schools import website_of
from leadmatch.catalogue.school_file.cells import CellError, Repaired, stated
from leadmatch.catalogue.school_file.table import Value
from leadmatch.catalogue.taxonomy import has_field
from leadmatch.geo.zip_code import InvalidZipCodeError, parse_zip_code

_UNITID = re.compile(r"[0-9]{6}", re.ASCII)
_CIP = re.compile(r"(?P<family>[0-9]{1,2})\.(?P<rest>[0-9]{1,4})|(?P<bare>[0-9]{6})", re.ASCII)
_SHORT_ZIP = re.compile(r"[0-9]{3,4}", re.ASCII)
_LONGEST_CODE = 40
_LONGEST_ADDRESS = 500


def unitid(cell: Value) -> str:
    """Read the number of a school."""
    text = stated(cell).replace(",", "")
    if not _UNITID.fullmatch(text):
        raise CellError("is no UNITID; it has six digits, such as 144166")
    return text


def cip_code(cell: Value) -> str | Repaired:
    """Read a CIP code; zeros that a spreadsheet drops at either end come back: 51.071 is 51.0710, 1.1103 01.1103."""
    text = stated(cell)
    match = _CIP.fullmatch(text)
    if match is None:
        raise CellError("is no CIP code; it has two digits, a point and four digits, such as 51.0713")
    bare = match["bare"]
    code = f"{bare[:2]}.{bare[2:]}" if bare else f"{match['family']:0>2}.{match['rest']:0<4}"
    if not has_field(code):
        raise CellError(f"is no CIP code; there is no family {code[:2]}")
    return code if code == text else Repaired(code, f"was read as {code}")


def zip_code(cell: Value) -> str | Repaired:
    """Read a ZIP code; one of three or four digits has lost its zeros at the front."""
    text = stated(cell)
    if _SHORT_ZIP.fullmatch(text):
        return Repaired(text.zfill(5), f"was read as {text.zfill(5)}")
    try:
        return parse_zip_code(text)
    except InvalidZipCodeError:
        raise CellError("is no ZIP code; write five digits, such as 60612") from None


def program_code(cell: Value) -> str:
    """Read a school's own code of a program."""
    if isinstance(cell, date):
        raise CellError("is a day; your spreadsheet has changed what was typed, so format the cell as text first")
    text = stated(cell)
    if len(text) > _LONGEST_CODE:
        raise CellError(f"has {len(text)} characters; {_LONGEST_CODE} are allowed")
    return text


def website(cell: Value) -> str:
    """Read a web address that can be linked to; one without a scheme gets https."""
    text = stated(cell)
    address = website_of(text) if " " not in text and len(text) <= _LONGEST_ADDRESS else None
    if address is None:
        raise CellError("is no web address; write one that begins with https://")
    return address
