"""The Classification of Instructional Programs as NCES publishes it: codes and titles."""

import csv
from functools import cache
from importlib import resources

from leadmatch.catalogue.complaints import ComplaintList
from leadmatch.catalogue.federal.folder import FoundFile
from leadmatch.catalogue.federal.table import read_rows

_CODE_LENGTH = len("51.0713")


def read_cip_titles(found: FoundFile, faults: ComplaintList) -> dict[str, str]:
    """Return the titles by six-digit code, without the full stop that ends each.

    Spreadsheets took codes for numbers, so the file wraps them: ``="01.0000"``.

    Raises:
        CatalogueFileError: a column is missing, or the text is no CSV.
    """
    titles = {}
    for row in read_rows(found, ("CIPCODE", "CIPTITLE"), faults):
        code = row.needed_text("CIPCODE").removeprefix("=").strip('"')
        if len(code) == _CODE_LENGTH:
            titles[code] = row.needed_text("CIPTITLE").removesuffix(".")
    return titles


@cache
def titles_new_in_2020() -> dict[str, str]:
    """Return titles by code that CIP 2020 added or reworded, of codes that the completions of 2024 use.

    A file that goes by the name of CIP 2020 can hold the edition of 2010, with outdated words and without these
    codes. The titles are NCES's (Classification of Instructional Programs, 2020 edition, a work of the US
    Government), read in 2026-11 from public copies of its list.
    """
    text = resources.files("leadmatch.catalogue.federal").joinpath("cip_2020_additions.csv").read_text("utf-8")
    return {row["cip_code"]: row["cip_title"] for row in csv.DictReader(text.splitlines())}
