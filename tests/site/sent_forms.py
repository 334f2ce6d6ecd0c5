"""A form on /inquire as a browser opens, sends and gets it back."""

from typing import Any

from asking_site import ASSISTING, CODING, Fields, address
from flask.testing import FlaskClient
from reading import Element, read_page
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

OWN = {"Sec-Fetch-Site": "same-origin"}
TABLES = ("inquiry", "lead", "consent", "consent_evidence", "ledger_entry", "outbox_event", "idempotency_key")


def opened(browser: FlaskClient, *programs: Any) -> Element:  # noqa: ANN401  # records of programs
    return read_page(browser.get(address(*(programs or (CODING, ASSISTING)))).text)


def send(browser: FlaskClient, fields: Fields, **headers: str) -> TestResponse:
    return browser.post("/inquire", data=MultiDict(fields), headers=OWN | headers)


def texts(page: Element) -> list[str]:
    return [each.attributes["value"] for each in page.every("input", name="text")]


def summary(page: Element) -> Element:
    return page.one("div", id="summary")


def refused(browser: FlaskClient, fields: Fields, status: int) -> Element:
    response = send(browser, fields)
    assert response.status_code == status, response.text
    assert response.headers["Cache-Control"] == "no-store"
    return read_page(response.text)
