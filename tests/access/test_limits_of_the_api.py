"""How often callers of the public API may call, told in each answer: by partner, or by address without a key."""

import re
from collections.abc import Iterator

import pytest
from asking_site import CODING, AskingSite, asking_site
from databases import Databases
from instances import shared_geodata
from partnering import ORIGIN, add_partner, add_partner_key
from werkzeug.test import TestResponse

from leadmatch.access.callers import ANYBODY, Caller, PartnerTerms
from leadmatch.access.key_text import Kind
from leadmatch.access.quotas import Quotas
from leadmatch.kernel.database import writing
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.web.rate_limit import RATE_LIMIT_FIELDS

SEARCH = "/api/v1/programs?zip=60601"
HASHES = KeyedHash(b"k" * 32)


class Service:
    """The real application, limited; for each test a partner of its own and an address that never called before."""

    def __init__(self, site: AskingSite) -> None:
        self.site = site
        self.client = site.app.test_client()
        self.hashes: KeyedHash = site.app.extensions["leadmatch.intake"].hashes
        self.tests = 0

    def begin(self) -> None:
        """Add a partner that may search four times and inquire twice a minute, and one without limits of its own."""
        self.tests += 1
        self.address = f"203.0.113.{self.tests}"
        with writing(self.site.engine) as connection:
            name = f"Example {self.tests}"
            partner = add_partner(connection, name=name, searches_per_minute=4, inquiries_per_minute=2)
            other = add_partner(connection, name=f"{name} Other", origins=())

            def make(partner_id: str, kind: Kind, *, is_test: bool = False) -> str:
                return add_partner_key(connection, self.hashes, partner_id, kind, is_test=is_test).text

            self.keys = {
                "publishable": make(partner.id, "publishable"),
                "secret": make(partner.id, "secret"),
                "test secret": make(partner.id, "secret", is_test=True),
                "other": make(other.id, "secret"),
            }

    def ask(self, key: str | None = None, path: str = SEARCH, method: str = "GET", **fields: str) -> TestResponse:
        address = fields.pop("address", self.address)
        if key is not None:
            fields["Authorization"] = f"Bearer {self.keys.get(key, key)}"
        if key == "publishable":
            fields.setdefault("Origin", ORIGIN)
        return self.client.open(path, method=method, headers=fields, environ_overrides={"REMOTE_ADDR": address})


