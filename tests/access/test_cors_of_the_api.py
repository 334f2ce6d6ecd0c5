"""Pages of partners may read the public API, by the exact origin of their site; no others may, and none the rest."""

from collections.abc import Iterator

import pytest
from asking_site import CODING, AskingSite, asking_site
from databases import Databases
from instances import shared_geodata
from origin_strings import BOOKS, CAREERS, LOCAL, PORT, strangers
from partnering import add_partner, add_partner_key
from werkzeug.test import TestResponse

from leadmatch.access.key_text import Kind
from leadmatch.kernel.database import writing
from leadmatch.web.blueprints import guard_of, scope_of, serves_pages

SEARCH = "/api/v1/programs?zip=60601"
PUBLIC = (
    SEARCH, f"/api/v1/programs/{CODING.id}", "/api/v1/fields", "/api/v1/accreditors", "/api/v1/guides/billing-coding",
    f"/api/v1/disclosures?program={CODING.id}",
)  # fmt: skip
EXPOSED = "ETag, RateLimit, RateLimit-Policy, Retry-After, Idempotency-Replayed, Location, Deprecation, Sunset"


class Service:
    """The real application with two partners, as pages of other sites see it."""

    def __init__(self, site: AskingSite) -> None:
        self.site = site
        self.client = site.app.test_client()
        hashes = site.app.extensions["leadmatch.intake"].hashes
        with writing(site.engine) as connection:
            partner = add_partner(connection, origins=(CAREERS, BOOKS, LOCAL))
            other = add_partner(connection, name="Example Other", origins=(PORT,))
            add_partner(connection, name="Example Paused", state="paused", origins=("https://paused.example.org",))
            kinds: tuple[Kind, ...] = ("publishable", "secret", "school")
            self.keys = {kind: add_partner_key(connection, hashes, partner.id, kind).text for kind in kinds}
            self.keys["other"] = add_partner_key(connection, hashes, other.id).text

    def ask(
        self, path: str, origin: str | None, key: str | None = None, method: str = "GET", **fields: str
    ) -> TestResponse:
        environ = {} if origin is None else {"HTTP_ORIGIN": origin}
        if key is not None:
            fields["Authorization"] = f"Bearer {self.keys.get(key, key)}"
        return self.client.open(path, method=method, headers=fields, environ_overrides=environ)

    def preflight(self, path: str, origin: str | None, method: str = "GET") -> TestResponse:
        wish = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
        return self.ask(path, origin, None, "OPTIONS", **wish)


