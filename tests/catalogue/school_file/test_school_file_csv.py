"""CSV as it comes out of spreadsheet programs of all kinds."""

import os
from pathlib import Path

import pytest
from spreadsheets import Read, Refused, csv_file, row

from leadmatch.catalogue.school_file.csv_file import MAX_ROWS
from leadmatch.catalogue.school_file.file_kinds import MAX_FILE_BYTES

HEADER = "unitid,cip_code,award_level,as_of,title,eligibility\r\n"
TEXT = HEADER + "144166,51.0713,2,2026-11-20,Coding “é”,x\r\n"


def written(folder: Path, content: bytes) -> Path:
    path = folder / "programs.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("windows-1252"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", "|").encode(),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.rstrip().encode(),
        TEXT.replace(",", '","').replace("\r\n", '"\r\n"').rstrip('"').encode().join([b'"', b""]),
        TEXT.replace("144166", '"=""144166"""').encode(),
        TEXT.replace(",", " , ").encode(),
    ],
)
def test_encodings_and_separators_of_spreadsheet_programs_are_told_from_the_file(
    tmp_path: Path, read: Read, content: bytes
):
    (statement,) = read(written(tmp_path, content)).statements
    assert (statement.title, statement.eligibility) == ("Coding “é”", "x")


def test_a_guess_about_the_encoding_is_said(tmp_path: Path, read: Read):
    found = read(written(tmp_path, TEXT.encode("windows-1252")))
    assert found.notes == ("The file is not UTF-8; it was read as Windows-1252.",)


def test_formula_like_text_stays_text(tmp_path: Path, read: Read):
    path = csv_file(tmp_path, row(title="=1+1", eligibility="+18 years, -no- @all"))
    (statement,) = read(path).statements
    assert (statement.title, statement.eligibility) == ("=1+1", "+18 years, -no- @all")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "the file is empty"),
        (b" \r\n\r\n", "the file is empty"),
        (TEXT.encode("mac-roman"), "line 2: it is neither UTF-8 nor Windows-1252"),
        (TEXT.encode("windows-1252").replace(b"\xe9", b"\x81"), "line 2: it is neither UTF-8 nor Windows-1252"),
        (b"\xef\xbb\xbf" + TEXT.encode("windows-1252"), "line 2: the file says that it is UTF-8 and is not"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1], "line 2: the file says that it is UTF-16-LE and is not"),
        (TEXT.encode("utf-16-le"), "zero bytes"),
        (TEXT.encode().replace(b"Coding", b"Cod\0ing"), "line 2: there are zero bytes in it"),
        (TEXT.replace("Coding", '"Coding').encode(), "line 2: a quotation mark opens here and never closes"),
        (TEXT.replace("Coding", '"Coding" x').encode(), "line 2: quotation marks stand inside a text"),
        ((HEADER + '"' + "x" * 140_000 + '"').encode(), "line 2: a quotation mark opens here and never closes"),
        (b"%PDF-1.7 ...", "this is a PDF"),
        (b"\n<html><table>", "this is a web page or XML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "this is a web page or XML"),
        (b"{\\rtf1", "this is a text document"),
        (b"\x1f\x8b\x08", "this file is compressed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Excel 2003 or older (.xls)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "locked with a password",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, refused: Refused, content: bytes, fault: str
):
    (told,) = refused(written(tmp_path, content))
    assert told.startswith("programs.csv")
    assert fault in told


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path: Path, refused: Refused):
    two_lines = '144166,51.0713,2,2026-11-20,Coding,"two\nlines"\n'
    (told,) = refused(written(tmp_path, (HEADER + "\n" + two_lines + "144166,x,2,2026-11-20,A,\n").encode()))
    assert told.startswith("programs.csv, line 4, column cip_code (B)")


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(tmp_path: Path, refused: Refused):
    path = written(tmp_path, b"unitid\n")
    os.truncate(path, 200_000_000)
    (told,) = refused(path)
    assert "the file is larger than 20 MB" in told


@pytest.mark.parametrize(("size", "is_too_large"), [(MAX_FILE_BYTES, False), (MAX_FILE_BYTES + 1, True)])
def test_the_limit_of_size_is_inclusive(tmp_path: Path, refused: Refused, size: int, is_too_large: bool):  # noqa: FBT001  # a column of the table
    (told,) = refused(written(tmp_path, b"x" * size))
    assert ("is larger than" in told) is is_too_large


def test_what_has_no_end_is_refused(refused: Refused):
    (told,) = refused(Path("/dev/zero"))
    assert "the file is larger than 20 MB" in told


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, refused: Refused):
    (told,) = refused(tmp_path / "no.csv")
    assert told == "no.csv: the file cannot be read: No such file or directory"


def test_ten_thousand_rows_with_one_wrong_cell_are_one_complaint_at_its_place(tmp_path: Path, refused: Refused):
    rows = [
        row(program_code=f"P{number}", title="Coding", credential="diploma", formats="online", credits="36")
        for number in range(10_000)
    ]
    rows[7_317]["credits"] = "thirty"
    assert refused(csv_file(tmp_path, *rows)) == [
        "programs.csv, line 7319, column credits (I): 'thirty': is not a whole number of credits; write one such as 36"
    ]


def test_more_rows_than_any_school_has_are_refused(tmp_path: Path, refused: Refused):
    (told,) = refused(written(tmp_path, (HEADER + "144166\n" * MAX_ROWS).encode()))
    assert told == f"programs.csv, line {MAX_ROWS + 1}: there are more than 20,000 rows; send the file in parts"
