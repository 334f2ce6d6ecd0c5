"""`leadmatch database`: bring the database's shape up to date, and ask for it."""

import json

import click
from sqlalchemy.exc import OperationalError

from leadmatch.kernel import migrations
from leadmatch.settings import Settings

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")


@click.group()
def database() -> None:
    """The database: its tables and their version."""


@database.command()
@as_json_option
@click.pass_obj
def upgrade(settings: Settings, *, as_json: bool) -> None:
    """Bring the tables up to date, in one step or not at all."""
    before = _current(settings)
    after = migrations.upgrade(settings.database_url)
    if as_json:
        click.echo(json.dumps({"before": before, "current": after, "newest": migrations.newest()}))
    elif before == after:
        click.echo(f"The database is up to date, at {after}.")
    else:
        click.echo(f"The database is now at {after}; it was {f'at {before}' if before else 'empty'}.")


@database.command()
@as_json_option
@click.pass_obj
def current(settings: Settings, *, as_json: bool) -> None:
    """Tell which version the tables have, and which is the newest; exit code 1 when they differ."""
    present, newest = _current(settings), migrations.newest()
    if as_json:
        click.echo(json.dumps({"current": present, "newest": newest}))
    else:
        click.echo(f"The database is {f'at {present}' if present else 'empty'}; the newest version is {newest}.")
    if present != newest:
        raise click.exceptions.Exit(1)


def _current(settings: Settings) -> str | None:
    try:
        return migrations.current(settings.database_url)
    except OperationalError as error:
        raise click.ClickException(f"The database cannot be reached: {error.orig}") from None
