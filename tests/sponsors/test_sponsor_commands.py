"""`leadmatch sponsor` and `leadmatch campaign`: from a contract to why a lead would not come, in words and in JSON."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from instances import leadmatch, settings_of, shared_instance

from leadmatch.catalogue.identity import program_id, school_id
from leadmatch.inquiries.rules import ORDER
from leadmatch.kernel.database import open_engine, writing
from leadmatch.sponsors import queries
from leadmatch.sponsors.caps import reserve

Run = Callable[..., CompletedProcess[str]]
UNITID = "144166"  # City Colleges of Chicago-Malcolm X College
SCHOOL = school_id(UNITID)
BILLING = program_id(UNITID, "51.0714", "21")
CONTRACT = ("--school", SCHOOL, "--time-zone", "America/Chicago", "--contract-starts", "2026-01-01")
BOUGHT = ("--school", SCHOOL, "--name", "Fall", "--starts-on", "2026-01-01", "--price-per-lead", "35.00")
MONDAY_NOON = "2026-06-01T12:00:00-05:00"
CLOSED_FOR_GOOD = "; what is closed stays closed, create a new one instead"


@pytest.fixture
def instance(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shared_instance(tmp_path_factory), tmp_path / "instance"))


@pytest.fixture
def run(instance: Path) -> Run:
    return lambda *arguments: leadmatch(*arguments, instance=instance)


def told(run: Run, *arguments: str) -> Any:  # noqa: ANN401  # whatever JSON holds
    said = run(*arguments, "--json")
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def bought(run: Run, *terms: str) -> str:
    """Create the contract and a campaign; return the campaign's id."""
    told(run, "sponsor", "create", *CONTRACT, "--by", "ada")
    made: str = told(run, "campaign", "create", *BOUGHT, *terms, "--by", "ada")["campaign"]["id"]
    return made


def test_a_contract_lives_from_create_to_close(run: Run):
    made = told(run, "sponsor", "create", *CONTRACT, "--contract-ends", "2027-12-31", "--by", "ada")["sponsor"]
    assert (made["school_id"], made["state"], made["contract_ends_on"]) == (SCHOOL, "active", "2027-12-31")
    assert told(run, "sponsor", "list")["sponsors"] == [made]
    for action, state in (("pause", "paused"), ("resume", "active"), ("close", "closed")):
        assert told(run, "sponsor", action, SCHOOL, "--by", "ada")["sponsor"]["state"] == state
    history = told(run, "sponsor", "show", SCHOOL)["history"]
    assert [each["action"] for each in history] == ["create", "pause", "resume", "close"]
    assert {each["done_by"] for each in history} == {"ada"}
    again = run("sponsor", "resume", SCHOOL)
    assert again.returncode == 1
    assert again.stderr == f"Error: The contract is closed; nothing was changed{CLOSED_FOR_GOOD}.\n"


def test_a_contract_is_told_in_words(run: Run):
    assert run("sponsor", "list").stdout == "No school is a sponsor.\n"
    said = run("sponsor", "create", *CONTRACT).stdout.splitlines()
    assert said == [
        f"City Colleges of Chicago-Malcolm X College ({SCHOOL}) is active",
        "  contract      from 2026-01-01 without an end, days of America/Chicago",
    ]
    assert SCHOOL in run("sponsor", "list").stdout
    shown = run("sponsor", "show", SCHOOL).stdout
    assert "No campaigns; create one with: leadmatch campaign create" in shown
    assert "created the contract" in shown
    assert "is paused" in run("sponsor", "pause", SCHOOL).stdout


def test_all_faults_of_a_command_are_told_at_once_and_numbered(run: Run):
    wrong = ("--school", "sch_none", "--tier", "12", "--state", "XX", "--cap-day", "many", "--days", "someday")
    said = run("campaign", "create", *wrong)
    assert said.returncode == 1
    lines = said.stderr.splitlines()
    assert lines[0] == "Error: Nothing was changed:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == [
        "1. --school",
        "2. --name",
        "3. --price-per-lead",
        "4. --tier",
        "5. --state",
        "6. --days",
        "7. --cap-day",
    ]
    as_json = json.loads(run("campaign", "create", *wrong, "--json").stdout)
    assert [fault["option"] for fault in as_json["faults"]] == [line.split()[1].rstrip(":") for line in lines[1:]]
    said = run("sponsor", "create", "--school", "sch_none")
    assert [line.split(":")[0].strip() for line in said.stderr.splitlines()[1:]] == [
        "1. --school",
        "2. --time-zone",
        "3. --contract-starts",
    ]


