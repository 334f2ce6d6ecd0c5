"""`leadmatch catalogue compile`: federal files in, the embedded catalogue file out."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from leadmatch.catalogue.compile import COMPILED_CATALOGUE, CompileReport, federal_programs
from leadmatch.catalogue.complaints import CatalogueFileError
from leadmatch.catalogue.federal.files import FederalFolders
from leadmatch.catalogue.seed_file import write_seed
from leadmatch.catalogue.taxonomy import FIELD_LABELS

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("compile")
@click.option("--ipeds", type=_FOLDER, required=True, help="Folder with IPEDS files: HD, IC, IC_PY, C_A of five years.")
@click.option("--dapip", type=_FOLDER, help="Folder with DAPIP's two files (default: the IPEDS one).")
@click.option("--scorecard", type=_FOLDER, help="Folder with the College Scorecard file (default: the IPEDS one).")
@click.option("--cip", type=_FOLDER, help="Folder with the file of CIP titles (default: the IPEDS one).")
@click.option("--year", type=click.IntRange(2000, 2099), help="Use the files of this year and before, not the newest.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def compile_command(
    *,
    ipeds: Path,
    dapip: Path | None,
    scorecard: Path | None,
    cip: Path | None,
    year: int | None,
    output: Path,
    as_json: bool,
) -> None:
    """Compile the embedded catalogue from federal files."""
    notices = Console(stderr=True)
    try:
        with Progress(console=notices, transient=True, disable=as_json or not notices.is_terminal) as progress:
            task = progress.add_task("Reading federal files", total=None)
            programs, sources, report = federal_programs(
                FederalFolders(ipeds, dapip, scorecard, cip, year),
                COMPILED_CATALOGUE,
                on_progress=lambda done: progress.update(task, completed=done),
            )
            progress.update(task, total=report.rows_total, description="Compiling programs")
            write_seed(output, programs, sources)
    except CatalogueFileError as error:
        if as_json:
            click.echo(
                json.dumps({"written": None, "faults": error.total, "complaints": list(map(str, error.complaints))})
            )
        raise click.ClickException(f"{error.title}; nothing was written.\n{error}") from None
    if as_json:
        click.echo(json.dumps({"written": output.name} | report_as_json(report), indent=2))
    else:
        _print(report, output)


def report_as_json(report: CompileReport) -> dict[str, object]:
    """Return the report for a script."""
    return {
        "rows_read": report.rows_read,
        "cip_totals_skipped": report.cip_totals_skipped,
        "second_majors_skipped": report.second_majors_skipped,
        "out_of_scope": report.out_of_scope,
        "never_awarded": report.never_awarded,
        "closed": report.closed,
        "without_school": report.without_school,
        "loaded": report.loaded,
        "loaded_by_field": dict(sorted(report.loaded_by_field.items())),
        "schools": report.schools,
        "years": list(report.years),
        "complaints_total": report.complaints.total,
        "complaints": list(map(str, report.complaints.kept)),
        "files": list(report.files),
        "notes": list(report.notes),
    }


def _print(report: CompileReport, output: Path) -> None:
    console = Console()
    years = f"{report.years[0]} to {report.years[-1]}"
    table = Table(show_header=False, box=None)
    table.add_column()
    table.add_column(justify="right")
    for label, count in (
        ("Rows read", report.rows_read),
        ("CIP 99 totals skipped", report.cip_totals_skipped),
        ("Second majors skipped", report.second_majors_skipped),
        ("Other fields or award levels", report.out_of_scope),
        (f"Left out: no award in {years}", report.never_awarded),
        ("Left out: institution closed", report.closed),
        ("Left out: institution without a place on file", report.without_school),
        ("Programs", report.loaded),
        *((f"  {FIELD_LABELS[field]}", count) for field, count in report.loaded_by_field.most_common()),
        ("Schools", report.schools),
        ("Figures kept out, each told below", report.complaints.total),
    ):
        table.add_row(label, f"{count:,}")
    console.print(table)
    for number, complaint in enumerate(report.complaints.kept, 1):
        console.print(f"{number}. {complaint}", markup=False, highlight=False, soft_wrap=True)
    for note in report.notes:
        console.print(note, markup=False, highlight=False, soft_wrap=True)
    console.print(f"Written to {output}.", markup=False, highlight=False, soft_wrap=True)
