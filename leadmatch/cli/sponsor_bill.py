"""`leadmatch sponsor bill`: enters the flat periods that are owed, and shows what the ledger sums to."""

import json
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

import click

from leadmatch.cli.releases import as_json_option
from leadmatch.cli.sponsor import as_given, engine_of, faults_numbered
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.errors import InvalidRequestError
from leadmatch.kernel.money import dollars, usd_from_cents
from leadmatch.leads.billing import enter_flat_periods
from leadmatch.leads.invoices import Invoice, invoices
from leadmatch.settings import Settings
from leadmatch.sponsors import queries
from leadmatch.sponsors.service import UnknownSponsorError
from leadmatch.sponsors.typed_words import TypedWords

_HEADER = ("month", "leads", "for leads", "flat periods", "for flat periods", "credits", "total")


@click.command("bill")
@click.option("--through", metavar="DAY", help="Periods that have begun by this day (default, and at most: today).")
@click.option("--school", metavar="SCHOOL_ID", help="Of this sponsor only, sch_….")
@as_json_option
@click.pass_obj
def bill_command(settings: Settings, *, through: str | None, school: str | None, as_json: bool) -> None:
    """Enter the flat periods that are owed, each once, and show what schools owe by month: the sum of the ledger."""
    with faults_numbered(as_json=as_json), engine_of(settings) as engine:
        last = _day(through)
        with engine.connect() as connection:
            if school is not None and queries.sponsor(connection, school) is None:
                raise UnknownSponsorError(f"the school {school} is no sponsor; see: leadmatch sponsor list")
        entered = enter_flat_periods(engine, now=utc_now(), through=last, school_id=school)
        with engine.connect() as connection:
            found = invoices(connection, school)
    if as_json:
        click.echo(
            json.dumps({"flat_periods_entered": entered, "invoices": [_fields(each) for each in found]}, indent=1)
        )
        return
    click.echo(f"Flat periods entered: {entered}.")
    click.echo("\n".join(_lines(found)) if found else "No school owes anything.")


def _day(typed: str | None) -> date | None:
    words = TypedWords(as_given({"through": typed}))
    day = words.day("through")
    if words.faults:
        raise InvalidRequestError(words.faults)
    return day


def _fields(invoice: Invoice) -> dict[str, Any]:
    return {
        "school_id": invoice.school_id,
        "school_name": invoice.school_name,
        "month": invoice.month,
        "leads": invoice.leads,
        "leads_usd": usd_from_cents(invoice.leads_cents),
        "flat_periods": invoice.flat_periods,
        "flat_periods_usd": usd_from_cents(invoice.flat_periods_cents),
        "credits_usd": usd_from_cents(invoice.credits_cents),
        "total_usd": usd_from_cents(invoice.total_cents),
    }


def _lines(found: Sequence[Invoice]) -> list[str]:
    rows = [_HEADER, *map(_cells, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for (name, school_id), months in groupby(found, key=lambda each: (each.school_name, each.school_id)):
        lines += ["", f"{name} ({school_id})"]
        lines += [_line(cells, widths) for cells in (_HEADER, *map(_cells, months))]
    return lines


def _cells(invoice: Invoice) -> tuple[str, ...]:
    return (
        invoice.month,
        f"{invoice.leads:,}",
        dollars(invoice.leads_cents),
        f"{invoice.flat_periods:,}",
        dollars(invoice.flat_periods_cents),
        dollars(invoice.credits_cents),
        dollars(invoice.total_cents),
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  " + "  ".join(text.rjust(width) for text, width in zip(cells, widths, strict=True))
