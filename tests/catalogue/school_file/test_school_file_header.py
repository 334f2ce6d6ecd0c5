"""Which row is the header, and which column each cell is in."""

from pathlib import Path

import pytest
from spreadsheets import Read, Refused, csv_file, row

HEADER = "unitid,cip_code,award_level,as_of,title\n"
ROW = "144166,51.0713,2,2026-11-20,Coding\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "programs.csv"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        HEADER + ROW,
        " UnitID ,CIP Code,AWARD-LEVEL,As of,Title\n" + ROW,
        "title,as_of,award_level,cip_code,unitid\nCoding,2026-11-20,2,51.0713,144166\n",
        "Programs of Malcolm X College\n\n2026-27,,\n" + HEADER + ROW,
        HEADER + "\n,,,,\n" + ROW + "\n\n",
        HEADER + ROW + HEADER,
        HEADER.replace("title", "title,") + ROW,
        "program_on_file," + HEADER + '"=what ""we"" say",' + ROW,
    ],
)
def test_a_header_may_stand_in_any_order_case_and_place_near_the_top(tmp_path: Path, read: Read, text: str):
    (statement,) = read(written(tmp_path, text)).statements
    assert statement.title == "Coding"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a,b,c\n1,2,3\n", ["programs.csv: no row names the columns; the first row must hold their names"]),
        ("\n" * 3 + "note\n" * 20 + HEADER + ROW, ["programs.csv: no row names the columns"]),
        (ROW, ["programs.csv: no row names the columns"]),
        (
            "unitid,title\n144166,Coding\n",
            [
                "line 1, column cip_code: this column is missing",
                "line 1, column award_level: this column is missing",
                "line 1, column as_of: this column is missing",
            ],
        ),
        (
            HEADER.replace("\n", ",Tuition,Notes\n") + ROW,
            [
                "line 1, column F: 'Tuition': is no column of this file; did you mean tuition_usd?",
                "line 1, column G: 'Notes': is no column of this file; delete the column",
            ],
        ),
        (HEADER.replace("\n", ",Program Title\n") + ROW, ["did you mean title?"]),
        (HEADER.replace("\n", ",Program Name\n") + ROW, ["did you mean title?"]),
        (HEADER.replace("\n", ",TITLE\n") + ROW, ["line 1, column title (F): 'TITLE': this column is there twice"]),
        (
            HEADER + ROW.replace("\n", ",stray\n") + ROW.replace("0713", "0801").replace("\n", ",,x\n"),
            [
                "line 2, column F: 'stray': stands in a column without a name",
                "line 3, column G: 'x': stands in a column without a name",
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_header_is_told(tmp_path: Path, refused: Refused, text: str, faults: list[str]):
    told = refused(written(tmp_path, text))
    assert len(told) == len(faults)
    for complaint, fault in zip(told, faults, strict=True):
        assert fault in complaint


def test_faults_of_the_header_do_not_hide_those_of_the_rows(tmp_path: Path, refused: Refused):
    told = refused(csv_file(tmp_path, row(title="Coding", credits="0", Remarks="x")))
    assert len(told) == 2
