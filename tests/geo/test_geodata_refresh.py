import gzip
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from leadmatch.geo.distance import distance_miles
from leadmatch.geo.gazetteer import GEONAMES_NOTICE, Gazetteer
from leadmatch.geo.geonames import GeonamesFaultsError, read_geonames
from leadmatch.geo.refresh import RefreshReport, far_moves, refresh_geodata
from leadmatch.geo.table import PO_BOX, ROW, STANDARD, UNKNOWN, map_rows, read_pointer

Refreshed = tuple[Path, RefreshReport, str]
REAL_GEONAMES = Path(__file__).parents[3] / "shared" / "data" / "geonames"
GOOD = b"US\t90210\tBeverly Hills\tCalifornia\tCA\tLos Angeles\t037\t\t\t34.0901\t-118.4065\t4\n"


@pytest.fixture(scope="session")
def refreshed(built_folder: Path, geonames_folder: Path, tmp_path_factory: pytest.TempPathFactory):
    """The built-in table, refreshed from a few rows: (folder, report, version in use when the report was told)."""
    folder = Path(shutil.copytree(built_folder, tmp_path_factory.mktemp("refreshed") / "geodata"))
    told = []
    refresh_geodata(folder, geonames_folder, tell=lambda report: told.append((report, Gazetteer.open(folder).version)))
    [(report, version)] = told
    return folder, report, version


def test_points_move_and_kinds_and_time_zones_stay(refreshed: Refreshed, gazetteer: Gazetteer):
    places = Gazetteer.open(refreshed[0])
    moved = places.locate("10001")
    assert (moved.latitude, moved.longitude) == (41.7484, -73.9967)
    assert moved[:5] == gazetteer.locate("10001")[:5]
    assert moved.time_zone == "America/New_York"
    assert places.locate("00901")[5:7] == (18.4663, -66.1057)


def test_of_several_points_pgeocode_takes_the_mean(refreshed: Refreshed):
    place = Gazetteer.open(refreshed[0]).locate("60601")
    assert place[5:7] == (pytest.approx(41.85), pytest.approx(-87.65))
    assert place.city == "Chicago"


def test_a_zip_that_the_list_has_at_0_0_gains_its_place(refreshed: Refreshed, gazetteer: Gazetteer):
    assert gazetteer.locate("96941").kind == "unknown"
    place = Gazetteer.open(refreshed[0]).locate("96941")
    assert place == ("96941", "po_box", "zip", "Pohnpei", "FM", 6.9667, 158.2083, "Pacific/Chuuk")


def test_military_zips_get_no_point_and_zips_only_in_geonames_stay_not_on_file(refreshed: Refreshed):
    places = Gazetteer.open(refreshed[0])
    assert places.locate("09001")[1:] == ("military", "none", "Apo", "AE", None, None, None)
    assert (places.locate("20253").kind, places.locate("20253").precision) == ("unknown", "zip3")


def test_zips_only_in_the_list_keep_their_point(refreshed: Refreshed, gazetteer: Gazetteer):
    assert Gazetteer.open(refreshed[0]).locate("99950") == gazetteer.locate("99950")


def test_the_notice_of_geonames_is_shown_once_its_points_are_in_use(refreshed: Refreshed):
    places = Gazetteer.open(refreshed[0])
    assert (places.source, places.notice) == ("geonames", GEONAMES_NOTICE)
    assert "CC BY 4.0" in GEONAMES_NOTICE


def test_the_report_is_told_before_the_switch_and_its_counts_add_up(refreshed: Refreshed, gazetteer: Gazetteer):
    folder, report, version_when_told = refreshed
    assert version_when_told == gazetteer.version != Gazetteer.open(folder).version
    assert report.files == ["US.txt", "PR.txt", "FM.txt"]
    assert report.missing == ["VI", "GU", "AS", "MP", "MH", "PW"]
    assert report.in_geonames == 8
    assert (report.placed_by_geonames, report.only_in_geonames, report.military_in_geonames) == (6, 1, 1)
    assert report.only_in_zip_list == 29805 + 9176 + 2052 - 4
    assert report.without_point == 51 - 2


