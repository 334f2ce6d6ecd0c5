"""Files that are made to harm, or that were damaged on the way: a sentence each, never anything else."""

import random
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from spreadsheets import (
    SHEET,
    Read,
    Refused,
    changed_parts,
    csv_file,
    part,
    row,
    with_shared_texts,
    xlsx_file,
)

from leadmatch.catalogue.complaints import CatalogueFileError
from leadmatch.catalogue.school_file.known import KnownCatalogue
from leadmatch.catalogue.school_file.template import template_xlsx
from leadmatch.catalogue.school_file.xlsx_package import MAX_ENTRIES

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>&b;</sheetData></worksheet>"""
OUTSIDE = b"""<!DOCTYPE l SYSTEM "file:///etc/passwd"><worksheet/>"""


def flagged(path: Path, offset: int, value: int) -> Path:
    """Overwrite two bytes of each entry in the list of a zip's parts."""
    content = bytearray(path.read_bytes())
    start = 0
    while (start := content.find(b"PK\x01\x02", start)) >= 0:
        struct.pack_into("<H", content, start + offset, value)
        start += 4
    path.write_bytes(content)
    return path


def stretched(path: Path, size: int) -> Path:
    """Let a part of a zip unpack to this many zero bytes."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/bomb.bin", "w") as file:
        for _ in range(size // 1_000_000):
            file.write(bytes(1_000_000))
    return path


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, refused: Refused):
    path = stretched(xlsx_file(tmp_path, row(title="A")), 101_000_000)
    assert path.stat().st_size < 200_000
    (told,) = refused(path)
    assert "unpacked, the file is larger than 100 MB or has more than 1,000 parts" in told


def test_a_bomb_that_lies_about_its_size_unpacks_to_what_it_admits(tmp_path: Path, refused: Refused):
    path = xlsx_file(tmp_path, row(title="A"))
    bomb = part(path, SHEET).replace(b"</sheetData>", b" " * 30_000_000 + b"</sheetData>")
    changed_parts(path, {SHEET: bomb})
    content = path.read_bytes().replace(struct.pack("<L", len(bomb)), struct.pack("<L", 5_000))
    path.write_bytes(content)
    (told,) = refused(path)
    assert "the file is damaged" in told


def test_a_part_that_is_read_again_counts_again(tmp_path: Path, refused: Refused):
    path = xlsx_file(tmp_path, row(title="A"))
    links = part(path, "xl/_rels/workbook.xml.rels")
    (told,) = refused(changed_parts(path, {"xl/_rels/workbook.xml.rels": links + b" " * 60_000_000}))
    assert "unpacked, the file is larger than 100 MB" in told


@pytest.mark.parametrize(("extra", "is_refused"), [(0, False), (1, True)])
def test_the_number_of_parts_has_a_limit(tmp_path: Path, read: Read, extra: int, is_refused: bool):  # noqa: FBT001  # a column of the table
    path = xlsx_file(tmp_path, row(title="A"))
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(MAX_ENTRIES - len(archive.namelist()) + extra):
            archive.writestr(f"xl/media/{number}", b"")
    if is_refused:
        with pytest.raises(CatalogueFileError, match="more than 1,000 parts"):
            read(path)
    else:
        assert len(read(path).statements) == 1


@pytest.mark.parametrize("sheet", [LAUGHS, OUTSIDE, LAUGHS.decode().encode("utf-16")])
def test_no_entity_is_ever_expanded(tmp_path: Path, refused: Refused, sheet: bytes):
    path = changed_parts(xlsx_file(tmp_path, row(title="A")), {SHEET: sheet})
    (told,) = refused(path)
    assert "the file declares a document type" in told


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"xl/vbaProject.bin": b"x"}, "the file holds macros"),
        ({"_rels/.rels": b"<r><Relationship Type='x/y' Target='z'/></r>"}, "this is a zip file but no Excel workbook"),
        ({"_rels/.rels": None}, "this is a zip file but no Excel workbook"),
        ({"_rels/.rels": None, "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "of another program"),
        ({"xl/workbook.xml": b"<workbook/>"}, "the file is damaged"),
        ({"xl/workbook.xml": b"<workbook>"}, "the file is damaged"),
        ({"xl/workbook.xml": b'<?xml version="1.0" encoding="nonsense"?><workbook/>'}, "the file is damaged"),
        ({SHEET: None}, "the file is damaged"),
        ({SHEET: b""}, "the file is damaged"),
        ({SHEET: b"<worksheet><sheetData><row r='2'/><row r='1'/></sheetData></worksheet>"}, "the file is damaged"),
        ({SHEET: b"<worksheet><mergeCell ref='1:2'/></worksheet>"}, "the file is damaged"),
        ({SHEET: b"<worksheet>" + b"<a>" * 200_000}, "the file is damaged"),
        ({"xl/styles.xml": b"<s><cellXfs><xf numFmtId='x'/></cellXfs></s>"}, "the file is damaged"),
    ],
)
def test_a_workbook_with_something_else_inside_is_refused(
    tmp_path: Path, refused: Refused, parts: dict[str, bytes | None], fault: str
):
    (told,) = refused(changed_parts(xlsx_file(tmp_path, row(title="A")), parts))
    assert fault in told


@pytest.mark.parametrize(
    ("target", "fault"),
    [("word/document.xml", "this is not an Excel workbook"), ("xl/workbook.bin", "this is not an Excel workbook")],
)
def test_other_files_of_office_are_refused(tmp_path: Path, refused: Refused, target: str, fault: str):
    path = xlsx_file(tmp_path, row(title="A"))
    links = part(path, "_rels/.rels").replace(b"xl/workbook.xml", target.encode())
    (told,) = refused(changed_parts(path, {"_rels/.rels": links, target: b"x"}))
    assert fault in told


def test_locked_and_oddly_packed_parts_are_refused(tmp_path: Path, refused: Refused):
    assert "locked with a password" in refused(flagged(xlsx_file(tmp_path, row(title="A")), 8, 1))[0]
    assert "the file is damaged" in refused(flagged(xlsx_file(tmp_path, row(title="A")), 10, 14))[0]


def test_a_link_to_another_file_is_not_followed(tmp_path: Path, read: Read):
    path = xlsx_file(tmp_path, row(title="A"))
    links = part(path, "xl/_rels/workbook.xml.rels")
    outside = b'<Relationship Id="rId77" Type="x/sharedStrings" Target="file:///etc/passwd" TargetMode="External"/>'
    changed_parts(path, {"xl/_rels/workbook.xml.rels": links.replace(b"</Rel", outside + b"</Rel")})
    assert len(read(path).statements) == 1


def test_a_part_named_by_two_sheets_is_read_once(tmp_path: Path, read: Read):
    path = xlsx_file(tmp_path, row(title="A"))
    book = part(path, "xl/workbook.xml")
    start, end = book.index(b"<sheet "), book.index(b"/>", book.index(b"<sheet ")) + 2
    changed_parts(path, {"xl/workbook.xml": book[:end] + book[start:end] * 99 + book[end:]})
    assert len(read(path).statements) == 1


def test_no_damage_whatsoever_raises_anything_but_complaints(tmp_path: Path, read: Read, known: KnownCatalogue):
    template = tmp_path / "template.xlsx"
    template.write_bytes(template_xlsx(known.programs_of("144166")))
    plain = xlsx_file(tmp_path, row(title="A", start_dates="1/12/2027"), name="plain.xlsx")
    files = [
        template.read_bytes(),
        plain.read_bytes(),
        with_shared_texts(plain).read_bytes(),
        csv_file(tmp_path, row(title="A", start_dates="1/12/2027")).read_bytes(),
    ]
    path = tmp_path / "damaged"
    chance = random.Random(20261123)  # noqa: S311  # not for secrets
    for _ in range(600):
        content = bytearray(chance.choice(files))
        for _ in range(chance.choice((1, 1, 2, 5, 40))):
            place = chance.randrange(len(content))
            match chance.randrange(4):
                case 0:
                    content[place] = chance.randrange(256)
                case 1:
                    del content[place : place + chance.choice((1, 3, 500))]
                case 2:
                    content[place:place] = chance.randbytes(chance.choice((1, 4, 60)))
                case _:
                    content = content[: max(place, 1)]
            content = content or bytearray(b"x")
        path.write_bytes(content)
        with suppress(CatalogueFileError):
            read(path)


def test_no_damage_inside_a_sheet_raises_anything_but_complaints(tmp_path: Path, read: Read):
    path = with_shared_texts(xlsx_file(tmp_path, row(title="A", start_dates="1/12/2027", credits=36)))
    parts = {name: part(path, name) for name in (SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml")}
    chance = random.Random(1)  # noqa: S311  # not for secrets
    for _ in range(200):
        name = chance.choice(list(parts))
        content = bytearray(parts[name])
        for _ in range(chance.choice((1, 2))):
            place = chance.randrange(len(content))
            content[place : place + chance.choice((0, 1, 1, 9))] = chance.choice(
                (b"", b"0", b"9999999999999999999999", b'"', b"-", b"A", b"e", b"\xff", b"<", b"/>")
            )
        changed_parts(path, {name: bytes(content)})
        with suppress(CatalogueFileError):
            read(path)
        changed_parts(path, {name: parts[name]})
