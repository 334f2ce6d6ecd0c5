"""Federal rows are read in every encoding and spelling that the files use, and what is unreadable is told."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from federal_files import CAMPUS, RECORD, SCORED, csv_text, file_of

from leadmatch.catalogue.complaints import CatalogueFileError, ComplaintList
from leadmatch.catalogue.federal.cip import read_cip_titles, titles_new_in_2020
from leadmatch.catalogue.federal.dapip import read_accreditation_database
from leadmatch.catalogue.federal.folder import FederalFile, FoundFile, find_newest
from leadmatch.catalogue.federal.scorecard import read_scorecard, tuition_school_year
from leadmatch.catalogue.federal.sources import federal_source, source_of
from leadmatch.catalogue.federal.table import read_rows


def values(folder: Path, content: str | bytes) -> list[str | None]:
    faults = ComplaintList()
    rows = list(read_rows(file_of(folder / "x.csv", content), ("NAME", "CODE"), faults))
    faults.raise_if_any()
    return [row.text("NAME") for row in rows]


@pytest.mark.parametrize(
    "content",
    [
        "name,code\nPeña,1\n",
        "\ufeffName , CODE\r\nPeña,1\r\n",
        "NAME,CODE\nPeña,1\n".encode("latin-1"),
        'other,CODE,NAME\nx,1,"  Peña "\n',
    ],
)
def test_encodings_marks_line_ends_and_spelling_of_headers_do_not_matter(tmp_path: Path, content: str | bytes):
    assert values(tmp_path, content) == ["Peña"]


@pytest.mark.parametrize("missing", ["", ".", " . ", "-1", "-2", "-3", "NULL", "PrivacySuppressed"])
def test_missing_values_are_unknown(tmp_path: Path, missing: str):
    assert values(tmp_path, f"NAME,CODE\n{missing},1\n") == [None]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("NAME\nx\n", "line 1, column CODE: this column is missing"),
        ("NAME,CODE,code\nx,1,2\n", "line 1, column CODE: is there twice"),
        ("", "column NAME: this column is missing"),
        ("NAME,CODE\nx,1\ny\n", "line 3: has 1 cells where the header has 2"),
        ("NAME,CODE\nx,1,2\n", "line 2: has 3 cells where the header has 2"),
        ("NAME,CODE\nx,1\n\0,2\n", "line 3: holds a NUL byte"),
        ("NAME,CODE\nx," + "y" * 200_000 + "\n", "line 2: not CSV: field larger"),
    ],
)
def test_what_cannot_be_cut_into_rows_is_told_by_line(tmp_path: Path, content: str, why: str):
    with pytest.raises(CatalogueFileError, match=why):
        values(tmp_path, content)


def test_a_line_number_is_that_on_which_the_row_begins(tmp_path: Path):
    found = file_of(tmp_path / "x.csv", 'NAME,CODE\n"two\nlines",1\n\nlast,2\n')
    assert [row.line for row in read_rows(found, ("NAME", "CODE"), ComplaintList())] == [2, 5]


@pytest.mark.parametrize(
    ("named", "agencies"),
    [
        ("Higher Learning Commission", ("Higher Learning Commission",)),
        ("A | B", ("A", "B")),
        ("NULL", ()),
        ("EXEMPT", ()),
        ("", ()),
    ],
)
def test_the_scorecard_may_name_several_agencies_or_none(tmp_path: Path, named: str, agencies: Sequence[str]):
    found = file_of(tmp_path / "s.csv", csv_text([SCORED | {"ACCREDAGENCY": named}]))
    assert read_scorecard(found, ComplaintList())["100001"].agencies == agencies


def test_the_tuition_of_a_release_is_of_two_school_years_before(tmp_path: Path):
    found = FoundFile(tmp_path, None, "2022", is_dated_by_stamp=False, is_revised=False)
    assert tuition_school_year(found) == "2020-21"


def test_dapip_finds_a_school_by_one_of_several_unitids_else_by_opeid(tmp_path: Path):
    campuses = [
        CAMPUS | {"IpedsUnitIds": "100001, 100002"},
        CAMPUS | {"DapipId": "9002", "IpedsUnitIds": "", "OpeId": "00777700"},
    ]
    records = [
        RECORD,
        RECORD | {"DapipId": "9002", "InitialDateFlag": "Estimated"},
        RECORD | {"AccreditationStatus": "Preaccredited"},
    ]
    database = read_accreditation_database(
        file_of(tmp_path / "c.csv", csv_text(campuses)), file_of(tmp_path / "r.csv", csv_text(records)), ComplaintList()
    )
    (by_unitid,) = database.of("100002", "00777700")
    (by_opeid,) = database.of("100009", "00777700")
    assert by_unitid.since == date(1966, 3, 1)
    assert by_opeid.since is None, "an estimated day is not known"
    assert database.of("100009", None) == []


def test_an_unreadable_day_is_told(tmp_path: Path):
    faults = ComplaintList()
    records = [RECORD | {"AccreditationEndDate": "soon"}, RECORD | {"AccreditationEndDate": "13/1/2019 12:00:00 AM"}]
    read_accreditation_database(
        file_of(tmp_path / "c.csv", csv_text([CAMPUS])), file_of(tmp_path / "r.csv", csv_text(records)), faults
    )
    assert [kept.column for kept in faults.kept] == ["ACCREDITATIONENDDATE"] * 2


def test_cip_titles_lose_their_wrapping_and_their_full_stop(tmp_path: Path):
    text = 'CIPFamily,CIPCode,CIPTitle\n="01",="01","AGRICULTURE."\n="01",="01.0000","Agriculture, General."\n'
    titles = read_cip_titles(file_of(tmp_path / "cip.csv", text), ComplaintList())
    assert titles == {"01.0000": "Agriculture, General"}


def test_titles_that_the_2010_edition_lacks_are_at_hand():
    titles = titles_new_in_2020()
    assert len(titles) == 215
    assert titles["01.8301"] == "Veterinary/Animal Health Technology/Technician and Veterinary Assistant"


@pytest.mark.parametrize(
    ("name", "kind", "key", "as_of"),
    [
        ("c2024_a.csv", FederalFile.COMPLETIONS, "ipeds-c-2024", "2023-24"),
        ("ic2023_py.csv", FederalFile.PROGRAM_CHARGES, "ipeds-ic-py-2023", "2023-24"),
        ("hd2024.csv", FederalFile.DIRECTORY, "ipeds-hd-2024", "2024"),
        ("dapip_2020-11_AccreditationRecords.csv", FederalFile.DAPIP_RECORDS, "dapip-2020-11", "2020-11"),
    ],
)
def test_a_file_is_a_source_with_a_key_and_the_time_it_describes(
    tmp_path: Path, name: str, kind: FederalFile, key: str, as_of: str
):
    (tmp_path / name).write_text("a\n")
    found = find_newest(tmp_path, kind)
    assert found is not None
    source = source_of(found, kind)
    assert source is not None
    assert (source.key, source.as_of) == (key, as_of)
    assert federal_source(key) == source


@pytest.mark.parametrize(
    "key", ["", "ipeds-c", "ipeds-xx-2024", "dapip-2020", "ipeds-c-2024-11", "IPEDS-C-2024", "ipeds-c-2024\n"]
)
def test_no_other_key_is_a_federal_source(key: str):
    with pytest.raises(ValueError, match="names no federal file"):
        federal_source(key)
