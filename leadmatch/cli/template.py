"""`leadmatch catalogue template`: the spreadsheet that a school fills in."""

from pathlib import Path

import click

from leadmatch.catalogue import queries
from leadmatch.catalogue.identity import school_id
from leadmatch.catalogue.school_file.known import KnownCatalogue, KnownProgram
from leadmatch.catalogue.school_file.template import template_csv, template_xlsx
from leadmatch.cli.loading import opened
from leadmatch.kernel.atomic_file import atomic_file
from leadmatch.settings import Settings

_MAKERS = {".csv": template_csv, ".xlsx": template_xlsx}


@click.command("template")
@click.option("--unitid", help="UNITID of a school whose programs on file are filled in.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="File to write; its name ends in .xlsx or .csv.",
)
@click.pass_obj
def template_command(settings: Settings, unitid: str | None, output: Path) -> None:
    """Write the template in which schools state what federal files do not say of their programs."""
    make = _MAKERS.get(output.suffix.lower())
    if make is None:
        raise click.UsageError("The name of the output must end in .xlsx or .csv.")
    programs = [] if unitid is None else _programs_of(settings, unitid)
    with atomic_file(output) as file:
        file.write(make(programs))
    filled_in = f" with {len(programs)} programs filled in" if programs else ""
    click.echo(f"Written to {output}{filled_in}.")


def _programs_of(settings: Settings, unitid: str) -> list[KnownProgram]:
    with opened(settings) as session:
        published = queries.current_release_id(session)
        if published is None:
            raise click.ClickException("Nothing is published yet; run: leadmatch setup")
        programs = queries.base_programs(session, published, of_schools=[school_id(unitid)])
        found = KnownCatalogue.of(programs).programs_of(unitid)
    if not found:
        raise click.ClickException(f"No school on file has UNITID {unitid}.")
    return found