@pytest.fixture(scope="module")
def service(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    site = asking_site(tmp_path_factory.mktemp("cors"), shared_geodata(tmp_path_factory), databases.migrated())
    yield Service(site)
    site.close()


def cors_fields(answer: TestResponse) -> dict[str, str]:
    """Return what an answer tells browsers about other sites, after what always holds."""
    (vary,) = answer.headers.getlist("Vary")
    assert "Origin" in vary.split(", ")
    assert "Access-Control-Allow-Credentials" not in answer.headers
    told = {name: value for name, value in answer.headers.items() if name.startswith("Access-Control-")}
    assert told.get("Access-Control-Allow-Origin") != "*"
    return told


def is_told(answer: TestResponse, origin: str) -> bool:
    told = cors_fields(answer)
    assert told in ({}, {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED})
    return bool(told)


def test_a_preflight_from_a_listed_site_is_told_what_its_page_may_do_and_for_two_hours(service: Service):
    for path in PUBLIC:
        for origin in (CAREERS, BOOKS, LOCAL, PORT):
            answer = service.preflight(path, origin)
            assert (answer.status_code, answer.data) == (204, b"")
            told = cors_fields(answer)
            assert set(told.pop("Access-Control-Allow-Methods").split(", ")) == {"GET", "HEAD", "OPTIONS"}
            assert told == {
                "Access-Control-Allow-Origin": origin,
                "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, If-None-Match",
                "Access-Control-Max-Age": "7200",
            }
            assert "Content-Type" not in answer.headers
    methods = service.preflight("/api/v1/inquiries", CAREERS, "POST").headers["Access-Control-Allow-Methods"]
    assert set(methods.split(", ")) == {"POST", "OPTIONS"}


def test_two_hundred_other_origins_are_told_nothing_whoever_they_say_they_are(service: Service):
    origins = strangers()
    assert len(origins) >= 200
    for origin in origins:
        preflight = service.preflight(SEARCH, origin)
        assert (preflight.status_code, cors_fields(preflight)) == (204, {}), origin
        anybody = service.ask(SEARCH, origin)
        assert (anybody.status_code, cors_fields(anybody)) == (200, {}), origin
        with_key = service.ask(SEARCH, origin, "publishable")
        assert (with_key.status_code, cors_fields(with_key)) == (403, {}), origin


def test_a_page_reads_with_the_key_of_its_own_partner(service: Service):
    for path in PUBLIC:
        for origin in (CAREERS, BOOKS, LOCAL):
            answer = service.ask(path, origin, "publishable")
            assert answer.status_code == 200, path
            assert is_told(answer, origin)
    for origin, key in ((PORT, "publishable"), (CAREERS, "other")):
        answer = service.ask(SEARCH, origin, key)
        assert (answer.status_code, is_told(answer, origin)) == (403, False)


def test_a_page_reads_what_is_wrong_with_its_request(service: Service):
    tag = service.ask(SEARCH, CAREERS, "publishable").headers["ETag"]
    unchanged = service.ask(SEARCH, CAREERS, "publishable", **{"If-None-Match": tag})
    assert (unchanged.status_code, is_told(unchanged, CAREERS)) == (304, True)
    for status, path, key, method in (
        (401, SEARCH, "pk_none", "GET"),
        (403, SEARCH, "secret", "GET"),
        (403, SEARCH, "school", "GET"),
        (404, "/api/v1/programs/prg_none", "publishable", "GET"),
        (414, f"{SEARCH}&school={'x' * 9000}", "publishable", "GET"),
        (422, "/api/v1/programs?zip=x", "publishable", "GET"),
        (400, "/api/v1/inquiries", "publishable", "POST"),
        (200, SEARCH, None, "GET"),
    ):
        answer = service.ask(path, CAREERS, key, method)
        assert (answer.status_code, is_told(answer, CAREERS)) == (status, True), path
    assert service.ask(SEARCH, None, "pk_none").status_code == 401
    assert cors_fields(service.ask(SEARCH, None, "secret")) == {}


def test_the_rest_of_the_service_tells_other_sites_nothing(service: Service):
    for path in (
        "/", "/programs?zip=60601", "/openapi.json", "/healthz", "/readyz", "/api/v1/leads", "/api/v1/leads.csv",
        "/problems/forbidden", "/api/v1/none",
    ):  # fmt: skip
        for answer in (service.ask(path, CAREERS), service.preflight(path, CAREERS)):
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")], path


def test_every_blueprint_of_the_public_api_looks_at_keys(service: Service):
    public = [name for name, each in service.site.app.blueprints.items() if guard_of(each) == "public"]
    api = [name for name in public if not serves_pages(service.site.app.blueprints[name])]
    assert {name: scope_of(service.site.app.blueprints[name]) for name in api if name not in {"health", "openapi"}} == {
        "reference": "search",
        "guide": "search",
        "search": "search",
        "disclosures": "disclosures",
        "inquiries": "inquiries",
    }


def test_what_asks_for_no_permission_is_answered_as_before(service: Service):
    for answer in (service.ask(SEARCH, None, method="OPTIONS"), service.ask(SEARCH, CAREERS, method="OPTIONS"),
                   service.preflight(SEARCH, None)):  # fmt: skip
        assert answer.status_code == 200
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_answers_say_who_may_keep_them(service: Service):
    anybody, partner = service.ask(SEARCH, None), service.ask(SEARCH, CAREERS, "publishable")
    assert anybody.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert partner.headers["Cache-Control"] == "private, max-age=60, stale-while-revalidate=600"
    assert {"Authorization", "Origin"} <= anybody.vary.as_set(preserve_casing=True)
    assert {"Authorization", "Origin"} <= partner.vary.as_set(preserve_casing=True)
    assert service.ask("/api/v1/fields", None, "secret").headers["Cache-Control"] == "private, max-age=3600"
    for refused in (service.ask(SEARCH, CAREERS, "secret"), service.ask("/api/v1/programs?zip=x", None)):
        assert refused.headers["Cache-Control"] == "no-store"
