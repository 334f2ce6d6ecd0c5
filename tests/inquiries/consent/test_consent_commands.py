"""`leadmatch consent` and `leadmatch disclosure`, as an operator runs them."""

import json
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from chained import AGREED_AT, erase_inquiry, grow
from click.testing import CliRunner, Result
from instances import settings_of
from sponsoring import SCHOOL, add_sponsor
from sqlalchemy import Engine

from leadmatch.cli.consent import consent
from leadmatch.cli.disclosure import disclosure
from leadmatch.inquiries.consent.evidence import keep_evidence_until
from leadmatch.inquiries.consent.signing import Signer
from leadmatch.inquiries.standard_wording import standard_wording
from leadmatch.kernel.database import open_engine, writing
from leadmatch.outbox.models import EventType
from leadmatch.outbox.writing import event_row, record_events
from leadmatch.settings import Settings

Run = Callable[..., Result]
CONSENTS = 3


@pytest.fixture
def settings(tmp_path: Path, fresh_database_url: str) -> Settings:
    return settings_of(tmp_path / "instance", fresh_database_url)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    made = open_engine(settings.database_url)
    yield made
    made.dispose()


@pytest.fixture
def run(settings: Settings) -> Run:
    return lambda *arguments: CliRunner().invoke(consent, [str(each) for each in arguments], obj=settings)


@pytest.fixture
def run_disclosure(settings: Settings, engine: Engine) -> Run:
    with writing(engine) as connection:
        add_sponsor(connection)
    return lambda *arguments: CliRunner().invoke(disclosure, [str(each) for each in arguments], obj=settings)


@pytest.fixture
def leads(engine: Engine, settings: Settings) -> list[str]:
    grow(engine, settings.key_ring(), CONSENTS)
    with engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT id FROM lead ORDER BY number")]


@pytest.mark.usefixtures("leads")
def test_an_untouched_chain_is_verified_with_counts(run: Run):
    assert (
        run("checkpoint").output
        == f"Consent {CONSENTS} and all before it are signed for, in consent-checkpoints.jsonl.\n"
    )
    assert run("checkpoint").output == "No consent was given since the last checkpoint.\n"
    verified = run("verify")
    assert verified.exit_code == 0, verified.output
    assert "3  consents in the chain" in verified.output
    assert "they vouch for all up to consent 3" in verified.output
    told = json.loads(run("verify", "--json").output)
    assert told.pop("consents_per_s") > 0
    assert told == {
        "ok": True,
        "consents": 3,
        "evidence_opened": 3,
        "evidence_shredded": 0,
        "checkpoints": 1,
        "vouched_until": 3,
        "findings_total": 0,
        "findings": [],
    }


@pytest.mark.usefixtures("leads")
def test_everything_wrong_is_numbered_and_the_exit_code_is_1(run: Run, engine: Engine, settings: Settings):
    settings.checkpoints_file.write_text("nonsense\n{}\n")
    event = event_row(EventType.CREATED, lead_id="led_none", school_id="sch_none", now=AGREED_AT)
    with writing(engine) as connection:
        record_events(connection, [event])
    verified = run("verify")
    assert verified.exit_code == 1
    assert "Wrong: 3" in verified.output
    assert "   1. line 1 of the checkpoints is not one" in verified.output
    assert f"   3. the event '{event['id']}' is about a lead without a consent" in verified.output
    told = run("verify", "--json")
    assert (told.exit_code, json.loads(told.output)["findings_total"]) == (1, 3)
    assert json.loads(told.output)["findings"][0] == {
        "code": "checkpoint-unreadable",
        "number": None,
        "detail": "line 1 of the checkpoints is not one",
    }


def test_an_empty_chain_has_nothing_wrong_and_needs_no_checkpoint(run: Run, settings: Settings):
    assert run("verify").exit_code == 0
    assert run("checkpoint").exit_code == 0
    assert not settings.checkpoints_file.exists()


@pytest.mark.usefixtures("leads")
def test_a_key_that_was_in_use_before_can_be_trusted(run: Run, settings: Settings):
    assert run("checkpoint", "--json").exit_code == 0
    earlier = run("public-key").output.strip()
    (settings.instance / "secrets" / "checkpoint-key").write_text("another secret, " * 3)
    assert run("public-key").output.strip() != earlier
    assert run("verify").exit_code == 1
    assert run("verify", "--trust-key", earlier).exit_code == 0
    assert run("verify", "--trust-key", "zz").exit_code == 2


def test_a_pack_is_written_for_its_owner_only_and_verified_without_the_database(
    run: Run, settings: Settings, leads: list[str], tmp_path: Path
):
    made = run("pack", leads[1], "-o", tmp_path / "packs")
    assert made.exit_code == 0, made.output
    document, page = map(Path, made.output.split())
    assert {stat.S_IMODE(file.stat().st_mode) for file in (document, page)} == {0o600}
    key = Signer(settings.checkpoint_secret()).verifier.hex
    for arguments in (["verify-pack", document], ["verify-pack", document, "--public-key", key]):
        verified = CliRunner().invoke(consent, [str(each) for each in arguments])
        assert verified.exit_code == 0, verified.output
        assert "is proven" in verified.output
    assert json.loads(run("verify-pack", document, "--json").output) == {
        "ok": True,
        "faults": [],
        "public_key": key,
        "key_is_trusted": False,
    }
    document.write_text(document.read_text().replace("Example", "Examples", 1))
    changed = run("verify-pack", document)
    assert (changed.exit_code, "1. " in changed.output) == (1, True)


