"""A site with real sponsors and a partner that holds a test key and a real one: both sides of the sandbox."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asking_site import ANSWERS, AskingSite, asking_site
from flask.testing import FlaskClient
from partnering import ORIGIN, add_partner, add_partner_key
from werkzeug.test import TestResponse

from leadmatch.kernel.database import writing

Body = dict[str, Any]


@dataclass
class Side:
    """What a server or a page of the partner does with one of its keys.

    Args:
        key: sent with everything; without one, nobody in particular asks.
    """

    browser: FlaskClient
    key: str | None

    @property
    def headers(self) -> dict[str, str]:
        page = {"Origin": ORIGIN} if self.key and self.key.startswith("pk_") else {}
        return {"Authorization": f"Bearer {self.key}", **page} if self.key else {}

    def get(self, path: str) -> TestResponse:
        return self.browser.get(f"/api/v1{path}", headers=self.headers)

    def search(self, query: str = "zip=60601&field=billing-coding") -> Body:
        answer = self.get(f"/programs?{query}")
        assert answer.status_code == 200, answer.text
        found: Body = answer.get_json()
        return found

    def wordings(self, *program_ids: str, language: str = "en") -> list[Body]:
        asked = "&".join(f"program={each}" for each in program_ids)
        answer = self.get(f"/disclosures?{asked}&language={language}")
        assert answer.status_code == 200, answer.text
        found: list[Body] = answer.get_json()["disclosures"]
        return found

    def body(self, *program_ids: str, language: str = "en", **person: object) -> Body:
        """Return an inquiry about programs, with a consent to each school that they are of."""
        return {
            "program_ids": list(program_ids),
            "person": ANSWERS | {"is_adult": True} | person,
            "consents": [
                {
                    "school_id": each["school"]["id"],
                    "disclosure_id": each["disclosure_id"],
                    "sha256": each["sha256"],
                    "text": each["text"],
                    "channels": each["channels"],
                    "agreed": True,
                }
                for each in self.wordings(*program_ids, language=language)
            ],
            "language": language,
        }

    def send(self, body: Body, key: str = "key-1") -> TestResponse:
        return self.browser.post("/api/v1/inquiries", json=body, headers=self.headers | {"Idempotency-Key": key})

    def sent(self, body: Body, key: str = "key-1") -> Body:
        answer = self.send(body, key)
        assert answer.status_code == 201, answer.text
        told: Body = answer.get_json()
        return told

    def outcomes(self, *program_ids: str, key: str, **person: object) -> list[tuple[str, str | None]]:
        """Send an inquiry and return status and reason per school."""
        leads = self.sent(self.body(*program_ids, **person), key)["leads"]
        return [(lead["status"], lead["reason_code"]) for lead in leads]

    def faults(self, answer: TestResponse) -> dict[str, str]:
        """Return the codes of a refusal by where they are."""
        assert answer.status_code == 422, answer.text
        return {each.get("pointer", each.get("parameter")): each["code"] for each in answer.get_json()["errors"]}


@dataclass
class Sandboxed:
    """The site, and who calls it.

    Args:
        test: with a secret test key; `page`: with a publishable one.
        real: with a secret key; `anybody`: without one.
    """

    site: AskingSite
    test: Side
    page: Side
    real: Side
    anybody: Side


def sandboxed(folder: Path, geodata: Path, database_url: str, *, limits: bool = False) -> Sandboxed:
    """Return a site with a partner; see `asking_site`."""
    site = asking_site(folder, geodata, database_url, limits=limits)
    hashes = site.app.extensions["leadmatch.intake"].hashes
    with writing(site.engine) as connection:
        partner = add_partner(connection, share_basis_points=2000)
        test = add_partner_key(connection, hashes, partner.id, "secret", is_test=True)
        page = add_partner_key(connection, hashes, partner.id, is_test=True)
        real = add_partner_key(connection, hashes, partner.id, "secret")
    browser = site.app.test_client()
    keys = (test.text, page.text, real.text, None)
    return Sandboxed(site, *(Side(browser, key) for key in keys))
