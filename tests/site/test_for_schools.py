"""The page for schools: what is on file of a school, the template with it, and what each column means."""

import csv
import io
from pathlib import Path

import pytest
from factories import SOURCES, make_program, make_school
from flask.testing import FlaskClient
from openpyxl import load_workbook
from reading import Element, MakeApp, Open, read_page

from leadmatch.catalogue.identity import program_id
from leadmatch.catalogue.school_file.columns import COLUMNS, TABLE_SHEET
from leadmatch.search.build import write_index
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.live import Serving

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CODES = [f"51.{number:04}" for number in range(701, 713)]
TWELVE = make_school(name="Twelve Programs College", unitid="100012")


@pytest.fixture(scope="module")
def schools(make_app: MakeApp, serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The site over a school of twelve programs and eleven schools of one name; no two calls share an application."""
    programs = [
        make_program(id=program_id("100012", code, "2"), school=TWELVE, cip_code=code, title=f"Program {code}")
        for code in CODES
    ]
    programs.append(make_program(school=TWELVE, title="Only stated", campus=None))
    for number in range(11):
        school = make_school(name=f"Namesake {number:02} <College>", unitid=f"2000{number:02}")
        programs.append(make_program(school=school, title="Coding"))
    folder: Path = tmp_path_factory.mktemp("index") / "rel_schools"
    write_index(programs, {each.key: each for each in SOURCES}, "rel_schools", folder, on_progress=lambda _done: None)
    index = CatalogueIndex.open(folder)
    app = make_app()
    app.extensions["leadmatch.catalogue"]._serving = Serving(index, {index.release: index}, serving.gazetteer)
    return app.test_client()


def found(client: FlaskClient, asked: str) -> Element:
    response = client.get("/for-schools", query_string={"school": asked})
    assert response.status_code == 200
    return read_page(response.text)


def test_a_school_is_found_by_a_part_of_its_name_with_its_programs_and_its_templates(schools: FlaskClient):
    section = found(schools, " twelve  PROGRAMS ").one("section", id="found")
    assert section.one("h2").text == "1 school found"
    assert section.one("h3").text == "Twelve Programs College"
    assert "Chicago, IL · UNITID 100012" in section.text
    links = [each.attributes["href"] for each in section.every("a")]
    assert len([each for each in links if each.startswith("/programs/")]) == 10
    assert "and 3 more, which are in the template" in section.text
    assert links[-2:] == [f"/for-schools/programs.{kind}?unitid=100012" for kind in ("xlsx", "csv")]


def test_a_school_is_found_by_its_unitid(schools: FlaskClient):
    assert found(schools, "100012").one("section", id="found").one("h3").text == "Twelve Programs College"


def test_of_many_schools_the_first_are_shown_and_the_page_says_how_to_see_fewer(schools: FlaskClient):
    section = found(schools, "namesake").one("section", id="found")
    assert section.one("h2").text == "11 schools found"
    assert len([*section.every("h3")]) == 10
    assert "Namesake 00 <College>" in section.text
    assert "The first 10 are below. Type more of the name to see fewer." in section.text


def test_a_school_that_is_not_on_file_is_explained_and_what_was_typed_stays(schools: FlaskClient):
    page = found(schools, '"><b>no')
    assert page.one("section", id="found").one("h2").text == "No school found"
    assert "If your school is not on file, it has reported no awards" in page.text
    assert page.one("input", name="school").attributes["value"] == '"><b>no'
    assert page.one("meta", name="robots").attributes["content"] == "noindex"


@pytest.mark.parametrize("asked", ["", "   ", "\x00", "x" * 5000, "%ff", "é" * 50])
def test_whatever_is_typed_is_answered(schools: FlaskClient, asked: str):
    found(schools, asked)


def test_the_page_explains_each_column_as_the_template_does(open_page: Open):
    page = open_page("/for-schools")
    explained = page.one("div", data_reference="").text
    for column in COLUMNS:
        assert column.name in explained
        assert column.means in explained
        assert f"For example: {column.example}" in explained
    assert [*page.every("section", id="found")] == []
    assert [*page.every("meta", name="robots")] == []


def test_every_page_links_to_it(open_page: Open):
    assert open_page("/").one("footer").one("a", href="/for-schools").text == "For schools"


def test_the_template_holds_the_programs_that_federal_files_have(schools: FlaskClient):
    response = schools.get("/for-schools/programs.csv?unitid=100012")
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="programs-100012.csv"'
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert [row["cip_code"] for row in rows] == CODES
    assert {(row["unitid"], row["award_level"]) for row in rows} == {("100012", "1 to 2 years")}
    assert rows[0]["program_on_file"] == "Program 51.0701"
    sheet = load_workbook(io.BytesIO(schools.get("/for-schools/programs.xlsx?unitid=100012").data))[TABLE_SHEET]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == CODES


@pytest.mark.parametrize(("kind", "content_type"), [("xlsx", XLSX), ("csv", "text/csv; charset=utf-8")])
def test_the_empty_template_can_be_taken_and_kept_a_while(client: FlaskClient, kind: str, content_type: str):
    first, again = (client.get(f"/for-schools/programs.{kind}") for _ in range(2))
    assert first.content_type == content_type
    assert first.headers["Content-Disposition"] == f'attachment; filename="programs.{kind}"'
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert first.data == again.data


def test_a_school_of_which_federal_files_have_nothing_gets_the_template_without_rows(schools: FlaskClient):
    response = schools.get("/for-schools/programs.csv?unitid=200000")
    assert response.data.decode("utf-8-sig").splitlines() == [",".join(column.name for column in COLUMNS)]


@pytest.mark.parametrize(
    "address",
    [
        "/for-schools/programs.pdf",
        "/for-schools/programs.",
        "/for-schools/programs.csv?unitid=1",
        "/for-schools/programs.xlsx?unitid=%00",
        "/for-schools/programs.xlsx?unitid=" + "9" * 4000,
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(schools: FlaskClient, address: str):
    response = schools.get(address)
    assert response.status_code == 404
    assert response.content_type == "text/html; charset=utf-8"
