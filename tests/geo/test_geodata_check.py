import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from leadmatch.geo.check import check_geodata
from leadmatch.geo.table import POINTER_NAME, Rows, map_rows, read_pointer, write_rows


def switch_to(folder: Path, rows: Rows):
    name, sha256 = write_rows(folder, rows)
    fields = json.loads((folder / POINTER_NAME).read_text())
    (folder / POINTER_NAME).write_text(json.dumps(fields | {"file": name, "sha256": sha256}))


def test_a_sound_table_has_no_faults(built_folder: Path):
    findings = check_geodata(built_folder)
    assert findings.faults == []
    assert findings.counts == read_pointer(built_folder).counts
    assert findings.asked == 29806 + 9195 + 2083
    assert hashlib.sha256((built_folder / read_pointer(built_folder).file).read_bytes()).hexdigest() == (
        read_pointer(built_folder).sha256
    )


def test_wrong_rows_are_told_in_plain_words(own_folder: Path):
    rows = map_rows(own_folder, read_pointer(own_folder)).copy()
    for zip_code, field, value in [
        (90210, "latitude", np.nan),
        (90211, "longitude", 190.0),
        (10001, "latitude", 0.0),
        (10001, "longitude", 0.0),
        (9001, "latitude", 50.0),
        (9001, "longitude", 8.0),
        (501, "latitude", 40.8155),
        (10002, "time_zone", 0),
        (10003, "kind", 0),
        (77352, "latitude", 30.0),
    ]:
        rows[field][zip_code] = value
    switch_to(own_folder, rows)
    counts, *faults = check_geodata(own_folder).faults
    assert counts.startswith("The pointer counts {'absent': 7735, ")
    assert faults == [
        "2 ZIP codes have no point on the Earth; the first is 90210.",
        "1 ZIP codes are at 0,0, which is no place; the first is 10001.",
        "1 ZIP codes are military and have a point; the first is 09001.",
        "8 ZIP codes answer otherwise than pgeocode and the list of ZIP codes say; the first is 00501.",
    ]


@pytest.mark.parametrize("what", ["table", "array", "cache", "legend"])
def test_a_missing_or_damaged_part_is_told_with_the_command_that_mends_it(own_folder: Path, what: str):
    pointer = read_pointer(own_folder)
    if what == "table":
        (own_folder / POINTER_NAME).unlink()
    elif what == "array":
        (own_folder / pointer.file).unlink()
    elif what == "cache":
        (own_folder / pointer.pgeocode_cache / "US.txt").unlink()
    else:
        fields = json.loads((own_folder / POINTER_NAME).read_text())
        (own_folder / POINTER_NAME).write_text(json.dumps(fields | {"time_zones": [""]}))
    [fault] = check_geodata(own_folder).faults
    assert "run `leadmatch geodata build`" in fault
