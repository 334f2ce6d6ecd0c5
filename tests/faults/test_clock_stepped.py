"""A clock that is set forward and back under a running service: caps stay shut, chain, cursors and duplicates hold."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from books import disagreements
from instances import Server
from sponsored_service import CAPPED, OPEN, SmallService, ask
from sqlalchemy import update
from storm import told

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.sponsors.models import Campaign
from leadmatch.sponsors.terms import Caps

# Python runs this before anything else in every process that has its folder on its path.
STEPPED = """
import datetime, pathlib
from leadmatch.kernel import clock
_steps, _true = pathlib.Path({file!r}), clock.utc_now
clock.utc_now = lambda: _true() + datetime.timedelta(seconds=float(_steps.read_text()))
from leadmatch.inquiries import service
service._FORGET_EVERY = 1 << 65  # answers are forgotten by lot: not here, where weeks pass in a second
"""
Step = Callable[[timedelta], None]


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Step:
    """Give what sets the clock of all processes of leadmatch that start from now on, against the true time."""
    file, folder = tmp_path / "steps", tmp_path / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(STEPPED.format(file=str(file)))
    monkeypatch.setenv("PYTHONPATH", str(folder))

    def set_to(difference: timedelta) -> None:
        waiting = file.with_suffix(".new")
        waiting.write_text(str(difference.total_seconds()))
        waiting.replace(file)

    set_to(timedelta())
    return set_to


def outcome(
    service: SmallService, server: Server, name: str, program: ProgramRecord = CAPPED
) -> tuple[str, str | None]:
    answer = ask(server, service.body(f"{name}@example.org", program), name)
    assert answer.status == 201, answer.body
    (lead,) = told(answer.body).leads.values()
    return lead["status"], lead["reason_code"]


def test_no_step_of_the_clock_opens_a_cap_again(service: SmallService, step: Step):
    with service.engine().begin() as connection:
        connection.execute(update(Campaign).values(state="closed"))
    service.sell_more(tier=0, caps=Caps(day=5, total=12))
    taken = {}
    with service.serving(workers=2) as server:
        for number, days in enumerate((0, 1, 0, 1, -2, 0, 40, -40)):
            step(timedelta(days=days))
            outcomes = [outcome(service, server, f"p{number}.{each}", CAPPED) for each in range(7)]
            assert set(outcomes) <= {("accepted", None), ("rejected", "cap_reached")}
            taken[number, days] = outcomes.count(("accepted", None))
    assert taken == {(0, 0): 5, (1, 1): 5, (2, 0): 0, (3, 1): 0, (4, -2): 2, (5, 0): 0, (6, 40): 0, (7, -40): 0}
    assert disagreements(service.engine()) == {}


def test_what_was_acknowledged_keeps_its_order_and_its_answer_however_the_clock_steps(
    service: SmallService, step: Step
):
    key = service.command("key", "create", "--school", OPEN.school.id)["key"]
    taken, seen, cursor = [], [], ""
    with service.serving() as server:
        for days in (10, 0, -10, 85, -40, 2):
            step(timedelta(days=days))
            assert outcome(service, server, "first", OPEN) == ("accepted", None)  # by its key: the same answer again
            again = ask(server, service.body("first@example.org", OPEN), f"again{days}")
            assert [lead["reason_code"] for lead in told(again.body).leads.values()] == ["not_sent"]
            new = ask(server, service.body(f"new{days}@example.org", OPEN), f"new{days}")
            taken += told(new.body).leads
            service.command("consent", "checkpoint")
            page = server.request(f"/api/v1/leads{cursor}", headers={"Authorization": f"Bearer {key}"}).json
            seen += [lead["id"] for lead in page["leads"]]
            cursor = f"?cursor={page['resume_cursor']}"
        step(timedelta(days=-41))
        last = told(new.body)
        assert server.request(f"/receipts/{last.token}/erase", method="POST").status == 303
        assert server.get(f"/receipts/{last.token}").status == 200
    assert seen[1:] == taken
    assert service.command("consent", "verify")["findings"] == []
    assert disagreements(service.engine()) == {}
