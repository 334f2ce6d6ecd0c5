"""The exams that a program can prepare for: their codes, names and bodies, from a committed list.

The list is closed, so that a filter finds every program that prepares for an exam. Its column ``source`` says what each
line rests on; a body that renames an exam is a change of that file.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Certification:
    """An exam.

    Args:
        code: as its body abbreviates it, in capitals.
        body: who holds it.
    """

    code: str
    name: str
    body: str


@cache
def certifications() -> dict[str, Certification]:
    """Return the exams of the committed list by code, in its order."""
    text = resources.files("leadmatch.catalogue").joinpath("certifications.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: Certification(row["code"], row["name"], row["body"]) for row in rows}
