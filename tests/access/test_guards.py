"""A school passes with its key in the Authorization field, and nobody passes in any other way."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from leadmatch.access.guards import admit_schools, bearer_token, current_school
from leadmatch.access.key_text import Kind, new_key_text
from leadmatch.access.keys import NewKey, create_key, replace_key, revoke_key
from leadmatch.kernel.database import writing
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.web.blueprints import guard_of
from leadmatch.web.problems import register_problems

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
HASHES = KeyedHash(b"k" * 32)

Make = Callable[..., NewKey]


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(open_session: Callable[[], Session]) -> Engine:
    bind = open_session().get_bind()
    assert isinstance(bind, Engine)
    return bind


@pytest.fixture
def make(database: Engine) -> Make:
    def make_one(kind: Kind = "school", expires_at: datetime | None = None) -> NewKey:
        with writing(database) as connection:
            return create_key(
                connection, HASHES, kind=kind, owner_id="sch_a", name="x", by="pat", now=NOW, expires_at=expires_at
            )

    return make_one


@pytest.fixture
def client(database: Engine, clock: Clock) -> FlaskClient:
    app = Flask(__name__)
    register_problems(app, base_url="https://guide.example")
    blueprint = Blueprint("things", __name__, url_prefix="/api/v1")
    admit_schools(blueprint, engine=database, hashes=HASHES, clock=clock)
    assert guard_of(blueprint) == "school"

    @blueprint.get("/mine")
    def mine() -> dict[str, str]:
        return {"school": current_school().school_id, "key": current_school().key_id}

    app.register_blueprint(blueprint)
    return app.test_client()


def status(client: FlaskClient, field: str | None) -> int:
    return client.get("/api/v1/mine", headers={} if field is None else {"Authorization": field}).status_code


def test_a_key_in_force_stands_for_its_school(client: FlaskClient, make: Make):
    made = make()
    for word in ("Bearer", "bearer", "BEARER"):
        answer = client.get("/api/v1/mine", headers={"Authorization": f"{word} {made.text}"})
        assert answer.get_json() == {"school": "sch_a", "key": made.record.id}


def test_all_reasons_for_401_look_the_same(client: FlaskClient, make: Make, database: Engine, clock: Clock):
    good, revoked, expired = make(), make(), make(expires_at=NOW)
    with writing(database) as connection:
        revoke_key(connection, revoked.record.id, now=NOW)
    fields = [
        None, "", " ", "Bearer", "Bearer ", f"Basic {good.text}", good.text, f"Bearer{good.text}",
        f"Bearer\t{good.text}", f"Bearer {good.text} x", f"Bearer {good.text}, Bearer {good.text}",
        f"Bearer {good.text}\xff", "Bearer \xff\xfe", "Bearer " + "a" * 100_000, "Bearer \u00e9", f"Token {good.text}",
        f"Bearer {good.text[:-1]}", f"Bearer {new_key_text('school')}", f"Bearer {revoked.text}",
        f"Bearer {expired.text}", 'Bearer "' + good.text + '"',
    ]  # fmt: skip
    bodies = set()
    for field in fields:
        answer = client.get("/api/v1/mine", headers={} if field is None else {"Authorization": field})
        assert answer.status_code == 401, field
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.headers["Cache-Control"] == "no-store"
        body = answer.get_json()
        assert body.pop("instance").startswith("urn:uuid:")
        bodies.add(str(sorted(body.items())))
        headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
        assert headers.keys() == {"Content-Type", "Cache-Control", "WWW-Authenticate"}
    assert len(bodies) == 1
    assert "unauthenticated" in bodies.pop()
    assert clock.now == NOW


@pytest.mark.parametrize("name", ["access_token", "key", "api_key", "token", "authorization"])
def test_a_key_in_the_address_or_a_cookie_is_no_key(client: FlaskClient, make: Make, name: str):
    text = make().text
    assert client.get(f"/api/v1/mine?{name}={text}").status_code == 401
    client.set_cookie(name, text)
    assert client.get("/api/v1/mine").status_code == 401
    assert client.get("/api/v1/mine", headers={"X-Api-Key": text}).status_code == 401


@pytest.mark.parametrize("kind", ["publishable", "secret"])
def test_a_key_of_another_kind_is_known_and_may_not_do_this(client: FlaskClient, make: Make, kind: Kind):
    answer = client.get("/api/v1/mine", headers={"Authorization": f"Bearer {make(kind).text}"})
    assert answer.status_code == 403
    assert answer.get_json()["type"].endswith("/problems/forbidden")
    assert "key of a school, lms_" in answer.get_json()["detail"]


def test_a_revoked_key_opens_nothing_from_the_next_request_on(client: FlaskClient, make: Make, database: Engine):
    made = make()
    assert status(client, f"Bearer {made.text}") == 200
    with writing(database) as connection:
        revoke_key(connection, made.record.id, now=NOW)
    assert status(client, f"Bearer {made.text}") == 401


def test_both_keys_work_during_the_overlap_and_one_after_it(
    client: FlaskClient, make: Make, database: Engine, clock: Clock
):
    old = make()
    with writing(database) as connection:
        new = replace_key(connection, HASHES, old.record.id, overlap=timedelta(hours=24), by="pat", now=NOW)
    assert [status(client, f"Bearer {each.text}") for each in (old, new)] == [200, 200]
    clock.now = NOW + timedelta(hours=24)
    assert [status(client, f"Bearer {each.text}") for each in (old, new)] == [401, 200]


def test_nobody_is_current_where_nobody_was_admitted():
    with Flask(__name__).test_request_context("/"), pytest.raises(RuntimeError, match="no guard"):
        current_school()


def test_a_token_is_read_from_a_field_of_any_length_without_the_database():
    text = new_key_text("school")
    assert bearer_token(f"Bearer  {text} ") == text
    assert bearer_token("Bearer " + " " * 200 + text) is None
