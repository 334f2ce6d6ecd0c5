"""`leadmatch sponsor`: schools with a contract: create, show, pause, resume, close, list; bill is beside it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy import Engine

from leadmatch.cli.campaign_words import (
    campaign_line,
    event_fields,
    event_line,
    sponsor_fields,
    sponsor_line,
    sponsor_lines,
)
from leadmatch.cli.releases import as_json_option, by_option
from leadmatch.kernel import migrations
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import open_engine
from leadmatch.kernel.errors import InvalidRequestError, StorageUnavailableError
from leadmatch.partner.service import PartnerStateError
from leadmatch.settings import Settings
from leadmatch.sponsors import queries
from leadmatch.sponsors.drafts import read_sponsor
from leadmatch.sponsors.queries import SponsorRecord
from leadmatch.sponsors.service import UnknownSponsorError, create_sponsor, set_sponsor_state
from leadmatch.sponsors.states import SponsorStateError


@click.group()
def sponsor() -> None:
    """Schools with a contract."""


@sponsor.command()
@click.option("--school", metavar="SCHOOL_ID", help="A school of the published catalogue, sch_….")
@click.option("--time-zone", metavar="NAME", help="Where its days, weeks and months begin: America/Chicago.")
@click.option("--contract-starts", metavar="DAY", help="First day of the contract: 2026-01-31.")
@click.option("--contract-ends", metavar="DAY", help="Last day of the contract (default: no end).")
@by_option
@as_json_option
@click.pass_obj
def create(settings: Settings, /, *, by: str, as_json: bool, **typed: str | None) -> None:
    """Enter the contract of a school; its campaigns are created with `leadmatch campaign create`."""
    with faults_numbered(as_json=as_json), engine_of(settings) as engine:
        with engine.connect() as connection:
            draft = read_sponsor(
                as_given(typed), is_school=lambda school: queries.published_school_name(connection, school) is not None
            )
        made = create_sponsor(engine, draft, now=utc_now(), by=by)
    _tell(made, as_json=as_json)


@sponsor.command()
@click.argument("school_id")
@as_json_option
@click.pass_obj
def show(settings: Settings, school_id: str, *, as_json: bool) -> None:
    """Show the contract of a school, its campaigns, and what was done to them."""
    with faults_numbered(as_json=as_json), engine_of(settings) as engine, engine.connect() as connection:
        found = queries.sponsor(connection, school_id)
        if found is None:
            raise UnknownSponsorError(f"the school {school_id} is no sponsor; see: leadmatch sponsor list")
        campaigns = queries.campaigns_of(connection, [school_id]).get(school_id, ())
        history = queries.events(connection, school_id=school_id)
    if as_json:
        told = {"campaign_ids": [each.id for each in campaigns], "history": [event_fields(each) for each in history]}
        click.echo(json.dumps({"sponsor": sponsor_fields(found), **told}, indent=1))
        return
    click.echo("\n".join(sponsor_lines(found)))
    click.echo("Campaigns:" if campaigns else "No campaigns; create one with: leadmatch campaign create")
    for each in campaigns:
        click.echo(f"  {campaign_line(each)}")
    click.echo("History:")
    for event in history:
        click.echo(event_line(event))


@sponsor.command("list")
@as_json_option
@click.pass_obj
def list_command(settings: Settings, *, as_json: bool) -> None:
    """List all sponsors, by name."""
    with faults_numbered(as_json=as_json), engine_of(settings) as engine, engine.connect() as connection:
        found = queries.sponsors(connection)
    if as_json:
        click.echo(json.dumps({"sponsors": [sponsor_fields(each) for each in found]}, indent=1))
        return
    for each in found:
        click.echo(sponsor_line(each))
    if not found:
        click.echo("No school is a sponsor.")


def _add_change(action: str, does: str) -> None:
    @sponsor.command(action, help=does)
    @click.argument("school_id")
    @by_option
    @as_json_option
    @click.pass_obj
    def change(settings: Settings, school_id: str, *, by: str, as_json: bool) -> None:
        with faults_numbered(as_json=as_json), engine_of(settings) as engine:
            changed = set_sponsor_state(engine, school_id, action, now=utc_now(), by=by)
        _tell(changed, as_json=as_json)


_add_change("pause", "Pause a contract: none of the school's campaigns shows or takes inquiries until it is resumed.")
_add_change("resume", "Resume a contract that is paused.")
_add_change("close", "Close a contract and all its campaigns for good; a new contract can be created later.")


def _tell(record: SponsorRecord, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"sponsor": sponsor_fields(record)}, indent=1))
    else:
        click.echo("\n".join(sponsor_lines(record)))


def as_given(typed: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return options as they were typed, each as often as it was given."""
    return {
        name: () if words is None else (words,) if isinstance(words, str) else tuple(words)
        for name, words in typed.items()
    }


@contextmanager
def engine_of(settings: Settings) -> Iterator[Engine]:
    """Open the database of an instance, which must be up to date, for one command."""
    if migrations.current(settings.database_url) != migrations.newest():
        raise click.ClickException("The database is not up to date; run: leadmatch database upgrade")
    engine = open_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def faults_numbered(*, as_json: bool, heading: str = "Nothing was changed:") -> Iterator[None]:
    """Tell everything that is wrong with what was typed at once, numbered; as JSON where that was asked for.

    Args:
        as_json: whether it was.
        heading: what it means; for a command that changes nothing in any case, another one.
    """
    try:
        yield
    except InvalidRequestError as error:
        faults = [(f"--{fault.where.replace('_', '-')}", fault) for fault in error.faults]
        if as_json:
            told = [{"option": option, "code": fault.code, "detail": fault.detail} for option, fault in faults]
            click.echo(json.dumps({"faults": told}, indent=1))
        lines = [f"{number:>4}. {option}: {fault.detail}" for number, (option, fault) in enumerate(faults, 1)]
        raise click.ClickException("\n".join([heading, *lines])) from None
    except (UnknownSponsorError, SponsorStateError, PartnerStateError, StorageUnavailableError) as error:
        words = str(error)
        raise click.ClickException(f"{words[:1].upper()}{words[1:]}.") from None
