"""The index key of an instance: noted in the database when it is first used, and held to that ever after."""

import click

from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import open_engine
from leadmatch.leads.index_key import IndexKeyError, note_index_key
from leadmatch.settings import Settings


def hold_to_index_key(settings: Settings) -> None:
    """Note the index key of an instance, or end the command where the database was filled with another one.

    Raises:
        SQLAlchemyError: the database cannot be used, or is not up to date.
    """
    engine = open_engine(settings.database_url)
    try:
        note_index_key(engine, settings.keyed_hash(), utc_now())
    except IndexKeyError as error:
        raise click.ClickException(str(error)) from None
    finally:
        engine.dispose()