def test_a_campaign_lives_from_create_to_close_and_shows_its_terms(run: Run):
    campaign = bought(run, "--cap-week", "5", "--field", "billing-coding", "--online-state", "il,wi")
    listed = told(run, "campaign", "list")["campaigns"]
    shown = told(run, "campaign", "show", campaign)
    assert [each["id"] for each in listed] == [campaign]
    assert listed[0] == shown["campaign"]
    assert shown["campaign"]["price_usd"] == 35
    assert shown["campaign"]["targeting"]["online_states"] == ["IL", "WI"]
    assert [(use["period"], use["cap"], use["taken"]) for use in shown["campaign"]["usage"]] == [("week", 5, 0)]
    assert told(run, "campaign", "list", "--school", "sch_none")["campaigns"] == []
    for action, state in (("pause", "paused"), ("resume", "active"), ("close", "closed")):
        assert told(run, "campaign", action, campaign, "--by", "ada")["campaign"]["state"] == state
    history = told(run, "campaign", "show", campaign)["history"]
    assert [each["action"] for each in history] == ["create", "pause", "resume", "close"]
    assert history[0]["terms"]["price_cents"] == 3500
    again = run("campaign", "pause", campaign)
    assert again.returncode == 1
    assert again.stderr == f"Error: The campaign is closed; nothing was changed{CLOSED_FOR_GOOD}.\n"
    assert run("campaign", "show", "cmp_none").returncode == 1


def test_a_campaign_is_told_in_words(run: Run):
    assert run("campaign", "list").stdout == "There are no campaigns.\n"
    terms = ("--radius-miles", "25", "--zip", "60601", "--state", "IL", "--days", "mon", "--opens", "09:00")
    campaign = bought(run, *terms, "--return-days", "10", "--max-schools", "2")
    said = run("campaign", "show", campaign).stdout
    for words in (
        "  price         $35.00 a lead",
        "  area          IL, or ZIP 60601, or 25 miles around the campus",
        "  schools       2 at once at most",
        "  schedule      mon, 09:00 to 24:00",
        "  returns       within 10 days: any reason",
        "  cap           none",
        f"ada created campaign {campaign}",
    ):
        assert words in said
    assert campaign in run("campaign", "list").stdout
    assert campaign in run("sponsor", "show", SCHOOL).stdout
    told(run, "campaign", "close", campaign)
    flat = ("--flat", "500", "--flat-period", "month", "--closes", "17:30", "--cap-day", "3")
    said = run("campaign", "create", *BOUGHT[:6], *flat).stdout
    assert "  price         $500.00 a month" in said
    assert "  schedule      mon, tue, wed, thu, fri, sat, sun, 00:00 to 17:30" in said
    assert "  cap           0 of 3 in the day that began on" in said


def explained(run: Run, *arguments: str) -> Any:  # noqa: ANN401  # whatever JSON holds
    return told(run, "campaign", "explain", "--program", BILLING, "--at", MONDAY_NOON, *arguments)


def failing(campaign: dict[str, Any]) -> list[str]:
    return [each["check"] for each in campaign["checks"] if each["passed"] is False]


def test_explain_lists_every_check_in_order_and_what_would_change_it(run: Run):
    first = bought(run, "--tier", "1", "--state", "IL", "--education", "associate", "--max-schools", "1")
    second = told(run, "campaign", "create", *BOUGHT[:3], "Rest", *BOUGHT[4:], "--cap-day", "1")["campaign"]["id"]
    near = explained(run, "--zip", "60601")
    assert [each["id"] for each in near["campaigns"]] == [first, second]
    assert [each["check"] for each in near["campaigns"][0]["checks"]] == list(ORDER)
    assert near["campaigns"][0]["checks"][0] == {
        "check": "suppressed",
        "passed": None,
        "code": "suppressed",
        "remedy": "needs the person",
    }
    by_name = {each["check"]: each for each in near["campaigns"][0]["checks"]}
    unknown = {name: each["remedy"] for name, each in by_name.items() if each["passed"] is None}
    people = {"suppressed": "needs the person", "duplicate": "needs the person"}
    assert unknown == people | {"education level": "needs --education", "schools asked at once": "needs --schools"}
    assert (near["taken_by"], near["code"]) == (None, None)
    assert near["depends_on"] == near["campaigns"][0]["depends_on"] == ["--education", "--schools"]
    assert [each["takes"] for each in near["campaigns"]] == [None, True]
    words = run("campaign", "explain", "--zip", "60601", "--program", BILLING, "--at", MONDAY_NOON).stdout
    assert f"depends on --education, --schools: Fall ({first}), else Rest ({second})." in words
    known = explained(run, "--zip", "60601", "--education", "associate", "--schools", "1")
    assert (known["taken_by"], known["code"], known["depends_on"]) == (first, None, [])
    far = explained(run, "--zip", "90210", "--education", "no_hs", "--schools", "2", "--start", "now")
    assert failing(far["campaigns"][0]) == ["education level", "schools asked at once", "area"]
    assert all(each["remedy"] for each in far["campaigns"][0]["checks"] if each["passed"] is False)
    assert far["campaigns"][0]["code"] == "not_eligible"
    assert (far["taken_by"], far["code"]) == (second, None)


