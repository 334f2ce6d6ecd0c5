"""`leadmatch key` makes, lists, rotates and revokes keys, and shows a key once."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from instances import settings_of
from sqlalchemy import insert

from leadmatch.access.keys import find_key
from leadmatch.cli.key import key
from leadmatch.kernel.database import open_engine, writing
from leadmatch.settings import Settings
from leadmatch.sponsors.models import Sponsor

Run = Callable[..., Result]
SPONSOR = {"school_id": "sch_a", "name": "Example College", "time_zone": "America/Chicago", "state": "active",
           "contract_starts_on": date(2026, 1, 1), "contract_ends_on": None,
           "created_at": datetime(2026, 1, 1, tzinfo=UTC)}  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path, fresh_database_url: str) -> Settings:
    made = settings_of(tmp_path / "instance", fresh_database_url)
    engine = open_engine(made.database_url)
    with writing(engine) as connection:
        connection.execute(insert(Sponsor), [SPONSOR])
    engine.dispose()
    return made


@pytest.fixture
def run(settings: Settings) -> Run:
    return lambda *arguments: CliRunner().invoke(key, [str(each) for each in arguments], obj=settings)


def opens(settings: Settings, text: str, *, after: timedelta = timedelta()) -> bool:
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        found = find_key(connection, settings.keyed_hash(), text)
    engine.dispose()
    return found is not None and found.is_in_force(datetime.now(UTC) + after)


def test_a_new_key_alone_is_on_the_first_channel_so_that_a_script_can_take_it(run: Run, settings: Settings):
    made = run("create", "--school", "sch_a")
    assert made.exit_code == 0, made.output
    assert opens(settings, made.stdout.strip())
    assert "not shown again" in made.stderr


def test_a_key_is_shown_when_it_is_made_and_never_again(run: Run):
    made = json.loads(run("create", "--school", "sch_a", "--name", " Our  CRM ", "--by", "pat", "--json").stdout)
    assert made["key"].endswith(made["hint"])
    listed = run("list", "--school", "sch_a", "--json").stdout
    (found,) = json.loads(listed)["keys"]
    assert found == {name: value for name, value in made.items() if name != "key"}
    assert (found["name"], found["created_by"], found["school_id"], found["state"]) == (
        "Our CRM", "pat", "sch_a", "active",
    )  # fmt: skip
    assert made["key"] not in listed + run("list", "--school", "sch_a").stdout
    assert f"…{made['hint']}" in run("list", "--school", "sch_a").stdout


@pytest.mark.parametrize(("span", "lasts"), [("90d", timedelta(days=90)), ("12h", timedelta(hours=12))])
def test_a_key_can_have_an_end(run: Run, settings: Settings, span: str, lasts: timedelta):
    text = run("create", "--school", "sch_a", "--expires-in", span).stdout.strip()
    assert opens(settings, text, after=lasts - timedelta(minutes=1))
    assert not opens(settings, text, after=lasts)


def test_rotating_gives_a_new_key_and_the_old_one_an_end(run: Run, settings: Settings):
    old = json.loads(run("create", "--school", "sch_a", "--json").stdout)
    new = json.loads(run("rotate", old["id"], "--overlap", "2h", "--json").stdout)
    assert [opens(settings, each["key"], after=timedelta(hours=1)) for each in (old, new)] == [True, True]
    assert [opens(settings, each["key"], after=timedelta(hours=2)) for each in (old, new)] == [False, True]
    at_once = json.loads(run("rotate", new["id"], "--overlap", "0m", "--json").stdout)
    assert [opens(settings, each["key"]) for each in (new, at_once)] == [False, True]
    refused = run("rotate", new["id"])
    assert refused.exit_code == 1
    assert "no longer in force" in refused.stderr
    states = [each["state"] for each in json.loads(run("list", "--school", "sch_a", "--json").stdout)["keys"]]
    assert states == ["active", "expired", "active"]  # the first one still has an hour


def test_a_rotated_key_has_a_day_where_nothing_else_is_said(run: Run, settings: Settings):
    old = json.loads(run("create", "--school", "sch_a", "--json").stdout)
    assert run("rotate", old["id"]).exit_code == 0
    assert opens(settings, old["key"], after=timedelta(hours=23, minutes=59))
    assert not opens(settings, old["key"], after=timedelta(hours=24))


def test_revoking_ends_a_key_and_can_be_said_twice(run: Run, settings: Settings):
    made = json.loads(run("create", "--school", "sch_a", "--json").stdout)
    first = run("revoke", made["id"], "--json")
    assert json.loads(first.stdout)["state"] == "revoked"
    assert run("revoke", made["id"], "--json").stdout == first.stdout
    assert "opens nothing since" in run("revoke", made["id"]).stdout
    assert not opens(settings, made["key"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("create", "--school", "sch_x"), "No sponsor has the id sch_x"),
        (("list", "--school", "sch_x"), "No sponsor has the id sch_x"),
        (("revoke", "key_x"), "There is no key key_x."),
        (("rotate", "key_x"), "There is no key key_x."),
        (("create", "--school", "sch_a", "--expires-in", "0d"), "say a number of minutes"),
        (("create", "--school", "sch_a", "--expires-in", "90"), "say a number of minutes"),
        (("create", "--school", "sch_a", "--expires-in", "3651d"), "say a number of minutes"),
        (("create", "--school", "sch_a", "--expires-in", "\u0661d"), "say a number of minutes"),
        (("rotate", "key_x", "--overlap", "-1h"), "say a number of minutes"),
        (("create", "--school", "sch_a", "--name", " "), "say a name"),
        (("create", "--school", "sch_a", "--name", "a" * 101), "say a name"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(run: Run, words: tuple[str, ...], said: str):
    answer = run(*words)
    assert answer.exit_code in {1, 2}
    assert said in answer.stderr
    assert "Traceback" not in answer.output


def test_an_old_database_is_refused(tmp_path: Path, empty_database_url: str):
    settings = settings_of(tmp_path / "instance", empty_database_url)
    answer = CliRunner().invoke(key, ["list", "--school", "sch_a"], obj=settings)
    assert answer.exit_code == 1
    assert "database upgrade" in answer.stderr
