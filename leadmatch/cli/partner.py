"""`leadmatch partner`: sites that embed the search: create, show, list, rename, pause, resume, close, limits."""

import json

import click
from sqlalchemy import Engine

from leadmatch.access.keys import keys_of
from leadmatch.access.partner_records import PartnerRecord, partner_events, partner_records
from leadmatch.cli.key_words import key_fields
from leadmatch.cli.partner_report import report_command
from leadmatch.cli.partner_sites import contract, origin, placement
from leadmatch.cli.partner_telling import partner_told
from leadmatch.cli.partner_words import event_fields, history_lines, partner_fields, partner_line, partner_lines
from leadmatch.cli.releases import as_json_option, by_option
from leadmatch.cli.sponsor import as_given, engine_of, faults_numbered
from leadmatch.kernel.clock import utc_now
from leadmatch.partner.drafts import read_limits, read_name, read_partner
from leadmatch.partner.service import (
    create_partner,
    rename_partner,
    require_partner,
    set_limits,
    set_partner_state,
)
from leadmatch.settings import Settings


@click.group()
def partner() -> None:
    """Sites that embed the search and earn by accepted leads."""


partner.add_command(origin)
partner.add_command(placement)
partner.add_command(contract)
partner.add_command(report_command)


@partner.command()
@click.option("--name", metavar="NAME", help="What the partner is called.")
@click.option(
    "--origin", multiple=True, metavar="ORIGIN", help="A site of it: https://careers.example.org; repeatable."
)
@click.option("--placement", multiple=True, metavar="NAME", help="A place on its sites that reports count; repeatable.")
@click.option("--share", metavar="PERCENT", help="What it earns of the price of each accepted lead: 20%.")
@click.option("--fixed", metavar="DOLLARS", help="Or what it earns for each: 5.00.")
@click.option("--insecure", is_flag=True, help="Take sites without https.")
@by_option
@as_json_option
@click.pass_obj
def create(
    settings: Settings, /, *, insecure: bool, by: str, as_json: bool, **typed: str | tuple[str, ...] | None
) -> None:
    """Enter a partner; its keys are made with `leadmatch key create`."""
    now = utc_now()

    def change(engine: Engine) -> PartnerRecord:
        draft = read_partner(as_given(typed), allows_insecure=insecure, today=now.date())
        return create_partner(engine, draft, now=now, by=by)

    partner_told(settings, change, as_json=as_json)


@partner.command()
@click.argument("partner_id")
@as_json_option
@click.pass_obj
def show(settings: Settings, partner_id: str, *, as_json: bool) -> None:
    """Show a partner with its sites, contract and keys, and what was done to it."""
    now = utc_now()
    with faults_numbered(as_json=as_json), engine_of(settings) as engine, engine.connect() as connection:
        found = require_partner(connection, partner_id)
        keys = keys_of(connection, partner_id)
        history = partner_events(connection, partner_id)
    if as_json:
        told = {"keys": [key_fields(each, now) for each in keys], "history": [event_fields(each) for each in history]}
        click.echo(json.dumps({"partner": partner_fields(found, now), **told}, indent=1))
        return
    click.echo("\n".join([*partner_lines(found, now), *history_lines(history, keys, now)]))


@partner.command("list")
@as_json_option
@click.pass_obj
def list_command(settings: Settings, *, as_json: bool) -> None:
    """List all partners, by name."""
    with faults_numbered(as_json=as_json), engine_of(settings) as engine, engine.connect() as connection:
        found = partner_records(connection)
    if as_json:
        click.echo(json.dumps({"partners": [partner_fields(each, utc_now()) for each in found]}, indent=1))
        return
    for each in found:
        click.echo(partner_line(each))
    if not found:
        click.echo("There are no partners.")


@partner.command()
@click.argument("partner_id")
@click.argument("name")
@by_option
@as_json_option
@click.pass_obj
def rename(settings: Settings, partner_id: str, name: str, *, by: str, as_json: bool) -> None:
    """Give a partner another name."""
    partner_told(
        settings,
        lambda engine: rename_partner(engine, partner_id, read_name({"name": [name]}), now=utc_now(), by=by),
        as_json=as_json,
    )


@partner.command()
@click.argument("partner_id")
@click.option("--searches-per-minute", metavar="NUMBER", help="With all its keys together, or default.")
@click.option("--inquiries-per-minute", metavar="NUMBER", help="Likewise, or default.")
@by_option
@as_json_option
@click.pass_obj
def limits(settings: Settings, /, partner_id: str, *, by: str, as_json: bool, **typed: str | None) -> None:
    """Let a partner call more or less often than others; test keys count apart."""
    partner_told(
        settings,
        lambda engine: set_limits(engine, partner_id, read_limits(as_given(typed)), now=utc_now(), by=by),
        as_json=as_json,
    )


def _add_change(action: str, does: str) -> None:
    @partner.command(action, help=does)
    @click.argument("partner_id")
    @by_option
    @as_json_option
    @click.pass_obj
    def change(settings: Settings, partner_id: str, *, by: str, as_json: bool) -> None:
        partner_told(
            settings,
            lambda engine: set_partner_state(engine, partner_id, action, now=utc_now(), by=by),
            as_json=as_json,
        )


_add_change("pause", "Pause a partner: none of its keys opens anything until it is resumed.")
_add_change("resume", "Resume a partner that is paused.")
_add_change("close", "Close a partner for good and revoke its keys; what it earned stays.")
