"""`leadmatch geodata`: build, refresh and check the table of places."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from leadmatch.geo.table import Pointer, read_pointer
from leadmatch.settings import Settings

if TYPE_CHECKING:
    from leadmatch.geo.check import Findings
    from leadmatch.geo.refresh import RefreshReport

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")


@click.group()
def geodata() -> None:
    """The table of places: which point a ZIP code stands for."""


@geodata.command()
@click.option("--if-missing", is_flag=True, help="Leave a table that is whole as it is.")
@as_json_option
@click.pass_obj
def build(settings: Settings, *, if_missing: bool, as_json: bool) -> None:
    """Build the table from the built-in list of ZIP codes, through pgeocode, without a download."""
    from leadmatch.geo.build import BUILD_STEPS, build_geodata, ensure_geodata  # noqa: PLC0415  only this command needs it
    from leadmatch.geo.pgeocode_cache import PgeocodeError  # noqa: PLC0415  as above

    folder = settings.geodata_folder
    try:
        with _Steps(BUILD_STEPS) as announce:
            pointer = (ensure_geodata if if_missing else build_geodata)(folder, announce=announce)
    except (PgeocodeError, OSError) as error:
        raise click.ClickException(f"The table was not built, and nothing has changed: {error}") from None
    in_use = pointer or read_pointer(folder)
    if as_json:
        _print_json({"built": pointer is not None, **_summary(in_use)})
    else:
        click.echo("The table of places is built." if pointer else "The table of places is whole; it stays as it is.")
        _print_counts(in_use)


@geodata.command()
@click.option(
    "--from",
    "geonames_folder",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of GeoNames files: US.txt, US.txt.gz or US.zip; PR, VI, GU, AS, MP, FM, MH, PW likewise.",
)
@click.option("--dry-run", is_flag=True, help="Report what would move, and change nothing.")
@as_json_option
@click.pass_obj
def refresh(settings: Settings, *, geonames_folder: Path, dry_run: bool, as_json: bool) -> None:
    """Move the points to those of GeoNames files (CC BY 4.0), and tell first what moves more than 25 miles."""
    from leadmatch.geo.geonames import GeonamesFaultsError  # noqa: PLC0415  only this command needs it
    from leadmatch.geo.pgeocode_cache import PgeocodeError  # noqa: PLC0415  as above
    from leadmatch.geo.refresh import REFRESH_STEPS, refresh_geodata  # noqa: PLC0415  as above

    reports: list[RefreshReport] = []

    def tell(report: "RefreshReport") -> None:
        reports.append(report)
        if not as_json:
            announce.stop()
            _print_report(report)

    try:
        with _Steps(REFRESH_STEPS) as announce:
            pointer = refresh_geodata(
                settings.geodata_folder, geonames_folder, tell=tell, dry_run=dry_run, announce=announce
            )
    except GeonamesFaultsError as error:
        if as_json:
            numbered = [{"number": number, **asdict(found)} for number, found in enumerate(error.complaints, 1)]
            _print_json({"refreshed": False, "complaints": numbered})
        else:
            click.echo(str(error), err=True)
            click.echo(f"{len(error.complaints)} complaints; nothing has changed.", err=True)
        sys.exit(1)
    except (PgeocodeError, OSError) as error:
        raise click.ClickException(f"The table was not refreshed, and nothing has changed: {error}") from None
    if as_json:
        summary = _summary(pointer) if pointer else {}
        _print_json({"refreshed": pointer is not None, "report": asdict(reports[0]), **summary})
    elif pointer is None:
        click.echo("This was a dry run; nothing has changed.")
    else:
        click.echo("The table of places is refreshed; running workers take it up when they start again.")
        _print_counts(pointer)


@geodata.command()
@as_json_option
@click.pass_obj
def check(settings: Settings, *, as_json: bool) -> None:
    """Verify the table: content, counts, points, and agreement with pgeocode; exit code 1 when something is wrong."""
    from leadmatch.geo.check import check_geodata  # noqa: PLC0415  only this command needs it

    with _Steps(["Comparing every row with pgeocode"]) as announce:
        announce("Comparing every row with pgeocode")
        findings = check_geodata(settings.geodata_folder)
    if as_json:
        _print_findings_json(findings)
    else:
        if findings.pointer is not None and findings.counts:
            _print_counts(findings.pointer, findings.counts)
        for fault in findings.faults:
            click.echo(fault, err=True)
        if not findings.faults:
            click.echo(f"All is well: every row agrees with pgeocode, asked about {findings.asked:,} ZIP codes.")
    sys.exit(1 if findings.faults else 0)


class _Steps:
    """A progress bar over named steps, on standard error, shown on terminals only."""

    def __init__(self, steps: Sequence[str]) -> None:
        """Show the first step as begun."""
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._steps = list(steps)
        self._progress = Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal, redirect_stdout=False
        )
        self._task = self._progress.add_task(steps[0], total=len(steps))

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __call__(self, step: str) -> None:
        self._progress.update(self._task, description=step, completed=self._steps.index(step))

    def stop(self) -> None:
        """Clear the bar, for words of our own."""
        self._progress.stop()


def _summary(pointer: Pointer) -> dict[str, Any]:
    fields = asdict(pointer)
    return {name: fields[name] for name in ("source", "sha256", "built_at", "counts")}


def _print_json(fields: dict[str, Any]) -> None:
    click.echo(json.dumps(fields, indent=1))


def _print_findings_json(findings: "Findings") -> None:
    summary = _summary(findings.pointer) if findings.pointer else {}
    facts = {"asked": findings.asked, "faults": findings.faults, "ok": not findings.faults}
    _print_json({**summary, **facts, "counts": findings.counts})


def _print_counts(pointer: Pointer, counts: dict[str, int] | None = None) -> None:
    click.echo(f"Source {pointer.source}, built {pointer.built_at}, sha256 {pointer.sha256[:12]}")
    for kind, count in (counts or pointer.counts).items():
        click.echo(f"{count:>8,}  {kind}")


def _print_report(report: "RefreshReport") -> None:
    click.echo(f"Read {', '.join(report.files)}.")
    if report.missing:
        click.echo(f"No file for {', '.join(report.missing)}: their points stay as the list of ZIP codes has them.")
    for count, meaning in (
        (report.in_geonames, "ZIP codes in the files"),
        (report.placed_by_geonames, "take GeoNames' point"),
        (report.only_in_geonames, "only in GeoNames, stay not on file"),
        (report.military_in_geonames, "military, have no point"),
        (report.only_in_zip_list, "only in the list of ZIP codes, keep its point"),
        (report.without_point, "active, without a point in either, stay not on file"),
        (len(report.moved), "answers move more than 25 miles"),
    ):
        click.echo(f"{count:>8,}  {meaning}")
    for number, move in enumerate(report.moved, 1):
        name = f"{move.city}, {move.state}" if move.city else f"mean of prefix, {move.state or 'several states'}"
        before, after = (f"{point[0]:.4f},{point[1]:.4f}" for point in (move.before, move.after))
        click.echo(f"{number:>4}. {move.digits:<5} {move.miles:>8.1f} miles  {before} -> {after}  {move.kind}  {name}")
