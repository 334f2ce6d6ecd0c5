"""Federal files are found by their official names, the newest and the revised one first."""

import gzip
import os
import zipfile
from pathlib import Path

import pytest

from leadmatch.catalogue.complaints import CatalogueFileError
from leadmatch.catalogue.federal.folder import FederalFile, find_all, find_newest


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text("a,b\n")


@pytest.mark.parametrize(
    ("kind", "name", "date"),
    [
        (FederalFile.DIRECTORY, "hd2024.csv", "2024"),
        (FederalFile.DIRECTORY, "HD2023.CSV.GZ", "2023"),
        (FederalFile.DIRECTORY, "hd2022_rv.csv", "2022"),
        (FederalFile.CHARACTERISTICS, "ic2024.csv", "2024"),
        (FederalFile.PROGRAM_CHARGES, "IC2023_PY_RV.csv", "2023"),
        (FederalFile.COMPLETIONS, "C2024_A.csv", "2024"),
        (FederalFile.SCORECARD, "scorecard_2022_institution_subset.csv.gz", "2022"),
        (FederalFile.SCORECARD, "Most-Recent-Cohorts-Institution_04192023.csv", "2023"),
        (FederalFile.DAPIP_CAMPUSES, "dapip_2020-11_InstitutionCampus.csv", "2020-11"),
        (FederalFile.DAPIP_RECORDS, "dapip_2020-11_AccreditationRecords.csv.gz", "2020-11"),
        (FederalFile.CIP_TITLES, "cip2020_full.csv.gz", "2020"),
        (FederalFile.CIP_TITLES, "CIPCode2020.csv", "2020"),
    ],
)
def test_official_names_are_found_and_dated(tmp_path: Path, kind: FederalFile, name: str, date: str):
    touch(tmp_path, name, "hd2024_dict.xlsx", "notes.txt", "effy2024.csv")
    found = find_newest(tmp_path, kind)
    assert found is not None
    assert (found.name, found.date, found.is_dated_by_stamp) == (name, date, False)


@pytest.mark.parametrize(
    "name", ["ic2024_py.csv", "hd2024_data_stata.csv", "hd24.csv", "xhd2024.csv", "hd2024.csv.bak"]
)
def test_similar_names_are_not_the_directory_or_characteristics(tmp_path: Path, name: str):
    touch(tmp_path, name)
    assert find_newest(tmp_path, FederalFile.DIRECTORY) is None
    assert find_newest(tmp_path, FederalFile.CHARACTERISTICS) is None


def test_the_newest_year_comes_first(tmp_path: Path):
    touch(tmp_path, "c2022_a.csv", "c2024_a.csv", "c2023_a.csv")
    assert [found.year for found in find_all(tmp_path, FederalFile.COMPLETIONS)] == [2024, 2023, 2022]


def test_a_revised_file_wins_inside_a_zip_and_beside_one(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "HD2024.zip", "w") as archive:
        archive.writestr("hd2024.csv", "plain\n")
        archive.writestr("folder/hd2024_rv.csv", "revised\n")
    touch(tmp_path, "hd2024.csv")
    found = find_newest(tmp_path, FederalFile.DIRECTORY)
    assert found is not None
    assert found.name == "HD2024.zip/folder/hd2024_rv.csv"
    with found.open_bytes() as content:
        assert content.read() == b"revised\n"


def test_a_date_may_stand_in_the_name_of_the_zip_or_the_folder(tmp_path: Path):
    folder = tmp_path / "dapip 2025-03"
    folder.mkdir()
    touch(folder, "InstitutionCampus.csv")
    with zipfile.ZipFile(folder / "Most-Recent-Cohorts-Institution_05192025.zip", "w") as archive:
        archive.writestr("Most-Recent-Cohorts-Institution.csv", "a\n")
    campuses = find_newest(folder, FederalFile.DAPIP_CAMPUSES)
    scorecard = find_newest(folder, FederalFile.SCORECARD)
    assert campuses is not None
    assert scorecard is not None
    assert (campuses.date, scorecard.date) == ("2025-03", "2025")
    assert not campuses.is_dated_by_stamp


def test_a_day_in_a_name_gives_the_month_of_an_export(tmp_path: Path):
    folder = tmp_path / "export 11052020"
    folder.mkdir()
    touch(folder, "AccreditationRecords.csv")
    found = find_newest(folder, FederalFile.DAPIP_RECORDS)
    assert found is not None
    assert found.date == "2020-11"


@pytest.mark.parametrize(
    ("kind", "name", "date"),
    [
        (FederalFile.SCORECARD, "Most-Recent-Cohorts-Institution.csv", "2021"),
        (FederalFile.DAPIP_RECORDS, "AccreditationRecords.csv", "2021-03"),
    ],
)
def test_without_any_date_in_a_name_the_time_stamp_is_used_and_said(
    tmp_path: Path, kind: FederalFile, name: str, date: str
):
    folder = tmp_path / "downloads"
    folder.mkdir()
    touch(folder, name)
    os.utime(folder / name, (1_615_000_000, 1_615_000_000))  # 2021-03-06
    found = find_newest(folder, kind)
    assert found is not None
    assert (found.date, found.is_dated_by_stamp) == (date, True)


def test_a_missing_folder_and_a_broken_zip_are_complaints(tmp_path: Path):
    with pytest.raises(CatalogueFileError, match="no such folder"):
        find_newest(tmp_path / "nowhere", FederalFile.DIRECTORY)
    (tmp_path / "HD2024.zip").write_bytes(b"no zip")
    with pytest.raises(CatalogueFileError, match="not a readable zip"):
        find_newest(tmp_path, FederalFile.DIRECTORY)


def test_a_torn_gzip_is_a_complaint(tmp_path: Path):
    (tmp_path / "hd2024.csv.gz").write_bytes(gzip.compress(b"a,b\n" * 9999)[:40])
    found = find_newest(tmp_path, FederalFile.DIRECTORY)
    assert found is not None
    with pytest.raises(CatalogueFileError, match="cannot be read"), found.open_bytes() as content:
        content.read()
