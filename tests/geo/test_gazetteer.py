import hashlib
import io
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pytest
import zipcodes

from leadmatch.geo.gazetteer import Gazetteer, Place
from leadmatch.geo.table import POINTER_NAME, GeodataError, read_pointer
from leadmatch.geo.zip_code import UnknownZipCodeError

LISTED = {row["zip_code"]: row for row in zipcodes.list_all()}
KINDS = {"STANDARD": "standard", "PO BOX": "po_box", "UNIQUE": "unique", "MILITARY": "military"}


def has_place(row: dict[str, Any]):
    at_zero = float(row["lat"]) == 0 == float(row["long"])
    return row["active"] and row["zip_code_type"] != "MILITARY" and not at_zero


@pytest.mark.parametrize(
    "place",
    [
        Place("90210", "standard", "zip", "Beverly Hills", "CA", 34.0901, -118.4065, "America/Los_Angeles"),
        Place("10001", "standard", "zip", "New York", "NY", 40.7484, -73.9967, "America/New_York"),
        Place("00901", "standard", "zip", "San Juan", "PR", 18.4654, -66.1044, "America/Puerto_Rico"),
        Place("96910", "standard", "zip", "Hagatna", "GU", 13.4762, 144.7516, "Pacific/Guam"),
        Place("96799", "po_box", "zip", "Pago Pago", "AS", -14.2731, -170.7031, "Pacific/Pago_Pago"),
        Place("99950", "po_box", "zip", "Ketchikan", "AK", 55.3422, -131.6478, "America/Sitka"),
        Place("00501", "unique", "zip", "Holtsville", "NY", 40.8154, -73.0451, "America/New_York"),
        Place("20252", "unique", "zip", "Washington", "DC", 38.8867, -77.0294, "America/New_York"),
    ],
)
def test_ordinary_po_box_unique_and_territory_zips_answer_with_their_centroid(gazetteer: Gazetteer, place: Place):
    assert gazetteer.locate(place.zip_code) == place


@pytest.mark.parametrize(("zip_code", "city", "state"), [("09001", "Apo", "AE"), ("34001", "Dpo", "AA")])
def test_military_zips_have_no_point(gazetteer: Gazetteer, zip_code: str, city: str, state: str):
    assert gazetteer.locate(zip_code) == Place(zip_code, "military", "none", city, state, None, None, None)


def test_a_military_zip_has_no_point_even_where_the_list_gives_one(gazetteer: Gazetteer):
    assert float(LISTED["96505"]["lat"]) != 0
    place = gazetteer.locate("96505")
    assert (place.kind, place.state, place.latitude, place.longitude) == ("military", "AP", None, None)


def test_a_zip_not_on_file_answers_with_the_mean_of_its_prefix(gazetteer: Gazetteer):
    members = [row for row in LISTED.values() if row["zip_code"].startswith("773") and has_place(row)]
    place = gazetteer.locate("77352")  # active, but at 0,0 in the list
    assert place == Place(
        "77352",
        "unknown",
        "zip3",
        None,
        "TX",
        pytest.approx(fmean(float(row["lat"]) for row in members), rel=1e-12),
        pytest.approx(fmean(float(row["long"]) for row in members), rel=1e-12),
        "America/Chicago",
    )
    assert gazetteer.locate("77300")[1:] == place[1:]


def test_a_prefix_over_several_states_or_time_zones_names_none(gazetteer: Gazetteer):
    several = gazetteer.locate("96999")  # Guam, Palau, the Marianas, the Marshall Islands
    assert (several.kind, several.state, several.time_zone) == ("unknown", None, None)
    assert several.latitude is not None


def test_a_time_zone_that_is_none_is_not_passed_on(gazetteer: Gazetteer):
    assert LISTED["99634"]["timezone"] == "Napakiak"
    assert gazetteer.locate("99634").time_zone is None


@pytest.mark.parametrize("zip_code", ["00000", "00299", "09905", "09007", "34300"])
def test_an_unknown_prefix_is_a_fault_also_of_inactive_military_and_0_0_rows(gazetteer: Gazetteer, zip_code: str):
    with pytest.raises(UnknownZipCodeError):
        gazetteer.locate(zip_code)


def test_the_last_of_all_zips_answers_by_its_prefix(gazetteer: Gazetteer):
    assert gazetteer.locate("99999").precision == "zip3"


def test_every_five_digits_answer_as_the_rules_say(gazetteer: Gazetteer):
    prefixes = {row["zip_code"][:3] for row in LISTED.values() if has_place(row)}
    for number in range(100_000):
        zip_code = f"{number:05}"
        row = LISTED.get(zip_code)
        if row and row["active"] and (row["zip_code_type"] == "MILITARY" or has_place(row)):
            place = gazetteer.locate(zip_code)
            assert (place.kind, place.city, place.state) == (KINDS[row["zip_code_type"]], row["city"], row["state"])
            if place.kind != "military":
                assert (place.latitude, place.longitude) == (float(row["lat"]), float(row["long"]))
        elif zip_code[:3] in prefixes:
            place = gazetteer.locate(zip_code)
            assert (place.kind, place.precision, place.city) == ("unknown", "zip3", None)
        else:
            with pytest.raises(UnknownZipCodeError):
                gazetteer.locate(zip_code)


