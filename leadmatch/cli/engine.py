"""The engine of an instance's database, for one command."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Engine

from leadmatch.kernel import migrations
from leadmatch.kernel.database import open_engine
from leadmatch.settings import Settings


@contextmanager
def engine_of(settings: Settings) -> Iterator[Engine]:
    """Open the database of an instance, which must be up to date."""
    if migrations.current(settings.database_url) != migrations.newest():
        raise click.ClickException("The database is not up to date; run: leadmatch database upgrade")
    engine = open_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()