@pytest.mark.parametrize(("option", "suffix"), [("--json", ".json"), ("--html", ".html")])
def test_one_of_the_two_files_can_be_left_out(run: Run, leads: list[str], tmp_path: Path, option: str, suffix: str):
    assert run("pack", leads[0], "-o", tmp_path / "packs", option).exit_code == 0
    assert [file.suffix for file in (tmp_path / "packs").iterdir()] == [suffix]


def test_a_pack_of_nothing_is_refused_in_a_sentence(run: Run):
    made = run("pack", "led_none")
    assert made.exit_code == 1
    assert "There is no pack of this lead: no lead has the id led_none" in made.output


@pytest.mark.usefixtures("leads")
def test_evidence_is_shredded_when_its_time_is_over(run: Run, engine: Engine, settings: Settings):
    with writing(engine) as connection:
        erase_inquiry(connection, 2, AGREED_AT)
        keep_evidence_until(connection, settings.key_ring(), [2], AGREED_AT.date().replace(year=2027))
    with time_machine.travel(AGREED_AT + timedelta(days=365), tick=False):
        assert "Evidence shredded: 0." in run("shred").output
    with time_machine.travel(AGREED_AT + timedelta(days=366), tick=False):
        assert json.loads(run("shred", "--json").output) == {"shredded": 1}
    told = json.loads(run("verify", "--json").output)
    assert (told["ok"], told["evidence_shredded"]) == (True, 1)


def test_a_wording_is_added_listed_and_retired(run_disclosure: Run, tmp_path: Path):
    added = run_disclosure("add", "--school", SCHOOL.id, "--language", "es", "--standard", "--channels", "email, text")
    assert added.exit_code == 0, added.output
    assert "Al marcar esta casilla" in added.output
    own = tmp_path / "own.txt"
    own.write_text("\ufeffI agree that Example City College\n  may email me.\n")
    told = json.loads(
        run_disclosure("add", "--school", SCHOOL.id, "--text-file", own, "--channels", "email", "--json").output
    )
    assert told["disclosure"]["text"] == "I agree that Example City College may email me."
    assert told["disclosure"]["version"] == 1
    listed = json.loads(run_disclosure("list", "--json").output)["disclosures"]
    assert [(each["language"], each["channels"]) for each in listed] == [("en", ["email"]), ("es", ["email", "text"])]
    assert "is retired" in run_disclosure("retire", listed[0]["id"]).output
    assert run_disclosure("retire", listed[0]["id"]).exit_code == 1
    assert run_disclosure("list", "--school", SCHOOL.id).output.count("active") == 1
    assert "retired" in run_disclosure("list", "--all").output


def test_every_reason_against_a_wording_is_numbered(run_disclosure: Run, tmp_path: Path):
    bad = tmp_path / "bad.txt"
    bad.write_text(
        standard_wording("Another College", language="en", channels=("call",)).replace("{phone}", "{number}")
    )
    refused = run_disclosure("add", "--school", SCHOOL.id, "--text-file", bad, "--channels", "call")
    assert refused.exit_code == 1
    assert "  1. it holds {number}" in refused.output
    assert "  3. it offers calls or texts and does not show the number" in refused.output
    told = run_disclosure("add", "--school", SCHOOL.id, "--text-file", bad, "--channels", "call", "--json")
    assert (told.exit_code, len(json.loads(told.output)["reasons"])) == (1, 3)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--school", "sch_none", "--standard"], 1, "no sponsor has the school id sch_none"),
        (["--school", SCHOOL.id], 2, "either --standard or --text-file"),
        (["--school", SCHOOL.id, "--standard", "--channels", "fax"], 2, "one or more of email, call, text"),
        (["--school", SCHOOL.id, "--standard", "--language", "fr"], 2, "'fr' is not one of"),
    ],
)
def test_what_cannot_be_added_is_told(run_disclosure: Run, arguments: list[str], code: int, told: str):
    refused = run_disclosure("add", *arguments)
    assert refused.exit_code == code
    assert told in refused.output


def test_a_file_that_is_no_text_is_told(run_disclosure: Run, tmp_path: Path):
    (tmp_path / "own.txt").write_bytes(b"\xff\xfe\x00")
    refused = run_disclosure("add", "--school", SCHOOL.id, "--text-file", tmp_path / "own.txt")
    assert (refused.exit_code, "own.txt is not UTF-8 text" in refused.output) == (1, True)


def test_a_database_that_is_not_up_to_date_is_told(tmp_path: Path, empty_database_url: str):
    settings = settings_of(tmp_path / "instance", empty_database_url)
    refused = CliRunner().invoke(consent, ["verify"], obj=settings)
    assert (refused.exit_code, "leadmatch database upgrade" in refused.output) == (1, True)
