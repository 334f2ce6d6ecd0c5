"""Spreadsheets as people and hostile programs make them."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from leadmatch.catalogue.school_file.reading import SchoolFile

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


def changed_parts(path: Path, **parts: bytes | None) -> Path:
    """Replace parts of an XLSX file, ``__`` in their names for ``/`` and ``_`` for ``.``; None takes one away."""
    new = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (kept | new).items():
            if content is not None:
                archive.writestr(name, content)
    return path


def part(path: Path, name: str) -> bytes:
    """Return a part of an XLSX file."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)
