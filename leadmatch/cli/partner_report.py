"""`leadmatch partner report`: what came of a partner's sites, as a table, a file for spreadsheets, JSON or a page."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from leadmatch.cli.releases import as_json_option
from leadmatch.cli.sponsor import engine_of, faults_numbered
from leadmatch.kernel.atomic_file import atomic_file
from leadmatch.kernel.clock import utc_now
from leadmatch.partner.parameters import read_period
from leadmatch.partner.report import Report, Reports
from leadmatch.partner.report_item import report_csv, report_item
from leadmatch.partner.report_page import report_page
from leadmatch.partner.report_words import WHY_NOT_SHOWN, cells, headline, period_words, placement_words
from leadmatch.partner.service import PartnerStateError
from leadmatch.settings import Settings

_HEADER = ("day", "placement", "searches", "shown", "inquiries", "accepted", "returned", "earned")
_HIDDEN = "-"
_TEXTS = 2  # of its columns


@click.command("report")
@click.argument("partner_id")
@click.option("--from", "first", metavar="DAY", help="First day, in UTC: 2026-10-01 (default: thirty days).")
@click.option("--to", "last", metavar="DAY", help="Last day, included (default: today).")
@click.option("--csv", "as_csv", is_flag=True, help="Print a file for spreadsheets.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with plots to this file.")
@click.option("--exact", is_flag=True, help="Hide no small numbers: for the invoice, and for nobody else's eyes.")
@as_json_option
@click.pass_obj
def report_command(
    settings: Settings,
    partner_id: str,
    *,
    first: str | None,
    last: str | None,
    as_csv: bool,
    html: Path | None,
    exact: bool,
    as_json: bool,
) -> None:
    """Show what came of a partner's sites: searches, inquiries, accepted leads and earnings by day and placement."""
    if as_csv + as_json + (html is not None) > 1:
        raise click.UsageError("Choose one of --csv, --html and --json.")
    if html is not None and not html.parent.is_dir():
        raise click.BadParameter(f"there is no folder {html.parent}", param_hint="--html")
    with faults_numbered(as_json=as_json, heading="There is no such report:"), engine_of(settings) as engine:
        asked = {name: [text] for name, text in (("from", first), ("to", last)) if text is not None}
        period = read_period(asked, today=utc_now().date())
        report = Reports(engine, settings.keyed_hash()).of(partner_id, period, is_exact=exact)
        if report is None:
            raise PartnerStateError(f"no partner has the id {partner_id}; see: leadmatch partner list")
    if html is not None:
        with atomic_file(html) as file:
            file.write(report_page(report).encode())
        click.echo(f"{html} shows the report; it needs no other file.")
    elif as_csv:
        click.echo(report_csv(report), nl=False)
    elif as_json:
        click.echo(json.dumps(report_item(report), indent=1))
    else:
        click.echo("\n".join(_lines(report)))


def _lines(report: Report) -> list[str]:
    rows = [(row.day.isoformat(), placement_words(row.placement), *cells(row.sums, _HIDDEN)) for row in report.rows]
    total = ("total", "", *cells(report.totals, _HIDDEN))
    widths = [max(map(len, column)) for column in zip(_HEADER, *rows, total, strict=True)]
    lines = [f"{report.partner_name}, {period_words(report)}", headline(report), ""]
    lines += [_line(row, widths) for row in (_HEADER, *rows, ["-" * width for width in widths], total)]
    if report.totals.is_hidden or any(row.sums.is_hidden for row in report.rows):
        lines += ["", f"{_HIDDEN}: not shown. {WHY_NOT_SHOWN}"]
    return lines


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = zip(row, widths, strict=True)
    return "  ".join(
        text.ljust(width) if at < _TEXTS else text.rjust(width) for at, (text, width) in enumerate(cells)
    ).rstrip()
