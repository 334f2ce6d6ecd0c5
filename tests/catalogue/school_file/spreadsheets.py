"""Spreadsheets as people and hostile programs make them."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from leadmatch.catalogue.school_file.reading import SchoolFile

SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
TODAY = date(2026, 11, 23)

# What the fixtures of conftest.py give.
Read = Callable[[Path], SchoolFile]
Refused = Callable[[Path], list[str]]

# Malcolm X College has these in the federal files: coding 1 to 2 years, billing 12 weeks to 1 year, assisting 1 to 2.
KEY = {"unitid": "144166", "cip_code": "51.0713", "award_level": "1 to 2 years", "as_of": "2026-11-20"}


def row(**cells: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever a cell can hold
    """Return the cells of a row about a program on file; None leaves a column out."""
    return {name: value for name, value in {**KEY, **cells}.items() if value is not None}


def grid(rows: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """Return rows under a header of all the columns that occur."""
    names = list(dict.fromkeys(name for each in rows for name in each))
    return [names, *([each.get(name) for name in names] for each in rows)]


def csv_file(folder: Path, *rows: dict[str, Any], name: str = "programs.csv") -> Path:
    """Write a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([["" if cell is None else cell for cell in cells] for cells in grid(rows)])
    path = folder / name
    path.write_text(text.getvalue(), "utf-8")
    return path


def xlsx_file(folder: Path, *rows: dict[str, Any], name: str = "programs.xlsx") -> Path:
    """Write an XLSX file with one sheet."""
    workbook = Workbook()
    workbook.active.title = "Programs"
    for cells in grid(rows):
        workbook.active.append(cells)
    path = folder / name
    workbook.save(path)
    return path


def changed_parts(path: Path, parts: dict[str, bytes | None]) -> Path:
    """Replace parts of an XLSX file; None takes one away."""
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**kept, **parts}.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def with_shared_texts(path: Path) -> Path:
    """Move the texts of the first sheet into the list of shared texts, where Excel keeps them."""
    sheet, relationships = part(path, SHEET), part(path, "xl/_rels/workbook.xml.rels")
    texts: list[bytes] = []

    def moved(match: re.Match[bytes]) -> bytes:
        texts.append(match[2])
        return b'<c%s t="s"><v>%d</v></c>' % (match[1], len(texts) - 1)

    sheet = re.sub(rb'<c([^>]*) t="inlineStr"><is>(.*?)</is></c>', moved, sheet)
    shared = b"".join(b"<si>%s</si>" % text for text in texts)
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = b'<Relationship Id="rId99" Type="%s" Target="/xl/sharedStrings.xml"/></Relationships>' % kind
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return changed_parts(
        path,
        {
            SHEET: sheet,
            TEXTS: b'<sst xmlns="%s">%s</sst>' % (namespace, shared),
            "xl/_rels/workbook.xml.rels": relationships.replace(b"</Relationships>", link),
        },
    )


def part(path: Path, name: str) -> bytes:
    """Return a part of an XLSX file."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)
