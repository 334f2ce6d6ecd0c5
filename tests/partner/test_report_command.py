"""`leadmatch partner report`: one report as a table, a file, JSON and a page that needs nothing else."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from instances import settings_of
from ledger_rows import FIRST_DAY, SentInquiry, add_inquiries, add_usage
from partnering import add_partner

from leadmatch.access.callers import PartnerTerms
from leadmatch.cli.partner import partner as partner_command
from leadmatch.kernel.database import open_engine, writing
from leadmatch.settings import Settings

Report = Callable[..., Result]
PERIOD = ("--from", str(FIRST_DAY), "--to", str(FIRST_DAY + timedelta(days=6)))


@pytest.fixture
def settings(tmp_path: Path, fresh_database_url: str) -> Settings:
    return settings_of(tmp_path / "instance", fresh_database_url)


@pytest.fixture
def partner(settings: Settings) -> PartnerTerms:
    """Return a partner with a busy day, and one on which too few asked to be told of."""
    engine = open_engine(settings.database_url)
    with writing(engine) as connection:
        made = add_partner(connection, name="Example <b>Careers", placements=("sidebar", "footer"))
        add_usage(connection, made, 0, "sidebar", 1204, 2000)
        add_usage(connection, made, 2, "", 40, 0)
        busy = [SentInquiry(made, 0, "sidebar")] * 8 + [SentInquiry(made, 0, "sidebar", returned_after=3)]
        add_inquiries(connection, [*busy, *[SentInquiry(made, 2)] * 2])
    engine.dispose()
    return made


@pytest.fixture
def report(settings: Settings, partner: PartnerTerms) -> Report:
    def run(*words: object, of: str = partner.id) -> Result:
        return CliRunner().invoke(partner_command, ["report", of, *map(str, words)], obj=settings)

    return run


def printed(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_table_has_each_day_and_placement_and_the_exact_totals(report: Report):
    lines = printed(report(*PERIOD)).splitlines()
    assert lines[:2] == [
        "Example <b>Careers, Oct 30 to Nov 5, 2026 (UTC)",
        "$70.00 earned: 11 accepted leads from 11 inquiries",
    ]
    table = [re.split(r"\s{2,}", line) for line in lines if line[:4] in {"day ", "2026", "tota"}]
    assert table[0] == ["day", "placement", "searches", "shown", "inquiries", "accepted", "returned", "earned"]
    assert ["2026-11-01", "no placement named", "40", "0", "-", "-", "-", "-"] in table
    assert table[-1] == ["total", "1,244", "2,000", "11", "11", "1", "$70.00"]
    assert lines[-1].startswith(
        "-: not shown. What came of a day and placement on which 1 to 4 people asked is not shown."
    )


def test_the_operator_may_see_it_exactly(report: Report):
    rows = [re.split(r"\s{2,}", line) for line in printed(report(*PERIOD, "--exact")).splitlines()]
    assert ["2026-10-30", "sidebar", "1,204", "2,000", "9", "9", "0", "$63.00"] in rows
    assert ["2026-11-01", "no placement named", "40", "0", "2", "2", "0", "$14.00"] in rows
    assert ["2026-11-02", "sidebar", "0", "0", "0", "0", "1", "-$7.00"] in rows


def test_the_file_and_the_json_say_the_same(report: Report):
    lines = [line.split(",") for line in printed(report(*PERIOD, "--csv")).splitlines()]
    item = json.loads(printed(report(*PERIOD, "--json")))
    named = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    assert [(row["day"], row["placement"], row["searches"]) for row in named[:-1]] == [
        (row["day"], row["placement"] or "", str(row["searches"])) for row in item["rows"]
    ]
    assert [row["inquiries"] == "" for row in named[:-1]] == [row["inquiries"] is None for row in item["rows"]]
    assert (named[-1]["day"], named[-1]["earnings_usd"], item["totals"]["earnings_usd"]) == ("total", "70", 70)


class Page(HTMLParser):
    """Keeps what a page would load and what it says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.tags: set[str] = set()
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.loads += [value or "" for name, value in attributes if name in {"src", "href", "srcset", "data"}]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_stands_alone(report: Report, tmp_path: Path):
    file = tmp_path / "report.html"
    assert str(file) in printed(report(*PERIOD, "--html", file))
    page = Page(file.read_text())
    assert page.loads == []
    assert not page.tags & {"script", "link", "img", "b"}
    for words in (
        "$70.00 earned: 11 accepted leads from 11 inquiries",
        "Most searches came on Oct 30: 1,204",
        "Sidebar brought 97% of the searches",
        "Example <b>Careers",
        "not shown",
    ):
        assert words in page.words


def test_a_page_of_nothing_says_so(report: Report, tmp_path: Path):
    file = tmp_path / "report.html"
    printed(report("--from", "2020-01-01", "--to", "2020-01-31", "--html", file))
    page = Page(file.read_text())
    for words in ("Nothing was searched or asked in these days", "No searches in these days", "No inquiries in these"):
        assert words in page.words


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--from", "2026-13-01"), "--from"),
        (("--from", "2026-11-02", "--to", "2026-11-01"), "not after the last one, 2026-11-01"),
        (("--from", "2020-01-01", "--to", "2026-01-01"), "Send 2024-11-28 or a later day"),
        (("--html", "/no/such/folder/report.html"), "there is no folder /no/such/folder"),
        (("--from", "1999-12-31"), "from 2000-01-01 to 2999-12-31"),
        (("--csv", "--json"), "Choose one of --csv, --html and --json."),
    ],
)
def test_what_is_wrong_is_told(report: Report, words: tuple[str, ...], complaint: str):
    result = report(*words)
    assert result.exit_code != 0
    assert complaint in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_nobody_unknown_has_a_report(report: Report):
    result = report(of="par_nobody")
    assert result.exit_code == 1
    assert "No partner has the id par_nobody; see: leadmatch partner list" in result.output