def test_everything_that_moves_far_is_listed_largest_first(refreshed: Refreshed, gazetteer: Gazetteer):
    report = refreshed[1]
    places = Gazetteer.open(refreshed[0])
    expected = {}
    for number in range(100_000):
        zip_code = f"{number:05}"
        try:
            before, after = gazetteer.locate(zip_code), places.locate(zip_code)
        except Exception:  # noqa: BLE001, S112  absent ones do not move
            continue
        if before.latitude is not None:
            miles = distance_miles(before.latitude, before.longitude, after.latitude, after.longitude)
            digits = zip_code[:3] if before.kind == after.kind == "unknown" else zip_code
            if miles > 25:
                expected[digits] = miles
    assert {"10001", "96941", "969"} <= expected.keys()
    assert [move.digits for move in report.moved] == sorted(expected, key=lambda digits: -expected[digits])
    assert [move.miles for move in report.moved] == pytest.approx([expected[move.digits] for move in report.moved])


def test_only_more_than_25_miles_counts_as_far():
    before, after = np.zeros(100_000, dtype=ROW), np.zeros(100_000, dtype=ROW)
    for number, (kind, degrees) in {
        501: (STANDARD, 0.36),
        502: (PO_BOX, 0.37),
        400: (UNKNOWN, 2),
        401: (UNKNOWN, 2),
    }.items():
        before[number] = (0, 0, kind, 0, b"", b"")
        after[number] = (degrees, 0, kind, 0, b"", b"")
    assert [move.digits for move in far_moves(before, after)] == ["004", "00502"]


def test_a_refresh_stopped_at_its_report_changes_nothing(own_folder: Path, geonames_folder: Path):
    before = sorted(path.name for path in own_folder.iterdir())

    def stop(_report: object):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh_geodata(own_folder, geonames_folder, tell=stop)
    assert sorted(path.name for path in own_folder.iterdir()) == before
    assert Gazetteer.open(own_folder).source == "zipcodes"


