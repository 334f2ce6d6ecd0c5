"""Real rows are the same with test traffic and without; what is asked for on a test's receipt ends at that test."""

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import urlsplit

import pytest
from asking_site import ASSISTING, BILLING, CAREER, CODING, HEALTH, ONLINE
from databases import Databases
from instances import leadmatch, shared_geodata
from sandboxed import Sandboxed, Side, sandboxed
from sqlalchemy import text

from leadmatch.inquiries.consent.verify import verify_chain
from leadmatch.inquiries.sandbox.outcomes import TROUBLES
from leadmatch.kernel.database import writing
from leadmatch.search.sandbox.schools import BILLING as TEST_BILLING
from leadmatch.search.sandbox.schools import COLLEGE, SANDBOX_PROGRAMS, SANDBOX_SCHOOL_IDS
from leadmatch.sponsors.checks import RejectCode

OWN = {"Sec-Fetch-Site": "same-origin"}
PEOPLE = [{"email": f"p{number}@example.org", "phone": f"(312) 555-01{number:02}"} for number in range(5)]
ENDINGS = ("", "", "", *(f"+{code}" for code in RejectCode), *(f"+{word}" for word in TROUBLES))
CAP = 6
# What stands in each table about real schools, without what is drawn at random or read from a clock.
REAL_ROWS = {
    "lead": (
        "SELECT school_id, campaign_id, state, reason_code, program_id, price_cents, email_index, phone_index, is_test,"
        " withdrawn_at IS NULL, erased_at IS NULL FROM lead WHERE school_id NOT IN {made_up} ORDER BY number"
    ),
    "inquiry": (
        "SELECT email_index, phone_index, last_name_index, language, partner_id, is_test, stopped_at IS NULL,"
        " erased_at IS NULL FROM inquiry WHERE NOT EXISTS"
        " (SELECT 1 FROM lead WHERE inquiry_id = inquiry.id AND school_id IN {made_up})"
        " ORDER BY (SELECT min(number) FROM lead WHERE inquiry_id = inquiry.id)"
    ),
    "consent": (
        "SELECT school_id, disclosure_id, language, is_test FROM consent WHERE school_id NOT IN {made_up}"
        " ORDER BY number"
    ),
    "ledger_entry": (
        "SELECT kind, school_id, campaign_id, amount_cents, (SELECT count(*) FROM lead WHERE id = lead_id) FROM"
        " ledger_entry ORDER BY (SELECT number FROM lead WHERE id = lead_id)"
    ),
    "outbox_event": (
        "SELECT type, school_id, due_on FROM outbox_event ORDER BY (SELECT number FROM lead WHERE id = lead_id), type"
    ),
    "cap_counter": "SELECT campaign_id, period, starts_on, taken FROM cap_counter ORDER BY campaign_id",
    "suppression": "SELECT value_index, school_id, reason FROM suppression ORDER BY value_index, school_id, reason",
    "partner_earning": "SELECT kind, partner_id, placement, amount_cents FROM partner_earning ORDER BY amount_cents",
    "partner_usage": "SELECT partner_id, placement, searches, impressions FROM partner_usage ORDER BY placement",
    "campaign": "SELECT * FROM campaign ORDER BY id",
    "sponsor": "SELECT * FROM sponsor WHERE school_id NOT IN {made_up} ORDER BY school_id",
    "disclosure": "SELECT * FROM disclosure WHERE school_id NOT IN {made_up} ORDER BY id",
}


