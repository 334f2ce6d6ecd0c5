"""Anybody passes without a key; with one, only where and how that key may be used."""

from collections.abc import Iterator, Mapping

import pytest
from databases import Databases
from flask import Blueprint, Flask
from partnering import ORIGIN, add_partner, add_partner_key
from sqlalchemy import Engine

from leadmatch.access.callers import current_caller
from leadmatch.access.key_text import new_key_text
from leadmatch.access.keys import revoke_key
from leadmatch.access.partner_guard import Gate, admit_callers, admit_partners, origin_of_address
from leadmatch.access.partner_keys import PartnerKeys
from leadmatch.access.quotas import Quotas
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import open_engine, writing
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.web.blueprints import declare_guard, guard_of
from leadmatch.web.problems import register_problems

HASHES = KeyedHash(b"k" * 32)
OWN = "https://guide.example"
OTHER = "https://other.example.org"
Fields = Mapping[str, str]


class Service:
    """A small service with a partner, the partner's keys by name, and a view for each way in."""

    def __init__(self, engine: Engine) -> None:
        with writing(engine) as connection:
            self.partner = add_partner(connection)
            add_partner(connection, name="Example Other", origins=(OTHER,))
            paused = add_partner(connection, name="Example Paused", state="paused")

            def make(*arguments: object, **more: object) -> str:
                return add_partner_key(connection, HASHES, *arguments, **more).text  # type: ignore[arg-type]

            self.keys = {
                "publishable": make(self.partner.id),
                "secret": make(self.partner.id, "secret"),
                "test": make(self.partner.id, is_test=True),
                "search only": make(self.partner.id, scopes="search"),
                "report only": make(self.partner.id, "secret", scopes="report"),
                "paused": make(paused.id),
                "school": make("sch_a", "school"),
                "unknown": new_key_text("publishable"),
            }
            revoked = add_partner_key(connection, HASHES, self.partner.id)
            revoke_key(connection, revoked.record.id, now=utc_now())
            self.keys["revoked"] = revoked.text
            expired = add_partner_key(connection, HASHES, self.partner.id, expires_at=utc_now())
            self.keys["expired"] = expired.text
        self.client = self._app(engine).test_client()

    def _app(self, engine: Engine) -> Flask:
        app = Flask(__name__)
        register_problems(app, base_url=OWN)
        gate = Gate(PartnerKeys(engine, HASHES), own_origin=OWN, quotas=Quotas(HASHES, public={}, partner={}))
        for name, scope in (("search", "search"), ("inquiries", "inquiries"), ("report", "report")):
            blueprint = Blueprint(name, __name__, url_prefix="/api/v1")
            if name == "report":
                admit_partners(blueprint, gate, scope=scope)  # type: ignore[arg-type]
                assert guard_of(blueprint) == "partner"
            else:
                declare_guard(blueprint, "public")
                admit_callers(blueprint, gate, scope=scope)  # type: ignore[arg-type]

            @blueprint.get(f"/{name}")
            def view() -> dict[str, object]:
                caller = current_caller()
                return {"partner": caller.partner and caller.partner.id, "key": caller.key_id, "test": caller.is_test}

            app.register_blueprint(blueprint)
        return app

    def status(self, key: str | None, fields: Fields | None = None, path: str = "search") -> int:
        field = {} if key is None else {"Authorization": f"Bearer {self.keys.get(key, key)}"}
        return self.client.get(f"/api/v1/{path}", headers={**field, **(fields or {})}).status_code


@pytest.fixture(scope="module")
def service(databases: Databases) -> Iterator[Service]:
    """Give a service that no test changes."""
    engine = open_engine(databases.migrated())
    yield Service(engine)
    engine.dispose()


