"""How each command that changes a partner runs, and tells what the partner is like then."""

import json
from collections.abc import Callable

import click
from sqlalchemy import Engine

from leadmatch.access.partner_records import PartnerRecord
from leadmatch.cli.partner_words import partner_fields, partner_lines
from leadmatch.cli.sponsor import engine_of, faults_numbered
from leadmatch.kernel.clock import utc_now
from leadmatch.settings import Settings


def partner_told(settings: Settings, change: Callable[[Engine], PartnerRecord], *, as_json: bool) -> None:
    """Change a partner and print it; everything that is wrong with what was typed is told at once, numbered."""
    with faults_numbered(as_json=as_json), engine_of(settings) as engine:
        changed = change(engine)
    now = utc_now()
    if as_json:
        click.echo(json.dumps({"partner": partner_fields(changed, now)}, indent=1))
    else:
        click.echo("\n".join(partner_lines(changed, now)))