@dataclass
class Traffic:
    """Who sends what, on both sides, in an order that a seed decides.

    Args:
        told: status and answers of everything that was real.
        receipts: of what was sent, by side.
    """

    sides: Sandboxed
    told: list[Any] = field(default_factory=list)
    receipts: dict[str, list[str]] = field(default_factory=lambda: {"real": [], "test": []})

    def flow(self, seed: int, *, with_tests: bool) -> None:
        choose = random.Random(seed)  # noqa: S311  # not a secret
        for number in range(60):
            side = choose.choice(("real", "test"))
            step = choose.choice(("send", "send", "send", "send", "search", "stop", "stop-all", "erase"))
            draws = [choose.random() for _ in range(4)]
            if side == "test" and not with_tests:
                continue
            said = self._step(side, step, number, draws)
            if side == "real":
                self.told.append(said)
        self.sides.site.app.extensions["leadmatch.partner_usage"].write()

    def _step(self, side: str, step: str, number: int, draws: list[float]) -> Any:  # noqa: ANN401  # what was answered
        if step == "send":
            return self._send(side, number, draws)
        if step == "search":
            caller: Side = getattr(self.sides, side)
            return caller.search("zip=60601&placement=sidebar")["programs"]
        return self._change(side, step, draws)

    def _send(self, side: str, number: int, draws: list[float]) -> Any:  # noqa: ANN401  # status and codes
        caller: Side = getattr(self.sides, side)
        person = dict(_pick(PEOPLE, draws[0]))
        programs = [_pick((CODING, BILLING, ASSISTING, ONLINE), draws[1]), CODING]
        if side == "test":
            name, _, host = person["email"].partition("@")
            person["email"] = f"{name}{_pick(ENDINGS, draws[2])}@{host}"
            programs = [_pick(SANDBOX_PROGRAMS, draws[1]), TEST_BILLING]
        ids = tuple(dict.fromkeys(each.id for each in programs))
        zip_code = _pick(("60601", "99501", "96813"), draws[3])
        answer = caller.send(caller.body(*ids, zip=zip_code, **person), f"key-{number // 2}")
        if answer.status_code == 201 and "Idempotency-Replayed" not in answer.headers:
            self.receipts[side].append(urlsplit(answer.get_json()["receipt_url"]).path)
        leads = answer.get_json().get("leads", ())
        return answer.status_code, [(lead["status"], lead["reason_code"]) for lead in leads]

    def _change(self, side: str, step: str, draws: list[float]) -> Any:  # noqa: ANN401  # as above
        if not self.receipts[side]:
            return None
        school = _pick((CAREER.id, HEALTH.id), draws[1]) if side == "real" else COLLEGE.id
        address = f"{_pick(self.receipts[side], draws[0])}/{step}"
        return self.sides.test.browser.post(address, data={"school": school}, headers=OWN).status_code

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        made_up = ", ".join(f"'{each}'" for each in sorted(SANDBOX_SCHOOL_IDS))
        return {
            table: [tuple(row) for row in self.sides.site.rows(statement.format(made_up=f"({made_up})"))]
            for table, statement in REAL_ROWS.items()
        }


def _pick(values: Any, draw: float) -> Any:  # noqa: ANN401  # of any sequence
    return values[int(draw * len(values))]


def test_real_rows_are_the_same_with_test_traffic_and_without(
    databases: Databases, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
):
    after = []
    for with_tests in (False, True):
        folder = tmp_path / str(with_tests)
        folder.mkdir()
        if with_tests:  # the same keys, so that the same person has the same hashes
            shutil.copytree(tmp_path / "False" / "secrets", folder / "secrets")
        sides = sandboxed(folder, shared_geodata(tmp_path_factory), databases.migrated(), limits=True)
        with writing(sides.site.engine) as connection:
            connection.execute(text("UPDATE campaign SET cap_total = :cap"), {"cap": CAP})
        traffic = Traffic(sides)
        traffic.flow(20261130, with_tests=with_tests)
        after.append((traffic.told, traffic.rows()))
        if with_tests:
            assert len(traffic.receipts["test"]) > 8
            _send_one_test_many_times(sides)
            _look_at_the_books(sides, folder)
        sides.site.close()
    without, among = after
    assert among[0] == without[0]
    for table, rows in without[1].items():
        assert among[1][table] == rows, table
    assert {"accepted", "rejected", "erased", "withdrawn"} <= {row[2] for row in without[1]["lead"]}
    assert {"duplicate", "suppressed", "cap_reached"} & {row[3] for row in without[1]["lead"]}


def _send_one_test_many_times(sides: Sandboxed) -> None:
    """Send what no visitor could send so often; a visitor at the same address is let in after it all the same."""
    for number in range(12):
        assert sides.page.outcomes(TEST_BILLING.id, key=f"many-{number}") == [("accepted", None)]
    assert (
        sides.anybody.send(sides.anybody.body(ASSISTING.id, email="visitor@example.org"), "visitor").status_code == 201
    )


def _look_at_the_books(sides: Sandboxed, folder: Path) -> None:
    intake = sides.site.app.extensions["leadmatch.intake"]
    verdict = verify_chain(intake.engine, intake.ring, checkpoints_file=folder / "checkpoints", keys=())
    assert (verdict.findings.total, verdict.consents) == (0, sides.site.count("lead"))
    # Whatever is kept of a test that was erased is gone at once: nothing of it was shared.
    kept = sides.site.rows("SELECT count(*) FROM consent_evidence WHERE keep_until IS NOT NULL AND sealed IS NOT NULL"
                           " AND consent_number IN (SELECT number FROM consent WHERE is_test)")  # fmt: skip
    assert kept[0][0] == 0
    for words in (("sponsor", "list"), ("campaign", "list"), ("disclosure", "list"), ("outbox", "list")):
        said = run(sides, folder, *words)
        assert said.returncode == 0, said.stderr
        assert "Sandbox" not in said.stdout, words
        assert not any(school in said.stdout for school in SANDBOX_SCHOOL_IDS), words


def run(sides: Sandboxed, folder: Path, *words: str) -> CompletedProcess[str]:
    """Run a command of an operator."""
    return leadmatch(*words, instance=folder, DATABASE_URL=sides.site.engine.url.render_as_string(hide_password=False))