def test_anybody_passes_without_a_key_from_anywhere(service: Service):
    for fields in ({}, {"Origin": OTHER}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = service.client.get("/api/v1/search", headers=fields)
        assert answer.get_json() == {"partner": None, "key": None, "test": False}
    assert service.status(None, path="report") == 401


def test_a_key_in_force_stands_for_its_partner(service: Service):
    headers = {"Authorization": f"Bearer {service.keys['test']}", "Origin": ORIGIN}
    answer = service.client.get("/api/v1/search", headers=headers).get_json()
    assert (answer["partner"], answer["test"]) == (service.partner.id, True)


def test_what_is_no_key_in_force_is_refused_the_same_for_all_reasons(service: Service):
    good = service.keys["publishable"]
    fields = ["", "Bearer", f"Basic {good}", good, f"Bearer {good} x", f"Bearer {good[:-1]}", "Bearer \u00e9",
              *(f"Bearer {service.keys[each]}" for each in ("paused", "unknown", "revoked", "expired"))]  # fmt: skip
    bodies = set()
    for path in ("search", "inquiries", "report"):
        for field in fields:
            answer = service.client.get(f"/api/v1/{path}", headers={"Authorization": field, "Origin": ORIGIN})
            assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer"), field
            body = answer.get_json()
            del body["instance"]
            bodies.add(str(sorted(body.items())))
    assert len(bodies) == 1


def test_a_key_that_does_not_open_this_is_refused(service: Service):
    at_home = {"Origin": ORIGIN}
    assert service.status("school", at_home) == service.status("school") == 403
    assert [service.status("search only", at_home, path) for path in ("search", "inquiries", "report")] == [
        200,
        403,
        403,
    ]
    assert [service.status("report only", path=path) for path in ("search", "inquiries", "report")] == [403, 403, 200]
    assert [service.status("publishable", at_home, path) for path in ("search", "inquiries", "report")] == [
        200,
        200,
        403,
    ]
    assert [service.status("secret", path=path) for path in ("search", "inquiries", "report")] == [200, 200, 200]


@pytest.mark.parametrize(
    ("fields", "is_at_home"),
    [
        ({"Origin": ORIGIN}, True),
        ({"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}, True),
        ({"Origin": OWN}, True),
        ({"Origin": "http://localhost"}, True),  # where the test client sends it to
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({}, False),
        ({"Origin": ""}, False),
        ({"Origin": "null"}, False),
        ({"Origin": OTHER}, False),
        ({"Origin": "https://localhost"}, False),
        ({"Origin": "http://localhost", "Host": "elsewhere.example"}, False),
        ({"Origin": "http://", "Host": "a b"}, False),
        ({"Origin": f"{ORIGIN}/"}, False),
        ({"Origin": ORIGIN.upper()}, False),
        ({"Origin": f"{ORIGIN}, {ORIGIN}"}, False),
        ({"Origin": f"{OTHER}", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Referer": f"{ORIGIN}/page"}, False),
    ],
    ids=str,
)
def test_a_publishable_key_works_on_the_partners_sites_and_our_own(service: Service, fields: Fields, is_at_home: bool):  # noqa: FBT001  # a column
    assert service.status("publishable", fields) == (200 if is_at_home else 403)


@pytest.mark.parametrize(
    "fields",
    [{"Origin": each} for each in (ORIGIN, OWN, OTHER, "null", "")]
    + [{f"Sec-Fetch-{each}": "x"} for each in ("Site", "Mode", "Dest", "User", "Storage-Access")],
    ids=str,
)
def test_a_secret_key_never_works_in_a_browser(service: Service, fields: Fields):
    assert service.status("secret", fields) == service.status("secret", fields, "report") == 403


def test_a_key_that_is_refused_is_told_why_in_a_sentence(service: Service):
    def why(key: str, fields: Fields, path: str = "search") -> str:
        headers = {"Authorization": f"Bearer {service.keys[key]}", **fields}
        problem = service.client.get(f"/api/v1/{path}", headers=headers).get_json()
        assert problem["type"].endswith("/problems/forbidden")
        return str(problem["detail"])

    assert "it opens search." in why("search only", {"Origin": ORIGIN}, "inquiries")
    assert "nothing of this API's public part" in why("school", {})
    assert "A server needs a secret key." in why("publishable", {})
    assert "names another" in why("publishable", {"Origin": OTHER})
    assert "works in no browser" in why("secret", {"Origin": ORIGIN})


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Guide.example", "https://guide.example"),
        ("https://guide.example:443/path", "https://guide.example"),
        ("http://guide.example:80", "http://guide.example"),
        ("http://guide.example:443", "http://guide.example:443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_the_origin_of_our_address_is_written_as_browsers_do(address: str, origin: str):
    assert origin_of_address(address) == origin
