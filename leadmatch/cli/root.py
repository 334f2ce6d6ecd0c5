"""`leadmatch`: options that every command shares, and the list of groups."""

import os
from pathlib import Path

import click

from leadmatch.cli.catalogue import catalogue
from leadmatch.cli.database import database
from leadmatch.cli.geodata import geodata
from leadmatch.cli.serve import serve
from leadmatch.cli.setup import setup
from leadmatch.settings import Settings, SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


root.add_command(catalogue)
root.add_command(database)
root.add_command(geodata)
root.add_command(serve)
root.add_command(setup)
