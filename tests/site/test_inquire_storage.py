"""Where the database cannot take a form, it comes back with all that was typed, and is never sent twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from asking_site import CODING, HEALTH, ONLINE, AskingSite, address, asking_site, form_fields
from instances import shared_geodata
from reading import read_page
from werkzeug.datastructures import MultiDict

from leadmatch.kernel.database import writing


@pytest.fixture
def site(sqlite_files: object, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskingSite]:
    made = asking_site(tmp_path, shared_geodata(tmp_path_factory), sqlite_files.migrated())  # type: ignore[attr-defined]
    yield made
    made.close()


def test_a_locked_database_gives_the_form_back_and_the_second_try_is_taken(site: AskingSite):
    browser = site.app.test_client()
    fields = MultiDict(form_fields(read_page(browser.get(address(CODING, ONLINE)).text)))
    with site.engine.connect().execution_options(writes=True) as other, other.begin():  # another process writes
        response = browser.post("/inquire", data=fields)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) >= 1
    page = read_page(response.text)
    said = page.one("div", id="summary").text
    assert "Your request could not be stored" in said
    assert "It is never sent twice." in said
    assert "SQLITE" not in response.text
    assert page.one("input", name="email").attributes["value"] == "ada@example.org"
    assert site.count("inquiry") == 0
    again = MultiDict(form_fields(page))
    assert again["key"] == fields["key"]
    assert browser.post("/inquire", data=again).status_code == 303
    assert browser.post("/inquire", data=again).status_code == 303
    assert site.count("inquiry") == 1


def test_a_form_that_is_worked_on_at_this_moment_is_given_back(site: AskingSite):
    browser = site.app.test_client()
    fields = MultiDict(form_fields(read_page(browser.get(address(CODING)).text)))
    intake = site.app.extensions["leadmatch.intake"]
    with intake.in_flight.claim(intake.hashes.of("idempotency-key", fields["key"])):
        response = browser.post("/inquire", data=fields)
    assert response.status_code == 409
    assert "it is sent only once" in read_page(response.text).one("div", id="summary").text
    assert browser.post("/inquire", data=fields).status_code == 303


def test_a_school_that_retires_its_wording_meanwhile_is_taken_out(site: AskingSite):
    browser = site.app.test_client()
    fields = MultiDict(form_fields(read_page(browser.get(address(CODING, ONLINE)).text)))
    with writing(site.engine) as connection:
        connection.exec_driver_sql(
            "UPDATE disclosure SET retired_at = created_at WHERE school_id = ?",  # this database is SQLite
            (HEALTH.id,),
        )
    response = browser.post("/inquire", data=fields)
    assert response.status_code == 409
    page = read_page(response.text)
    assert f"{HEALTH.name} takes no requests" in page.one("div", class_="notice").text
    assert len([*page.every("input", name="agree")]) == 1
    assert browser.post("/inquire", data=MultiDict(form_fields(page))).status_code == 303
    assert [each.school_id for each in site.rows("SELECT school_id FROM lead")] == [CODING.school.id]
