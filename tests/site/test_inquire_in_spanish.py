"""A form that is read and sent in Spanish: its faults, what is kept of its language, and the receipt."""

import pytest
from asking_site import ASSISTING, CAREER, CODING, HEALTH, AskingSite, Fields, address, form_fields, without
from flask.testing import FlaskClient
from reading import Element, read_page
from sponsoring import add_disclosure
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from leadmatch.inquiries.standard_wording import standard_wording
from leadmatch.kernel.database import writing

CHANNELS = ("email", "call", "text")
OWN = {"Sec-Fetch-Site": "same-origin"}
ENGLISH_ONLY = "Esta escuela tiene sus palabras solo en inglés."


@pytest.fixture
def wording(asking: AskingSite) -> str:
    """Give one of the two schools a wording in Spanish too, and return it."""
    text = standard_wording(CAREER.name, language="es", channels=CHANNELS)
    with writing(asking.engine) as connection:
        add_disclosure(connection, school_id=CAREER.id, language="es", text=text, channels=CHANNELS)
    return text


def opened(browser: FlaskClient, *programs: object) -> Element:
    return read_page(browser.get(f"/es{address(*programs, zip='60601')}").text)


def send(browser: FlaskClient, fields: Fields) -> TestResponse:
    return browser.post("/es/inquire", data=MultiDict(fields), headers=OWN)


@pytest.mark.usefixtures("wording")
def test_the_language_of_the_form_and_of_the_wording_are_kept_and_the_receipt_is_in_it(
    asking: AskingSite, browser: FlaskClient
):
    page = opened(browser, CODING)
    assert ENGLISH_ONLY not in page.text
    assert "Al marcar esta casilla, acepto que Example Career College me contacte" in page.text
    assert not [*page.one("section", class_="consent").every(lang="en")]
    answer = send(browser, form_fields(page))
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/es/receipts/")
    assert [each.language for each in asking.rows("SELECT language FROM inquiry")] == ["es"]
    assert [each.language for each in asking.rows("SELECT language FROM consent")] == ["es"]
    receipt = read_page(browser.get(answer.headers["Location"]).text)
    assert receipt.one("html").attributes["lang"] == "es"
    assert "lang" not in receipt.one("blockquote").attributes
    assert {each.attributes["action"].split("/")[1] for each in receipt.every("form")} == {"es"}
    stopped = browser.post(f"{answer.headers['Location']}/stop-all", headers=OWN)
    assert stopped.headers["Location"] == answer.headers["Location"]
    assert "usted pidió detener todo" in browser.get(stopped.headers["Location"]).text


@pytest.mark.usefixtures("wording")
def test_where_a_school_has_no_wording_in_spanish_its_english_one_stands_there_and_is_kept_and_said_to_be(
    asking: AskingSite, browser: FlaskClient
):
    page = opened(browser, CODING, ASSISTING)
    spanish, english = page.every("section", class_="consent")
    assert ENGLISH_ONLY not in spanish.text
    assert ENGLISH_ONLY in english.text
    assert "Lo que usted acepta, y lo que se guarda, es el texto en inglés." in english.text
    assert english.one("span", class_="wording").attributes["lang"] == "en"
    answer = send(browser, form_fields(page))
    kept = asking.rows("SELECT school_id, language FROM consent")
    assert {each.school_id: each.language for each in kept} == {CAREER.id: "es", HEALTH.id: "en"}
    assert [each.language for each in asking.rows("SELECT language FROM inquiry")] == ["es"]
    receipt = read_page(browser.get(answer.headers["Location"]).text)
    assert sorted(each.attributes.get("lang", "es") for each in receipt.every("blockquote")) == ["en", "es"]


@pytest.mark.usefixtures("wording")
def test_what_is_to_be_corrected_is_said_in_spanish_and_the_other_language_is_the_empty_form(browser: FlaskClient):
    page = opened(browser, CODING)
    answer = send(browser, [*without(form_fields(page, first_name=None, email="x"), "agree")])
    assert answer.status_code == 422
    told = read_page(answer.text)
    assert told.one("title").text.startswith("Por corregir: Pedir información a Example Career College")
    summary = told.one("div", id="summary")
    assert summary.one("h2").text == "3 cosas por corregir"
    assert [each.text for each in summary.every("li")] == [
        "Escriba su nombre.",
        "Escriba su correo electrónico, como nombre@example.org.",
        "Marque la casilla de Example Career College si está de acuerdo. Sin eso no se puede enviar nada.",
    ]
    assert told.one("form", class_="inquire").attributes["action"] == "/es/inquire"
    assert told.one("a", class_="in-language").attributes["href"] == f"/inquire?program={CODING.id}"


def test_the_link_to_a_receipt_that_the_api_gives_is_in_the_language_of_the_inquiry(
    asking: AskingSite, browser: FlaskClient, wording: str
):
    disclosures = browser.get(f"/api/v1/disclosures?program={CODING.id}&language=es").json["disclosures"]
    assert [each["language"] for each in disclosures] == ["es"]
    (offered,) = disclosures
    phone = "(312) 555-0142"
    consent = {
        "school_id": CAREER.id,
        "disclosure_id": offered["disclosure_id"],
        "sha256": offered["sha256"],
        "text": wording.replace("{phone}", phone),
        "channels": offered["channels"],
        "agreed": True,
    }
    person = {"first_name": "Ada", "last_name": "Example", "email": "ada@example.org", "phone": phone, "zip": "60601"}
    person |= {"education_level": "hs_or_ged", "start_timeframe": "now", "is_adult": True}
    body = {"program_ids": [CODING.id], "person": person, "consents": [consent], "language": "es"}
    answer = browser.post("/api/v1/inquiries", json=body, headers={"Idempotency-Key": "in-spanish"})
    assert answer.status_code == 201, answer.text
    assert answer.json["receipt_url"].startswith("http://127.0.0.1:8000/es/receipts/")
    assert asking.count("consent") == 1