@pytest.mark.parametrize("name", ["US.txt", "US.txt.gz", "US.zip"])
def test_plain_gz_and_zip_files_are_read_alike(tmp_path: Path, name: str):
    if name.endswith(".gz"):
        (tmp_path / name).write_bytes(gzip.compress(GOOD))
    elif name.endswith(".zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("readme.txt", "as GeoNames packs it")
            archive.writestr("US.txt", GOOD)
    else:
        (tmp_path / name).write_bytes(GOOD)
    files = read_geonames(tmp_path)
    assert [point.postal_code for point in files.points] == ["90210"]
    assert files.files == [name]


def changed(column: int, value: bytes):
    columns = GOOD.rstrip(b"\n").split(b"\t")
    columns[column] = value
    return b"\t".join(columns) + b"\n"


@pytest.mark.parametrize(
    ("second_line", "complaint"),
    [
        (changed(0, b"PR"), "1. US.txt, line 2, column country_code: 'PR': is not US"),
        (changed(1, b"9021"), "1. US.txt, line 2, column postal_code: '9021': is not five digits"),
        (changed(1, b"90210-1234"), "1. US.txt, line 2, column postal_code: '90210-1234': is not five digits"),
        (changed(1, "٩٠٢١٠".encode()), "column postal_code"),
        (changed(9, b"90.1"), "1. US.txt, line 2, column latitude: '90.1': is not between -90 and 90"),
        (changed(10, b"-180.5"), "1. US.txt, line 2, column longitude: '-180.5': is not between -180 and 180"),
        (changed(9, b""), "1. US.txt, line 2, column latitude: is not a number of degrees"),
        (changed(9, b"nan"), "column latitude: 'nan': is not a number of degrees"),
        (changed(9, b"inf"), "column latitude: 'inf': is not a number of degrees"),
        (changed(9, b"1e1"), "column latitude: '1e1': is not a number of degrees"),
        (changed(9, b"34,5"), "column latitude: '34,5': is not a number of degrees"),
        (changed(9, b"0.0").replace(b"-118.4065", b"-0"), "'0.0, -0': 0,0 is no place"),
        (changed(2, b"Be\x00verly"), "line 2: 'US\\t90210\\tBe\\x00verly"),
        (changed(2, b"Ca\xf1on"), "line 2: \"b'\\\\xf1'\": is not UTF-8"),
        (b"US\t90210\n", "1. US.txt, line 2: 'US\\t90210': has 2 columns, not 12"),
        (b"\n", "1. US.txt, line 2: has 1 columns, not 12"),
        (GOOD.rstrip(b"\n") + b"\tmore\n", "has 13 columns, not 12"),
        (GOOD.replace(b"\t", b","), "has 1 columns, not 12"),
    ],
)
def test_a_malformed_row_is_complained_of_with_line_column_value_and_why(
    geonames_files: Callable[..., Path], second_line: bytes, complaint: str
):
    folder = geonames_files(US_txt=GOOD + second_line + GOOD)
    with pytest.raises(GeonamesFaultsError) as error:
        read_geonames(folder)
    assert complaint in str(error.value)
    assert len(error.value.complaints) == 1


@pytest.mark.parametrize(
    ("contents", "complaint"),
    [
        ({}, "US.txt: there is no such file (nor any of US.txt, US.txt.gz, US.zip)"),
        ({"PR_txt": GOOD.replace(b"US", b"PR", 1)}, "US.txt: there is no such file"),
        ({"US_txt": b""}, "US.txt: holds no rows"),
        ({"US_txt": GOOD, "GU_txt": b""}, "GU.txt: holds no rows"),
        ({"US_txt": GOOD, "US_zip": b""}, "US.txt: there are US.txt and US.zip: keep one"),
        ({"US_zip": b"no archive"}, "US.zip: cannot be read"),
        ({"US_txt_gz": gzip.compress(GOOD)[:-9]}, "US.txt.gz: cannot be read"),
        ({"US_txt_gz": GOOD}, "US.txt.gz: cannot be read"),
        ({"US_txt_gz": gzip.compress(GOOD)[:12] + b"\xff" * 40}, "US.txt.gz: cannot be read"),
    ],
)
def test_a_missing_empty_doubled_or_unreadable_file_is_complained_of(
    geonames_files: Callable[..., Path], contents: dict[str, bytes], complaint: str
):
    with pytest.raises(GeonamesFaultsError) as error:
        read_geonames(geonames_files(**contents))
    assert complaint in str(error.value)
    assert len(error.value.complaints) == 1


def test_a_zip_without_the_file_is_complained_of(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "US.zip", "w") as archive:
        archive.writestr("us.csv", GOOD)
    with pytest.raises(GeonamesFaultsError, match=r"US\.zip: cannot be read"):
        read_geonames(tmp_path)


def test_all_faults_are_told_at_once_and_nothing_changes(own_folder: Path, geonames_files: Callable[..., Path]):
    folder = geonames_files(US_txt=GOOD + b"x\n" + changed(9, b"91").replace(b"-118.4065", b"181"), PR_txt=GOOD)
    before = sorted(path.name for path in own_folder.iterdir())
    with pytest.raises(GeonamesFaultsError) as error:
        refresh_geodata(own_folder, folder, tell=lambda _: None)
    assert [(found.file, found.line, found.column) for found in error.value.complaints] == [
        ("US.txt", 2, None),
        ("US.txt", 3, "latitude"),
        ("US.txt", 3, "longitude"),
        ("PR.txt", 1, "country_code"),
    ]
    assert sorted(path.name for path in own_folder.iterdir()) == before


def test_windows_line_ends_are_forgiven(geonames_files: Callable[..., Path]):
    folder = geonames_files(US_txt=GOOD.replace(b"\n", b"\r\n") * 2)
    assert [point.accuracy for point in read_geonames(folder).points] == ["4", "4"]


def test_the_published_files_are_near_the_built_in_points(built_folder: Path):
    if not REAL_GEONAMES.is_dir():
        return  # the snapshot stands beside the checkout in CI; everything else is tested on rows of our own
    files = read_geonames(REAL_GEONAMES)
    assert files.missing == []
    rows = map_rows(built_folder, read_pointer(built_folder))
    points = {point.postal_code: (float(point.latitude), float(point.longitude)) for point in files.points}
    on_file = np.flatnonzero(rows["kind"] == STANDARD)
    both = [number for number in on_file if f"{number:05}" in points]
    latitude, longitude = np.array([points[f"{number:05}"] for number in both]).T
    miles = distance_miles(rows["latitude"][both], rows["longitude"][both], latitude, longitude)
    assert len(both) > 29_000
    assert np.median(miles) < 1
    assert np.quantile(miles, 0.99) < 15