@pytest.fixture(scope="module")
def limited(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder, geodata = tmp_path_factory.mktemp("limited"), shared_geodata(tmp_path_factory)
    site = asking_site(folder, geodata, databases.migrated(), limits=True)
    yield Service(site)
    site.close()


@pytest.fixture
def service(limited: Service) -> Service:
    limited.begin()
    return limited


def told(answer: TestResponse) -> tuple[int, str, int, int, int]:
    """Return status, policy, quota, what is left and seconds of an answer, after what always holds."""
    policy, left = (answer.headers.getlist(name) for name in RATE_LIMIT_FIELDS)
    (named,) = [re.fullmatch(r'"([a-z]+)";q=(\d+);w=60', each) for each in policy]
    (counted,) = [re.fullmatch(r'"([a-z]+)";r=(\d+);t=(\d+)', each) for each in left]
    assert named is not None
    assert counted is not None
    assert named[1] == counted[1]
    assert 1 <= int(counted[3]) <= 60
    return answer.status_code, named[1], int(named[2]), int(counted[2]), int(counted[3])


def test_all_keys_of_a_partner_count_together_and_test_keys_apart(service: Service):
    assert told(service.ask("publishable")) == (200, "searches", 4, 3, 60)
    assert [told(service.ask("secret"))[:4] for _ in range(2)] == [(200, "searches", 4, left) for left in (2, 1)]
    assert told(service.ask("publishable", "/api/v1/fields"))[:4] == (200, "searches", 4, 0)
    for key in ("publishable", "secret"):
        refused = service.ask(key)
        status, *_, left, seconds = told(refused)
        assert (status, left) == (429, 0)
        assert refused.headers["Retry-After"] == str(seconds)
        assert refused.headers["Cache-Control"] == "no-store"
        assert refused.get_json()["type"].endswith("/problems/too-many-requests")
    assert told(service.ask("publishable"))[0] == 429
    assert service.ask("publishable").headers["Access-Control-Allow-Origin"] == ORIGIN
    assert told(service.ask("test secret")) == (200, "searches", 4, 3, 60)
    assert told(service.ask("other"))[:4] == (200, "searches", 3000, 2999)
    assert told(service.ask())[:4] == (200, "searches", 120, 119)


def test_whoever_has_no_key_in_force_counts_by_address(service: Service):
    assert told(service.ask())[:4] == (200, "searches", 120, 119)
    assert told(service.ask("pk_none"))[:4] == (401, "searches", 120, 118)
    assert told(service.ask("secret", Origin=ORIGIN))[:4] == (403, "searches", 120, 117)  # the partner pays nothing
    assert told(service.ask("secret"))[3] == 3
    assert told(service.ask(address="198.51.100.8"))[3] == 119
    assert [told(service.ask(address=f"2001:db8:1:{net}::{host}"))[3] for net, host in ((2, 1), (2, 9), (3, 1))] == [
        119,
        118,
        119,
    ]


def test_each_kind_of_answer_tells_what_is_left(service: Service):
    tag = service.ask("other").headers["ETag"]
    assert told(service.ask("other", **{"If-None-Match": tag}))[:2] == (304, "searches")
    assert told(service.ask("other", method="HEAD"))[:2] == (200, "searches")
    assert told(service.ask("other", "/api/v1/programs/prg_none"))[:2] == (404, "searches")
    assert told(service.ask("other", "/api/v1/programs?zip=x"))[:2] == (422, "searches")
    assert told(service.ask("other", f"/api/v1/disclosures?program={CODING.id}"))[:4] == (200, "searches", 3000, 2994)
    assert told(service.ask("other", "/api/v1/inquiries", "POST")) == (400, "inquiries", 120, 119, 60)


def test_what_is_not_of_the_public_api_is_not_counted(service: Service):
    for path, method in (("/", "GET"), ("/programs?zip=60601", "GET"), ("/openapi.json", "GET"), ("/healthz", "GET"),
                         ("/api/v1/leads", "GET"), (SEARCH, "OPTIONS")):  # fmt: skip
        answer = service.ask(path=path, method=method)
        assert not set(RATE_LIMIT_FIELDS) & set(answer.headers.keys()), path
    assert told(service.ask())[3] == 119


def test_a_visitor_beyond_the_quota_of_inquiries_is_asked_for_proof_and_only_a_flood_is_refused(service: Service):
    answers = [told(service.ask(path="/api/v1/inquiries", method="POST"))[:4] for _ in range(101)]
    assert answers[:10] == [(400, "inquiries", 10, left) for left in range(9, -1, -1)]
    assert answers[10:100] == [(400, "inquiries", 10, 0)] * 90  # what has no idempotency key is no inquiry
    assert answers[100] == (429, "inquiries", 10, 0)
    assert told(service.ask("publishable", "/api/v1/inquiries", "POST"))[:4] == (400, "inquiries", 2, 1)
    assert told(service.ask("secret", "/api/v1/inquiries", "POST"))[:4] == (400, "inquiries", 2, 0)
    assert told(service.ask("publishable", "/api/v1/inquiries", "POST"))[:4] == (429, "inquiries", 2, 0)


@pytest.mark.parametrize(
    ("caller", "policy", "most", "refused_beyond"),
    [
        (ANYBODY, "searches", 120, 120),
        (ANYBODY, "inquiries", 10, 100),
        (
            Caller(partner=PartnerTerms(id="par_a", name="A", origins=frozenset(), placements=frozenset())),
            "searches",
            9,
            9,
        ),
        (
            Caller(
                partner=PartnerTerms(
                    id="par_a", name="A", origins=frozenset(), placements=frozenset(), inquiries_per_minute=3
                )
            ),
            "inquiries",
            3,
            3,
        ),
    ],
)
def test_a_quota_is_that_of_all_or_the_partners_own(caller: Caller, policy: str, most: int, refused_beyond: int):
    quotas = Quotas(HASHES, public={"searches": 120, "inquiries": 10}, partner={"searches": 9, "inquiries": 8})
    quota = quotas.of(caller, policy, "203.0.113.7")  # type: ignore[arg-type]
    assert (quota.most, quota.refused_beyond) == (most, refused_beyond)
    assert b"203.0" not in quota.key
