"""`leadmatch`: options that every command shares, and the list of groups."""

import errno
import os
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from leadmatch.cli.campaign import campaign
from leadmatch.cli.catalogue import catalogue
from leadmatch.cli.consent import consent
from leadmatch.cli.database import database
from leadmatch.cli.demo.command import demo
from leadmatch.cli.disclosure import disclosure
from leadmatch.cli.geodata import geodata
from leadmatch.cli.key import key
from leadmatch.cli.keys import keys
from leadmatch.cli.outbox import outbox
from leadmatch.cli.partner import partner
from leadmatch.cli.serve import serve
from leadmatch.cli.setup import setup
from leadmatch.cli.sponsor import sponsor
from leadmatch.cli.sponsor_bill import bill_command
from leadmatch.settings import Settings, SettingsError


class _Commands(click.Group):
    """Groups of commands; what the outside world does to any of them is told in a sentence."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401  # whatever the command returns
        """Run a command."""
        try:
            return super().invoke(context)
        except DBAPIError as error:
            raise click.ClickException(f"The database cannot be used: {error.orig}") from None
        except OSError as error:
            if error.errno == errno.EPIPE:  # who read our words has gone; click knows what to do
                raise
            raise click.ClickException(str(error)) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--instance",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of this installation's data (default: LEADMATCH_INSTANCE, else ./instance).",
)
@click.pass_context
def root(context: click.Context, instance: Path | None) -> None:
    """Program search and lead matching for career guides."""
    if instance is not None:
        os.environ["LEADMATCH_INSTANCE"] = str(instance.absolute())
    try:
        context.obj = Settings.from_env()
    except SettingsError as error:
        raise click.ClickException(f"The settings have faults:\n{error}") from None


root.add_command(campaign)
root.add_command(catalogue)
root.add_command(consent)
root.add_command(database)
root.add_command(demo)
root.add_command(disclosure)
root.add_command(geodata)
root.add_command(key)
root.add_command(keys)
root.add_command(outbox)
root.add_command(partner)
root.add_command(serve)
root.add_command(setup)
root.add_command(sponsor)
sponsor.add_command(bill_command)