def test_the_built_in_table_needs_no_notice(gazetteer: Gazetteer, built_folder: Path):
    assert (gazetteer.source, gazetteer.notice) == ("zipcodes", None)
    assert gazetteer.version == read_pointer(built_folder).sha256[:12]


def test_a_serving_process_imports_neither_pgeocode_nor_pandas_nor_the_list(built_folder: Path):
    script = (
        "import sys; from pathlib import Path; from leadmatch.geo.gazetteer import Gazetteer;"
        "import leadmatch.geo.distance, leadmatch.geo.zip_code, leadmatch.cli.geodata;"
        "Gazetteer.open(Path(sys.argv[1])).locate('90210');"
        "print([name for name in ('pandas', 'pgeocode', 'zipcodes') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", script, built_folder], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


def test_the_table_is_a_plain_read_only_array(built_folder: Path):
    rows = Gazetteer.open(built_folder)._row.__self__
    assert type(rows) is np.ndarray
    assert not rows.flags.writeable


def test_threads_share_one_gazetteer(gazetteer: Gazetteer):
    wrong = []

    def look_up():
        wrong.extend(z for z in ("90210", "10001", "00901") * 300 if gazetteer.locate(z).zip_code != z)

    threads = [threading.Thread(target=look_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def rewrite_pointer(**changes: object) -> Callable[[Path], object]:
    def damage(folder: Path) -> None:
        path = folder / POINTER_NAME
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return damage


def rewrite_array(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    def damage(folder: Path) -> None:
        path = folder / read_pointer(folder).file
        path.write_bytes(change(path.read_bytes()))

    return damage


def make_folder_of(name: str) -> Callable[[Path], object]:
    def damage(folder: Path) -> None:
        path = folder / (name or read_pointer(folder).file)
        path.unlink()
        path.mkdir()

    return damage


DAMAGES: dict[str, Callable[[Path], object]] = {
    "pointer missing": lambda folder: (folder / POINTER_NAME).unlink(),
    "pointer torn": lambda folder: (folder / POINTER_NAME).write_bytes((folder / POINTER_NAME).read_bytes()[:40]),
    "pointer foreign": lambda folder: (folder / POINTER_NAME).write_text('{"file": "/etc/hostname"}'),
    "pointer not an object": lambda folder: (folder / POINTER_NAME).write_text("[1]"),
    "pointer not text": lambda folder: (folder / POINTER_NAME).write_bytes(b"\xff\xfe"),
    "pointer nested too deep": lambda folder: (folder / POINTER_NAME).write_text("[" * 100_000),
    "pointer leads out of the folder": rewrite_pointer(file="../places.npy"),
    "pointer of a later format": rewrite_pointer(format=2),
    "pointer with another legend": rewrite_pointer(time_zones=[1]),
    "pointer is a folder": make_folder_of(POINTER_NAME),
    "array missing": lambda folder: (folder / read_pointer(folder).file).unlink(),
    "array truncated": rewrite_array(lambda content: content[:-1]),
    "array empty": rewrite_array(lambda _: b""),
    "array with one bit flipped": rewrite_array(
        lambda content: content[:2_000_000] + bytes([content[2_000_000] ^ 1]) + content[2_000_001:]
    ),
    "array is a folder": make_folder_of(""),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_missing_torn_or_foreign_table_says_which_command_mends_it(own_folder: Path, how: str):
    DAMAGES[how](own_folder)
    with pytest.raises(GeodataError, match="run `leadmatch geodata build`") as error:
        Gazetteer.open(own_folder)
    assert error.value.slug == "not-ready"


@pytest.mark.parametrize("shape", ["rows", "dtype", "not an array"])
def test_an_array_of_another_kind_is_refused_even_where_the_pointer_vouches_for_it(own_folder: Path, shape: str):
    content = io.BytesIO()
    if shape == "rows":
        np.save(content, np.zeros(5))
    elif shape == "dtype":
        np.save(content, np.zeros(100_000))
    else:
        content.write(b"PK\x03\x04 no array")
    pointer = json.loads((own_folder / POINTER_NAME).read_text())
    (own_folder / "places-other.npy").write_bytes(content.getvalue())
    sha256 = hashlib.sha256(content.getvalue()).hexdigest()
    (own_folder / POINTER_NAME).write_text(json.dumps(pointer | {"file": "places-other.npy", "sha256": sha256}))
    with pytest.raises(GeodataError, match=r"(not an array file|another shape).*geodata build"):
        Gazetteer.open(own_folder)
