"""`leadmatch key`: the keys of schools and partners: create, list, rotate, revoke."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import get_args

import click
from sqlalchemy import Connection, Engine, select

from leadmatch.access.callers import Scope
from leadmatch.access.keys import DEFAULT_OVERLAP, KeyStateError, create_key, keys_of
from leadmatch.cli.key_words import Duration, key_fields, key_line, plain_name, show_new_key
from leadmatch.cli.releases import as_json_option, by_option
from leadmatch.kernel import migrations
from leadmatch.kernel.clock import rfc3339, utc_now
from leadmatch.kernel.database import open_engine, writing
from leadmatch.partner.keys import PartnerKind, create_partner_key, end_key, rotate_key, scopes_of
from leadmatch.partner.service import PartnerStateError, require_partner
from leadmatch.settings import Settings
from leadmatch.sponsors.models import Sponsor
from leadmatch.sponsors.queries import IS_REAL

_school_option = click.option("--school", "school_id", metavar="SCHOOL_ID", help="The sponsor, sch_….")
_partner_option = click.option("--partner", "partner_id", metavar="PARTNER_ID", help="The partner, par_….")


@click.group()
def key() -> None:
    """The keys by which schools fetch their leads, and partners search and report."""


@key.command()
@_school_option
@_partner_option
@click.option(
    "--kind",
    type=click.Choice(get_args(PartnerKind)),
    help="Of a partner's key: publishable for its pages, secret for its servers.",
)
@click.option("--test", "is_test", is_flag=True, help="A partner's key for tries: nothing real is shared or counted.")
@click.option("--scopes", metavar="NAMES", help="What a partner's key opens: search,disclosures (default: all it can).")
@click.option("--name", default="API key", show_default=True, callback=plain_name, help="What its owner calls it.")
@click.option(
    "--expires-in", type=Duration(timedelta(minutes=1)), help="How long it opens anything: 90d, 12h (default: no end)."
)
@by_option
@as_json_option
@click.pass_obj
def create(
    settings: Settings,
    *,
    school_id: str | None,
    partner_id: str | None,
    kind: PartnerKind | None,
    is_test: bool,
    scopes: str | None,
    name: str,
    expires_in: timedelta | None,
    by: str,
    as_json: bool,
) -> None:
    """Make a key for a school or a partner and print it: it is shown this once."""
    owner_id = _one_owner(school_id, partner_id)
    if (kind is not None) != (partner_id is not None) or (school_id is not None and (is_test or scopes is not None)):
        raise click.UsageError("--kind, --test and --scopes are of a partner's key, which needs --kind.")
    opens = () if kind is None else _scopes(kind, scopes)
    now = utc_now()
    expires_at = None if expires_in is None else now + expires_in
    with _database(settings) as engine, writing(engine) as connection:
        hashes = settings.keyed_hash()
        if kind is None:
            _require_sponsor(connection, owner_id)
            made = create_key(
                connection, hashes, kind="school", owner_id=owner_id, name=name, by=by, now=now, expires_at=expires_at
            )
        else:
            made = create_partner_key(
                connection,
                hashes,
                partner_id=owner_id,
                kind=kind,
                name=name,
                is_test=is_test,
                scopes=opens,
                by=by,
                now=now,
                expires_at=expires_at,
            )
    show_new_key(made, now, as_json=as_json)


@key.command("list")
@_school_option
@_partner_option
@as_json_option
@click.pass_obj
def list_keys(settings: Settings, *, school_id: str | None, partner_id: str | None, as_json: bool) -> None:
    """List the keys of a school or a partner, the oldest first; a key itself cannot be shown again."""
    owner_id = _one_owner(school_id, partner_id)
    now = utc_now()
    with _database(settings) as engine, engine.connect() as connection:
        if school_id is not None:
            _require_sponsor(connection, owner_id)
        else:
            require_partner(connection, owner_id)
        found = keys_of(connection, owner_id)
    if as_json:
        click.echo(json.dumps({"keys": [key_fields(each, now) for each in found]}, indent=1))
        return
    for each in found:
        click.echo(key_line(each, now))


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
        made = rotate_key(connection, settings.keyed_hash(), key_id, overlap=overlap, by=by, now=now)
    show_new_key(made, now, as_json=as_json)


@key.command()
@click.argument("key_id")
@by_option
@as_json_option
@click.pass_obj
def revoke(settings: Settings, *, key_id: str, by: str, as_json: bool) -> None:
    """End a key at once, for every server."""
    now = utc_now()
    with _database(settings) as engine, writing(engine) as connection:
        ended = end_key(connection, key_id, by=by, now=now)
    if as_json:
        click.echo(json.dumps(key_fields(ended, now), indent=1))
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
    except (KeyStateError, PartnerStateError) as error:
        words = str(error)
        raise click.ClickException(f"{words[:1].upper()}{words[1:]}.") from None
    finally:
        engine.dispose()


def _one_owner(school_id: str | None, partner_id: str | None) -> str:
    given = [each for each in (school_id, partner_id) if each is not None]
    if len(given) != 1:
        raise click.UsageError("Say whose key it is: either --school or --partner.")
    return given[0]


def _scopes(kind: PartnerKind, typed: str | None) -> tuple[Scope, ...]:
    if typed is None:
        return ()
    names = [each.strip() for each in typed.split(",")]
    allowed = sorted(scopes_of(kind))
    unknown = [each for each in names if each not in allowed]
    if unknown:
        raise click.BadParameter(
            f"{', '.join(map(repr, unknown))}: a {kind} key opens {', '.join(allowed)}", param_hint="--scopes"
        )
    return tuple(each for each in allowed if each in names)


def _require_sponsor(connection: Connection, school_id: str) -> None:
    if connection.execute(select(Sponsor.school_id).where(Sponsor.school_id == school_id, IS_REAL)).scalar() is None:
        raise click.ClickException(f"No sponsor has the id {school_id}; see: leadmatch sponsor list")
