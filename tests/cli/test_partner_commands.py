"""`leadmatch partner` enters partners and changes them; each fault is told, and each change is in the history."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from instances import settings_of

from leadmatch.access.partners import contract_in_force, is_listed_origin, partner_terms
from leadmatch.cli.key import key
from leadmatch.cli.partner import partner
from leadmatch.kernel.database import open_engine
from leadmatch.settings import Settings

Run = Callable[..., Result]
GROUPS = {"partner": partner, "key": key}


@pytest.fixture
def settings(tmp_path: Path, fresh_database_url: str) -> Settings:
    return settings_of(tmp_path / "instance", fresh_database_url)


@pytest.fixture
def run(settings: Settings) -> Run:
    def run_one(group: str, *words: object) -> Result:
        return CliRunner().invoke(GROUPS[group], [str(each) for each in words], obj=settings)

    return run_one


def said(result: Result) -> Any:  # noqa: ANN401  # whatever JSON holds
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def made(run: Run, *words: str) -> dict[str, Any]:
    created: dict[str, Any] = said(run("partner", "create", "--name", "Example Careers", *words, "--json"))["partner"]
    return created


def actions(run: Run, partner_id: str) -> list[tuple[str, dict[str, Any]]]:
    history = said(run("partner", "show", partner_id, "--json"))["history"]
    assert {each["done_by"] for each in history} <= {"pat"} | {history[0]["done_by"]}
    return [(each["action"], each["terms"]) for each in history]


def test_a_partner_is_entered_whole(run: Run, settings: Settings):
    created = made(run, "--origin", "https://Bücher.example:443", "--origin", "http://127.0.0.1:8999",
                   "--placement", "sidebar", "--placement", "footer", "--share", "12.5%", "--by", "pat")  # fmt: skip
    assert created["origins"] == ["http://127.0.0.1:8999", "https://xn--bcher-kva.example"]
    assert created["placements"] == ["footer", "sidebar"]
    assert (created["state"], created["searches_per_minute"], created["inquiries_per_minute"]) == ("active", None, None)
    assert (created["contract"]["share_percent"], created["contract"]["fixed_usd"]) == (12.5, None)
    assert created["contracts"] == [created["contract"]]
    shown = said(run("partner", "show", created["id"], "--json"))
    assert shown["partner"] == created
    assert shown["keys"] == []
    assert [each["action"] for each in shown["history"]] == ["create", "set-contract"]
    assert said(run("partner", "list", "--json"))["partners"] == [created]
    engine = open_engine(settings.database_url)
    with engine.connect() as connection:
        terms = partner_terms(connection, created["id"])
        assert terms is not None
        assert terms.origins == {"http://127.0.0.1:8999", "https://xn--bcher-kva.example"}
        contract = contract_in_force(connection, created["id"], datetime.now(UTC))
        assert contract is not None
        assert contract.share_basis_points == 1250
        assert is_listed_origin(connection, "https://xn--bcher-kva.example")
    engine.dispose()


def test_all_faults_are_told_at_once_and_nothing_is_entered(run: Run):
    words = ("create", "--name", " ", "--origin", "https://a.example/x", "--origin", "http://a.example", "--placement",
             "left column", "--placement", "other", "--share", "101%", "--fixed", "1")  # fmt: skip
    refused = run("partner", *words)
    assert refused.exit_code == 1
    numbered = [line for line in refused.stderr.splitlines() if line.strip()[:1].isdigit()]
    assert len(numbered) == 7, refused.stderr
    assert "--insecure" in refused.stderr
    told = json.loads(run("partner", *words, "--json").stdout)["faults"]
    assert [each["option"] for each in told] == [
        "--name", "--origin", "--origin", "--placement", "--placement", "--share", "--share",
    ]  # fmt: skip
    assert "There are no partners." in run("partner", "list").stdout


def test_sites_and_placements_come_and_go(run: Run):
    partner_id = made(run)["id"]
    added = said(run("partner", "origin", "add", partner_id, "https://a.example", "https://b.example", "--json"))
    assert added["partner"]["origins"] == ["https://a.example", "https://b.example"]
    again = said(run("partner", "origin", "add", partner_id, "https://a.example", "--json", "--by", "pat"))
    assert again == added
    refused = run("partner", "origin", "add", partner_id, "https://c.example", "ftp://x", "https://d.example/")
    assert refused.exit_code == 1
    assert "1. --origin: 'ftp://x'" in refused.stderr
    assert "2. --origin: 'https://d.example/'" in refused.stderr
    insecure = run("partner", "origin", "add", partner_id, "http://c.example", "--insecure", "--json")
    assert said(insecure)["partner"]["origins"] == ["http://c.example", "https://a.example", "https://b.example"]
    left = said(run("partner", "origin", "remove", partner_id, "HTTPS://A.example:443", "--json", "--by", "pat"))
    assert left["partner"]["origins"] == ["http://c.example", "https://b.example"]
    assert "has no origin" in run("partner", "origin", "remove", partner_id, "https://a.example").stderr
    said(run("partner", "placement", "add", partner_id, "sidebar", "footer", "--json"))
    placed = said(run("partner", "placement", "remove", partner_id, "footer", "--json"))
    assert placed["partner"]["placements"] == ["sidebar"]
    assert "has no placement" in run("partner", "placement", "remove", partner_id, "footer").stderr
    assert actions(run, partner_id)[1:] == [
        ("add-origin", {"origins": ["https://a.example", "https://b.example"]}),
        ("add-origin", {"origins": ["http://c.example"]}),
        ("remove-origin", {"origins": ["https://a.example"]}),
        ("add-placement", {"placements": ["sidebar", "footer"]}),
        ("remove-placement", {"placements": ["footer"]}),
    ]


def test_one_contract_follows_another_and_none_is_changed(run: Run):
    partner_id = made(run, "--fixed", "5.00")["id"]
    today = datetime.now(UTC).date()
    later = today + timedelta(days=40)
    planned = said(run("partner", "contract", "set", partner_id, "--share", "20%", "--from", later, "--json"))[
        "partner"
    ]
    assert (planned["contract"]["fixed_usd"], planned["contract"]["basis"]) == (5, "fixed")
    assert [each["share_percent"] for each in planned["contracts"]] == [None, 20]
    assert planned["contracts"][1]["starts_at"] == f"{later}T00:00:00Z"
    assert "starts at" in run("partner", "contract", "set", partner_id, "--share", "30%", "--from", later).stderr
    now = said(run("partner", "contract", "set", partner_id, "--share", "0%", "--from", today, "--json"))["partner"]
    assert (now["contract"]["share_percent"], len(now["contracts"])) == (0, 3)
    past = run("partner", "contract", "set", partner_id, "--share", "x", "--from", today - timedelta(days=1))
    assert "1. --share" in past.stderr
    assert "2. --from" in past.stderr
    for wrong in ((), ("--share", "20"), ("--share", "20%", "--fixed", "5"), ("--fixed", "-1"), ("--share", "100.01%")):
        assert run("partner", "contract", "set", partner_id, *wrong).exit_code == 1
    assert "0 % of the price" in run("partner", "show", partner_id).stdout


def test_limits_are_the_partners_own_or_those_of_all(run: Run):
    partner_id = made(run)["id"]
    own = run("partner", "limits", partner_id, "--searches-per-minute", 9, "--inquiries-per-minute", "3", "--json")
    assert said(own)["partner"]["searches_per_minute"] == 9
    back = said(run("partner", "limits", partner_id, "--searches-per-minute", "default", "--json"))["partner"]
    assert (back["searches_per_minute"], back["inquiries_per_minute"]) == (None, 3)
    for wrong in (
        (),
        ("--searches-per-minute", "0"),
        ("--searches-per-minute", "100001"),
        ("--inquiries-per-minute", "x"),
    ):
        assert run("partner", "limits", partner_id, *wrong).exit_code == 1
    assert actions(run, partner_id)[1:] == [
        ("limit", {"searches_per_minute": 9, "inquiries_per_minute": 3}),
        ("limit", {"searches_per_minute": None}),
    ]


def test_a_partner_is_paused_resumed_renamed_and_closed_for_good(run: Run):
    partner_id = made(run, "--origin", "https://a.example")["id"]
    created = said(run("key", "create", "--partner", partner_id, "--kind", "secret", "--json"))
    states = [said(run("partner", each, partner_id, "--json"))["partner"]["state"] for each in ("pause", "resume")]
    assert states == ["paused", "active"]
    assert (
        said(run("partner", "rename", partner_id, " Example  Guides ", "--json"))["partner"]["name"] == "Example Guides"
    )
    assert "Example Guides" in run("partner", "close", partner_id).stdout
    (ended,) = said(run("partner", "show", partner_id, "--json"))["keys"]
    assert (ended["id"], ended["state"]) == (created["id"], "revoked")
    for words in (
        ("partner", "resume", partner_id), ("partner", "pause", partner_id), ("partner", "rename", partner_id, "x"),
        ("partner", "origin", "add", partner_id, "https://b.example"),
        ("partner", "contract", "set", partner_id, "--fixed", "1"),
        ("partner", "limits", partner_id, "--searches-per-minute", "5"),
        ("key", "create", "--partner", partner_id, "--kind", "secret"),
    ):  # fmt: skip
        refused = run(*words)
        assert refused.exit_code == 1, words
        assert "closed" in refused.stderr
    assert [each for each, _ in actions(run, partner_id)] == [
        "create",
        "create-key",
        "pause",
        "resume",
        "rename",
        "close",
    ]


def test_keys_of_partners_say_what_they_open(run: Run):
    partner_id = made(run)["id"]
    publishable = said(run("key", "create", "--partner", partner_id, "--kind", "publishable", "--json"))
    assert publishable["key"].startswith("pk_")
    assert (publishable["partner_id"], publishable["is_test"], publishable["scopes"]) == (partner_id, False, None)
    narrow = said(
        run(
            "key",
            "create",
            "--partner",
            partner_id,
            "--kind",
            "secret",
            "--test",
            "--scopes",
            "search, report",
            "--json",
        )
    )
    assert narrow["key"].startswith("sk_test_")
    assert (narrow["is_test"], narrow["scopes"]) == (True, ["report", "search"])
    rotated = said(run("key", "rotate", narrow["id"], "--overlap", "1h", "--by", "pat", "--json"))
    assert rotated["key"].startswith("sk_test_")
    assert rotated["scopes"] == ["report", "search"]
    for _ in range(2):
        assert said(run("key", "revoke", publishable["id"], "--by", "pat", "--json"))["state"] == "revoked"
    listed = run("key", "list", "--partner", partner_id).stdout
    assert "publishable" in listed
    assert "secret test" in listed
    assert "(report search)" in listed
    assert publishable["key"] not in listed
    told = actions(run, partner_id)
    assert [each for each, _ in told] == ["create", "create-key", "create-key", "rotate-key", "revoke-key"]
    assert told[3][1]["follows"] == narrow["id"]
    assert publishable["key"] not in json.dumps(told)
    shown = run("partner", "show", partner_id).stdout
    assert f"made a key: {narrow['id']}" in shown


IMPOSSIBLE: list[tuple[tuple[str, ...], str]] = [
    (("partner", "show", "par_x"), "No partner has the id par_x"),
    (("partner", "pause", "par_x"), "No partner has the id par_x"),
    (("partner", "origin", "remove", "par_x", "https://"), "no name that a site can have"),
    (("key", "list", "--partner", "par_x"), "No partner has the id par_x"),
    (("key", "create", "--partner", "par_x", "--kind", "secret"), "No partner has the id par_x"),
    (("key", "create", "--partner", "par_x"), "needs --kind"),
    (("key", "create", "--school", "sch_x", "--kind", "secret"), "needs --kind"),
    (("key", "create", "--school", "sch_x", "--test"), "needs --kind"),
    (("key", "create", "--school", "sch_x", "--partner", "par_x"), "either --school or --partner"),
    (("key", "list"), "either --school or --partner"),
    (("key", "create", "--partner", "p", "--kind", "publishable", "--scopes", "report"), "opens disclosures,"),
    (("key", "create", "--partner", "p", "--kind", "secret", "--scopes", ""), "opens disclosures,"),
]  # fmt: skip


def test_what_cannot_be_done_is_told_in_a_sentence(run: Run):
    for words, why in IMPOSSIBLE:
        answer = run(*words)
        assert answer.exit_code in {1, 2}
        assert why in " ".join(answer.stderr.split())
        assert "Traceback" not in answer.output