def test_explain_names_every_state_to_scripts_and_some_to_people(run: Run):
    states = ("AZ", "CA", "CO", "FL", "GA", "IL", "NV")
    bought(run, "--education", "associate", *(part for state in states for part in ("--state", state)))
    told_of = explained(run, "--zip", "10001")
    area = next(each for each in told_of["campaigns"][0]["checks"] if each["check"] == "area")
    assert ", ".join(states) in area["remedy"]
    assert (told_of["code"], told_of["depends_on"]) == (None, ["--education"])
    words = run("campaign", "explain", "--zip", "10001", "--program", BILLING, "--at", MONDAY_NOON).stdout
    assert "AZ, CA, CO, FL, GA and 2 more" in words
    assert "No campaign would take the lead; the code depends on --education." in words


def test_explain_counts_what_caps_have_left(run: Run, instance: Path):
    campaign = bought(run, "--cap-day", "1", "--cap-total", "9")
    engine = open_engine(settings_of(instance).database_url)
    now = datetime.fromisoformat(MONDAY_NOON).astimezone(UTC)
    with writing(engine) as connection:
        terms = queries.campaign(connection, campaign)
        assert terms is not None
        assert reserve(connection, terms, now) is None
    engine.dispose()
    full = explained(run, "--zip", "60601")
    assert failing(full["campaigns"][0]) == ["cap"]
    assert (full["taken_by"], full["code"]) == (None, "cap_reached")
    words = run("campaign", "explain", "--zip", "60601", "--program", BILLING, "--at", MONDAY_NOON).stdout
    assert "cap_reached: The campaign has all the leads it buys (1 of 1 in the day of 2026-06-01)" in words
    assert "cap: 1 of 9 in total" in words
    assert "No campaign would take the lead; the code would be cap_reached." in words
    tomorrow = run("campaign", "explain", "--zip", "60601", "--program", BILLING, "--at", "2026-06-02T12:00:00-05:00")
    assert f"Fall ({campaign}) would take the lead" in tomorrow.stdout


def test_explain_says_so_where_nobody_ever_bought(run: Run):
    assert explained(run, "--zip", "60601")["campaigns"] == []
    words = run("campaign", "explain", "--zip", "60601", "--program", BILLING).stdout
    assert "The school has never had a campaign: the program takes no inquiries." in words


def test_explain_names_every_fault_at_once(run: Run):
    wrong = (
        "--zip",
        "x",
        "--program",
        "prg_none",
        "--education",
        "x",
        "--start",
        "x",
        "--schools",
        "9",
        "--at",
        "noon",
    )
    said = run("campaign", "explain", *wrong)
    assert said.returncode == 1
    assert said.stderr.startswith("Error: Correct what was asked:")
    assert len(said.stderr.splitlines()) == 1 + 6
    assert len(run("campaign", "explain").stderr.splitlines()) == 1 + 2
    assert "--at" in run("campaign", "explain", "--zip", "60601", "--program", BILLING, "--at", "2026-06-01").stderr
    assert "--zip" in run("campaign", "explain", "--zip", "00000", "--program", BILLING).stderr


def test_a_database_that_is_not_up_to_date_is_not_touched(tmp_path: Path):
    said = leadmatch("sponsor", "list", instance=tmp_path)
    assert (said.returncode, said.stderr) == (
        1,
        "Error: The database is not up to date; run: leadmatch database upgrade\n",
    )
