"""`leadmatch outbox` shows what schools have not acknowledged, without a person in it, and acknowledges for them."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from instances import settings_of
from sqlalchemy import Engine, insert, select

from leadmatch.cli.outbox import outbox
from leadmatch.kernel.database import open_engine, writing
from leadmatch.leads.models import Inquiry, Lead
from leadmatch.outbox.models import EventType, OutboxEvent
from leadmatch.outbox.writing import event_row, record_events

Run = Callable[..., Result]
_CREATED, _WITHDRAWN, _ERASURE = EventType.CREATED, EventType.WITHDRAWN, EventType.ERASURE_REQUESTED


@pytest.fixture
def real_engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


@pytest.fixture
def run(tmp_path: Path, fresh_database_url: str) -> Run:
    settings = settings_of(tmp_path / "instance", fresh_database_url)
    return lambda *arguments: CliRunner().invoke(outbox, [str(each) for each in arguments], obj=settings)


def _add_lead(engine: Engine, lead_id: str, number: int, *, state: str = "accepted") -> None:
    reason = "cap_reached" if state == "rejected" else None
    now = datetime.now(UTC)
    inquiry = {"id": f"inq_{number}", "created_at": now, "receipt_index": bytes([number]), "sealed": b"sealed",
               "language": "en", "is_test": False, "form_version": "api-1"}  # fmt: skip
    lead = {"id": lead_id, "number": number, "inquiry_id": inquiry["id"], "school_id": "sch_a", "state": state,
            "reason_code": reason, "program_id": "prg_1", "program": {}, "other_programs": [], "is_test": False,
            "created_at": now}  # fmt: skip
    with writing(engine) as connection:
        connection.execute(insert(Inquiry).values(inquiry))
        connection.execute(insert(Lead).values(lead))


def _tell(engine: Engine, kind: EventType, *, lead: str, school: str, days_ago: int, due: date | None = None) -> None:
    now = datetime.now(UTC) - timedelta(days=days_ago)
    with writing(engine) as connection:
        record_events(connection, [event_row(kind, lead_id=lead, school_id=school, now=now, due_on=due)])


def _today() -> date:
    return datetime.now(UTC).date()


def test_open_events_are_listed_by_their_last_day_then_by_age(run: Run, real_engine: Engine):
    day = timedelta(days=1)
    _tell(real_engine, _CREATED, lead="led_1", school="sch_a", days_ago=2)
    _tell(real_engine, _CREATED, lead="led_2", school="sch_b", days_ago=30)
    _tell(real_engine, _WITHDRAWN, lead="led_1", school="sch_a", days_ago=1, due=_today() + 12 * day)
    _tell(real_engine, _ERASURE, lead="led_2", school="sch_b", days_ago=20, due=_today() - day)
    listed = json.loads(run("list", "--json").stdout)
    assert listed["total"] == 4
    assert [(each["lead_id"], each["event"], each["is_overdue"]) for each in listed["events"]] == [
        ("led_2", "erasure_requested", True),
        ("led_1", "withdrawn", False),
        ("led_2", "created", False),
        ("led_1", "created", False),
    ]
    assert listed["events"][0]["due_on"] == (_today() - day).isoformat()
    assert 20 * 86_400 <= listed["events"][0]["age_s"] < 20 * 86_400 + 60
    words = run("list").stdout.splitlines()
    assert "20d old" in words[0]
    assert words[0].endswith("OVERDUE")
    assert words[-1] == "4 events are not acknowledged."


def test_the_last_day_itself_is_not_overdue(run: Run, real_engine: Engine):
    _tell(real_engine, _WITHDRAWN, lead="led_1", school="sch_a", days_ago=14, due=_today())
    assert json.loads(run("list", "--overdue", "--json").stdout) == {"events": [], "total": 0}
    assert not json.loads(run("list", "--json").stdout)["events"][0]["is_overdue"]


def test_one_can_ask_for_what_is_overdue_or_for_one_school(run: Run, real_engine: Engine):
    late = _today() - timedelta(days=3)
    _tell(real_engine, _WITHDRAWN, lead="led_1", school="sch_a", days_ago=20, due=late)
    _tell(real_engine, _WITHDRAWN, lead="led_2", school="sch_b", days_ago=20, due=late)
    _tell(real_engine, _CREATED, lead="led_2", school="sch_b", days_ago=30)

    def asked(*arguments: str) -> list[str]:
        return [each["lead_id"] for each in json.loads(run("list", "--json", *arguments).stdout)["events"]]

    assert sorted(asked("--overdue")) == ["led_1", "led_2"]
    assert asked("--overdue", "--school", "sch_b") == ["led_2"]
    assert asked("--school", "sch_b") == ["led_2", "led_2"]


def test_what_does_not_fit_is_counted(run: Run, real_engine: Engine):
    for number in range(3):
        _tell(real_engine, _CREATED, lead=f"led_{number}", school="sch_a", days_ago=number)
    words = run("list", "--limit", 2).stdout.splitlines()
    assert [line[:5] for line in words[:2]] == ["led_2", "led_1"]
    assert words[2] == "3 events are not acknowledged; 2 are shown."


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "0m"), (59, "59m"), (60, "1h"), (24 * 60 - 1, "23h"), (24 * 60, "1d")]
)
def test_ages_are_told_in_the_largest_unit(run: Run, real_engine: Engine, minutes: int, shown: str):
    now = datetime.now(UTC) - timedelta(minutes=minutes)
    with writing(real_engine) as connection:
        record_events(connection, [event_row(_CREATED, lead_id="led_1", school_id="sch_a", now=now)])
    assert f" {shown} old" in run("list").stdout


def test_the_operator_acknowledges_once_and_is_named(run: Run, real_engine: Engine):
    _add_lead(real_engine, "led_1", 1)
    _tell(real_engine, _WITHDRAWN, lead="led_1", school="sch_a", days_ago=2, due=_today())
    first = json.loads(run("acknowledge", "led_1", "withdrawn", "--by", "Pat Example", "--json").stdout)
    again = json.loads(run("acknowledge", "led_1", "withdrawn", "--by", "someone", "--json").stdout)
    assert first == again
    assert (first["lead_id"], first["event"]) == ("led_1", "withdrawn")
    with real_engine.connect() as connection:
        assert connection.execute(select(OutboxEvent.acknowledged_by)).scalar_one() == "cli: Pat Example"
        assert connection.execute(select(Lead.state)).scalar_one() == "accepted"
    assert json.loads(run("list", "--json").stdout)["total"] == 0


def test_a_lead_that_is_acknowledged_as_created_is_delivered(run: Run, real_engine: Engine):
    _add_lead(real_engine, "led_1", 1)
    _tell(real_engine, _CREATED, lead="led_1", school="sch_a", days_ago=0)
    said = run("acknowledge", "led_1", "created")
    assert said.stdout.startswith("sch_a knows of created of led_1 since ")
    with real_engine.connect() as connection:
        assert connection.execute(select(Lead.state)).scalar_one() == "delivered"


def test_what_has_not_happened_cannot_be_acknowledged(run: Run, real_engine: Engine):
    _add_lead(real_engine, "led_1", 1)
    _add_lead(real_engine, "led_2", 2, state="rejected")
    for arguments, why in (
        (("led_1", "withdrawn"), "has no event withdrawn"),
        (("led_2", "created"), "No school has been given"),
        (("led_none", "created"), "No school has been given"),
        (("led_1", "sold"), "Invalid value"),
    ):
        refused = run("acknowledge", *arguments)
        assert refused.exit_code != 0
        assert why in refused.output
