"""`leadmatch key`: the keys by which schools fetch their leads: create, list, rotate, revoke."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import click
from sqlalchemy import Connection, Engine, select

from leadmatch.access.key_text import Kind
from leadmatch.access.keys import (
    DEFAULT_OVERLAP,
    KeyRecord,
    KeyStateError,
    NewKey,
    create_key,
    keys_of,
    replace_key,
    revoke_key,
)
from leadmatch.cli.releases import as_json_option, by_option
from leadmatch.kernel import migrations
from leadmatch.kernel.clock import rfc3339, utc_now
from leadmatch.kernel.database import open_engine, writing
from leadmatch.settings import Settings
from leadmatch.sponsors.models import Sponsor
from leadmatch.sponsors.queries import IS_REAL

_SCHOOL: Kind = "school"
_LONGEST_NAME = 100
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_LONGEST = timedelta(days=3650)


class Duration(click.ParamType[timedelta]):
    """A time span such as ``30m``, ``24h`` or ``90d``.

    Args:
        shortest: inclusive.
    """

    name = "duration"

    def __init__(self, shortest: timedelta) -> None:
        self.shortest = shortest

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Return the span."""
        if isinstance(value, timedelta):
            return value
        read = re.fullmatch(r"([0-9]{1,6})([mhd])", str(value))
        span = timedelta(**{_UNITS[read[2]]: int(read[1])}) if read else None
        if span is None or not self.shortest <= span <= _LONGEST:
            self.fail("say a number of minutes, hours or days, at most 3650 days: 30m, 24h, 90d", param, ctx)
        return span


def _plain_name(_context: click.Context, _option: click.Parameter, given: str) -> str:
    name = " ".join(given.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise click.BadParameter(f"say a name of 1 to {_LONGEST_NAME} characters")
    return name


@click.group()
def key() -> None:
    """The keys by which schools fetch their leads."""


@key.command()
@click.option("--school", "school_id", required=True, metavar="SCHOOL_ID", help="The sponsor, sch_….")
@click.option("--name", default="API key", show_default=True, callback=_plain_name, help="What the school calls it.")
@click.option(
    "--expires-in", type=Duration(timedelta(minutes=1)), help="How long it opens anything: 90d, 12h (default: no end)."
)
@by_option
@as_json_option
@click.pass_obj
def create(
    settings: Settings, *, school_id: str, name: str, expires_in: timedelta | None, by: str, as_json: bool
) -> None:
    """Make a key for a school and print it: it is shown this once."""
    now = utc_now()
    with _database(settings) as engine, writing(engine) as connection:
        _require_sponsor(connection, school_id)
        made = create_key(
            connection,
            settings.keyed_hash(),
            kind=_SCHOOL,
            owner_id=school_id,
            name=name,
            by=by,
            now=now,
            expires_at=None if expires_in is None else now + expires_in,
        )
    _show_new(made, now, as_json=as_json)


@key.command("list")
@click.option("--school", "school_id", required=True, metavar="SCHOOL_ID", help="The sponsor, sch_….")
@as_json_option
@click.pass_obj
def list_keys(settings: Settings, *, school_id: str, as_json: bool) -> None:
    """List the keys of a school, the oldest first; a key itself cannot be shown again."""
    now = utc_now()
    with _database(settings) as engine, engine.connect() as connection:
        _require_sponsor(connection, school_id)
        found = keys_of(connection, school_id)
    if as_json:
        click.echo(json.dumps({"keys": [_fields(each, now) for each in found]}, indent=1))
        return
    for each in found:
        click.echo(f"{each.id}  …{each.hint}  {_state(each, now):<8}  {rfc3339(each.created_at)}  {each.name}")


@key.command()
@click.argument("key_id")
@click.option(
    "--overlap",
    type=Duration(timedelta()),
    default=DEFAULT_OVERLAP,
    metavar="DURATION",
    help="How long the old key still works beside the new one: 24h (the default), 0m.",
)
@by_option
@as_json_option
@click.pass_obj
def rotate(settings: Settings, *, key_id: str, overlap: timedelta, by: str, as_json: bool) -> None:
    """Make the key that follows another one and print it; the other one expires after the overlap."""
    now = utc_now()
    with _database(settings) as engine, writing(engine) as connection:
        made = replace_key(connection, settings.keyed_hash(), key_id, overlap=overlap, by=by, now=now)
    _show_new(made, now, as_json=as_json)


@key.command()
@click.argument("key_id")
@as_json_option
@click.pass_obj
def revoke(settings: Settings, *, key_id: str, as_json: bool) -> None:
    """End a key at once, for every server."""
    now = utc_now()
    with _database(settings) as engine, writing(engine) as connection:
        ended = revoke_key(connection, key_id, now=now)
    if as_json:
        click.echo(json.dumps(_fields(ended, now), indent=1))
    else:
        click.echo(f"Key {ended.id} (…{ended.hint}) opens nothing since {rfc3339(ended.revoked_at or now)}.")


@contextmanager
def _database(settings: Settings) -> Iterator[Engine]:
    """Open the database of an instance, which must be up to date; what stands against a change is told in words."""
    if migrations.current(settings.database_url) != migrations.newest():
        raise click.ClickException("The database is not up to date; run: leadmatch database upgrade")
    engine = open_engine(settings.database_url)
    try:
        yield engine
    except KeyStateError as error:
        words = str(error)
        raise click.ClickException(f"{words[:1].upper()}{words[1:]}.") from None
    finally:
        engine.dispose()


def _require_sponsor(connection: Connection, school_id: str) -> None:
    if connection.execute(select(Sponsor.school_id).where(Sponsor.school_id == school_id, IS_REAL)).scalar() is None:
        raise click.ClickException(f"No sponsor has the id {school_id}; see: leadmatch sponsor list")


def _show_new(made: NewKey, now: datetime, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"key": made.text, **_fields(made.record, now)}, indent=1))
        return
    click.echo(made.text)
    ends = f"It expires at {rfc3339(made.record.expires_at)}. " if made.record.expires_at else ""
    click.echo(f"This is key {made.record.id}. {ends}Keep it now: it is not shown again.", err=True)


def _fields(record: KeyRecord, now: datetime) -> dict[str, Any]:
    fields = {name: rfc3339(value) if isinstance(value, datetime) else value for name, value in asdict(record).items()}
    fields["school_id"] = fields.pop("owner_id")
    return {**fields, "state": _state(record, now)}


def _state(record: KeyRecord, now: datetime) -> str:
    if record.revoked_at is not None:
        return "revoked"
    return "active" if record.is_in_force(now) else "expired"
