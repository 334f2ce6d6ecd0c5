"""Which wordings a form gets to show: of schools that take inquiries, in the language asked for or in English."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from asking_site import ASSISTING, BILLING, CALLS, CAREER, CODING, HEALTH, MAILS, UNSPONSORED, AskingSite, asking_site
from flask.testing import FlaskClient
from instances import shared_geodata
from sponsoring import add_disclosure
from werkzeug.test import TestResponse

from leadmatch.kernel.database import writing

SPANISH = "Al marcar esta casilla, pido a Example Career College que me escriba por correo electrónico."


@pytest.fixture
def site(fresh_database_url: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskingSite]:
    made = asking_site(tmp_path, shared_geodata(tmp_path_factory), fresh_database_url)
    yield made
    made.close()


@pytest.fixture
def client(site: AskingSite) -> FlaskClient:
    return site.app.test_client()


def ask(client: FlaskClient, query: str, **headers: str) -> TestResponse:
    return client.get(f"/api/v1/disclosures?{query}", headers=headers)


def shown(client: FlaskClient, query: str) -> list[dict[str, Any]]:
    response = ask(client, query)
    assert response.status_code == 200, response.text
    body: dict[str, list[dict[str, Any]]] = response.get_json()
    return body["disclosures"]


def codes(response: TestResponse) -> list[tuple[str, str]]:
    assert response.status_code == 422
    return [(fault["parameter"], fault["code"]) for fault in response.get_json()["errors"]]


def test_each_school_has_one_wording_in_the_order_of_the_programs(client: FlaskClient, site: AskingSite):
    first, second = shown(client, f"program={ASSISTING.id}&program={CODING.id},{BILLING.id},{CODING.id}")
    assert first == {
        "school": {"id": HEALTH.id, "name": "Example Health Institute"},
        "program_ids": [ASSISTING.id],
        "disclosure_id": site.wordings[HEALTH.id]["id"],
        "sha256": sha256(MAILS.encode()).hexdigest(),
        "text": MAILS,
        "text_with_phone": MAILS,
        "channels": ["email"],
        "language": "en",
    }
    assert second["school"]["id"] == CAREER.id
    assert second["program_ids"] == [CODING.id, BILLING.id]
    assert second["text_with_phone"] == CALLS
    assert second["text"] == CALLS.replace("{phone}", "the phone number I give in this form")
    assert second["channels"] == ["email", "call", "text"]


def test_a_school_answers_in_the_language_asked_for_or_else_in_english(client: FlaskClient, site: AskingSite):
    with writing(site.engine) as connection:
        add_disclosure(connection, school_id=CAREER.id, language="es", text=SPANISH, channels=("email",))
    spanish, english = shown(client, f"program={CODING.id},{ASSISTING.id}&language=es")
    assert (spanish["language"], spanish["text"]) == ("es", SPANISH)
    assert (english["language"], english["text"]) == ("en", MAILS)
    assert shown(client, f"program={CODING.id}")[0]["language"] == "en"


def test_schools_without_a_wording_or_an_active_campaign_are_left_out(client: FlaskClient, site: AskingSite):
    assert [each["school"]["id"] for each in shown(client, f"program={UNSPONSORED.id},{CODING.id}")] == [CAREER.id]
    with writing(site.engine) as connection:
        connection.exec_driver_sql(
            f"UPDATE disclosure SET retired_at = created_at WHERE school_id = '{CAREER.id}'"  # noqa: S608  # own id
        )
    assert shown(client, f"program={CODING.id}") == []
    site.pause_all()
    assert shown(client, f"program={ASSISTING.id}") == []


def test_all_faults_are_told_at_once(client: FlaskClient):
    query = f"program={CODING.id},prg_unknown,jo%40example.org&language=fr&colour=red"
    response = ask(client, query)
    assert codes(response) == [
        ("language", "invalid-value"),
        ("colour", "unknown-parameter"),
        ("program", "unknown-program"),
        ("program", "unknown-program"),
    ]
    assert "prg_unknown" in response.text
    assert "place 3" in response.text
    assert "example.org" not in response.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "missing-parameter"),
        ("language=es", "missing-parameter"),
        ("program=", "empty-value"),
        (f"program={CODING.id},", "empty-value"),
        ("program=%00", "invalid-text"),
        ("program=%FF", "invalid-text"),
        ("program=prg_%C3%A9", "unknown-program"),
        ("program=" + "a" * 4000, "unknown-program"),
    ],
)
def test_programs_that_are_none_are_told(client: FlaskClient, query: str, code: str):
    assert codes(ask(client, query)) == [("program", code)]


@pytest.mark.parametrize(("count", "are_too_many"), [(5, False), (6, True)])
def test_five_programs_may_be_asked_about_and_not_six(client: FlaskClient, *, count: int, are_too_many: bool):
    found = codes(ask(client, "program=" + ",".join(f"prg_{each}" for each in range(count))))
    assert (("program", "too-many") in found) is are_too_many
    assert found.count(("program", "unknown-program")) == 5


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient):
    query = f"program={CODING.id}"
    response = ask(client, query)
    assert response.headers["Cache-Control"] == "public, max-age=5"
    again = ask(client, query, If_None_Match=response.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_the_document_shows_an_example_of_its_own_shape(client: FlaskClient):
    document = client.get("/openapi.json").get_json()
    answer = document["paths"]["/api/v1/disclosures"]["get"]["responses"]["200"]["content"]["application/json"]
    example = answer["example"]["disclosures"][0]
    assert example.keys() == document["components"]["schemas"]["Disclosure"]["properties"].keys()
    assert example["sha256"] == sha256(example["text_with_phone"].encode()).hexdigest()
