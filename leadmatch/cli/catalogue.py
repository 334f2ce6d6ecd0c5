"""`leadmatch catalogue`: programs in, as releases; which release is published, and back again."""

import json
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress
from sqlalchemy.orm import Session

from leadmatch.catalogue import queries
from leadmatch.catalogue.federal.files import FederalFolders
from leadmatch.catalogue.models import ReleaseState
from leadmatch.catalogue.queries import ReleaseRecord, UnknownReleaseError
from leadmatch.catalogue.releases import discard_release
from leadmatch.catalogue.seed_file import looks_like_seed
from leadmatch.catalogue.staging import StagedRelease, withdraw_statements
from leadmatch.cli.compile import compile_command
from leadmatch.cli.diff import compare, diff_command
from leadmatch.cli.diff_words import Comparison, counts_as_json, print_counts
from leadmatch.cli.loading import (
    bar,
    load_federal_files,
    load_file,
    load_school_file,
    progress_bars,
    publish_with_index,
    roll_back_with_index,
)
from leadmatch.cli.releases import (
    as_fields,
    as_json_option,
    by_option,
    faults_told,
    find_release,
    history_command,
    published_release,
    releases_command,
    session_of,
    staged_release,
    tell_release,
)
from leadmatch.cli.template import template_command
from leadmatch.kernel.clock import utc_now
from leadmatch.settings import Settings

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group()
def catalogue() -> None:
    """The catalogue of programs: compile it, load it, publish it."""


for _command in (compile_command, diff_command, releases_command, history_command, template_command):
    catalogue.add_command(_command)


@catalogue.command("import")
@click.argument("file", type=_FILE, required=False)
@click.option("--ipeds", type=_FOLDER, help="Folder with IPEDS files; all fields of study of the newest year.")
@click.option("--dapip", type=_FOLDER, help="Folder with DAPIP's two files (default: the IPEDS one).")
@click.option("--scorecard", type=_FOLDER, help="Folder with the College Scorecard file (default: the IPEDS one).")
@click.option("--cip", type=_FOLDER, help="Folder with the file of CIP titles (default: the IPEDS one).")
@click.option("--year", type=click.IntRange(2000, 2099), help="Use the files of this year and before, not the newest.")
@click.option("--publish", "publishes", is_flag=True, help="Publish what was loaded.")
@by_option
@as_json_option
@click.pass_obj
def import_command(
    settings: Settings,
    file: Path | None,
    *,
    ipeds: Path | None,
    dapip: Path | None,
    scorecard: Path | None,
    cip: Path | None,
    year: int | None,
    publishes: bool,
    by: str,
    as_json: bool,
) -> None:
    """Load federal files, a compiled FILE such as seed_programs.csv, or a school's own FILE, as a staged release.

    A school's own file, CSV or XLSX, is laid over what is published: it is all that this school states, and replaces
    what it stated before; `catalogue withdraw` takes it all back. Federal files and compiled ones keep what schools
    state.

    Nothing half-loads: the release is there wholly or not at all, and visitors see it once it is published.
    """
    if (file is None) == (ipeds is None):
        raise click.UsageError("Say either a FILE or --ipeds with a folder.")
    if ipeds is None and (dapip or scorecard or cip or year):
        raise click.UsageError("--dapip, --scorecard, --cip and --year go with --ipeds.")
    changes = None
    with progress_bars(quiet=as_json) as progress, faults_told(as_json=as_json), session_of(settings) as session:
        if file is None:
            folders = FederalFolders(ipeds or Path(), dapip, scorecard, cip, year)
            staged, report = load_federal_files(session, folders, progress, now=utc_now(), by=by)
        elif looks_like_seed(file):
            staged, report = load_file(session, file, progress, now=utc_now(), by=by)
        else:
            staged, report = load_school_file(settings, session, file, progress, now=utc_now(), by=by)
        release = staged.release
        if publishes:
            release = publish_with_index(settings, session, release, progress, by=by)
        else:
            changes = _changes(session, staged, progress)
    report |= {"left_out_total": len(staged.left_out), "left_out": list(map(str, staged.left_out))}
    if as_json:
        told = {"release": as_fields(release), "is_new": staged.is_new, **report}
        click.echo(json.dumps(told | ({"diff": counts_as_json(changes)} if changes else {}), indent=1))
    else:
        _print_report(report)
        _print_outcome(staged, release, changes)


@catalogue.command()
@click.argument("release", required=False)
@by_option
@as_json_option
@click.pass_obj
def publish(settings: Settings, release: str | None, *, by: str, as_json: bool) -> None:
    """Publish the staged release (or RELEASE, its id or number): build its search index, then switch to it."""
    with progress_bars(quiet=as_json) as progress, faults_told(as_json=as_json), session_of(settings) as session:
        wanted = staged_release(session) if release is None else find_release(session, release)
        published = publish_with_index(settings, session, wanted, progress, by=by)
    tell_release(published, as_json=as_json)


@catalogue.command()
@click.argument("release", required=False)
@by_option
@as_json_option
@click.pass_obj
def rollback(settings: Settings, release: str | None, *, by: str, as_json: bool) -> None:
    """Return to RELEASE, its id or number: by default the one that was published before the present one.

    The release that is published now is kept, so you can return to it in the same way.
    """
    with progress_bars(quiet=as_json) as progress, faults_told(as_json=as_json), session_of(settings) as session:
        current = published_release(session)
        if current is None:
            raise UnknownReleaseError("no release is published, so there is none to go back from")
        wanted = queries.release_before(session, current) if release is None else find_release(session, release)
        published = roll_back_with_index(settings, session, wanted, current, progress, by=by)
        stale = [each for each in queries.releases(session) if each.state == ReleaseState.STAGED]
    tell_release(published, as_json=as_json)
    if as_json:
        return
    click.echo(
        f"Release {current.number} is retired and kept. To return to it: leadmatch catalogue rollback {current.number}"
    )
    for each in stale:
        if each.built_on != published.id:
            click.echo(f"Release {each.number}, which is staged, was made for another one; import its file again.")


@catalogue.command()
@click.argument("unitid")
@by_option
@as_json_option
@click.pass_obj
def withdraw(settings: Settings, unitid: str, *, by: str, as_json: bool) -> None:
    """Stage the published release without anything that the school with this UNITID states of its programs.

    What other schools state, and the federal facts, stay.
    """
    with progress_bars(quiet=as_json) as progress, faults_told(as_json=as_json), session_of(settings) as session:
        show = bar(progress, "Writing programs")
        staged = withdraw_statements(session, unitid, now=utc_now(), by=by, on_progress=show)
        changes = _changes(session, staged, progress)
    if as_json:
        told = {"release": as_fields(staged.release), "is_new": staged.is_new}
        click.echo(json.dumps(told | ({"diff": counts_as_json(changes)} if changes else {}), indent=1))
    else:
        _print_outcome(staged, staged.release, changes)


@catalogue.command()
@click.argument("release")
@by_option
@as_json_option
@click.pass_obj
def discard(settings: Settings, release: str, *, by: str, as_json: bool) -> None:
    """Discard a staged RELEASE, by its id or number."""
    with faults_told(as_json=as_json), session_of(settings) as session:
        discarded = discard_release(session, find_release(session, release).id, now=utc_now(), by=by)
    tell_release(discarded, as_json=as_json)


def _changes(session: Session, staged: StagedRelease, progress: Progress) -> Comparison | None:
    before = published_release(session)
    if before is None or not staged.is_new:
        return None
    return compare(session, before, staged.release, progress)


def _print_outcome(staged: StagedRelease, release: ReleaseRecord, changes: Comparison | None) -> None:
    if not staged.is_new:
        click.echo("The published release holds exactly these programs already; nothing was written.")
    if changes is not None:
        click.echo()
        print_counts(changes)
        click.echo()
    tell_release(release, as_json=False)
    if release.state == ReleaseState.STAGED:
        click.echo("Visitors don't see it yet.")
        if changes is not None:
            click.echo("  What changes:   leadmatch catalogue diff")
        click.echo("  Show visitors:  leadmatch catalogue publish")
        click.echo(f"  Forget it:      leadmatch catalogue discard {release.number}")


def _print_report(report: dict[str, Any]) -> None:
    for name, label in (
        ("rows_read", "rows read"),
        ("cip_totals_skipped", "CIP 99 totals skipped"),
        ("rows_without_statement", "rows that state nothing"),
        ("loaded", "programs loaded"),
        ("stated", "programs that schools state something of"),
        ("complaints_total", "complaints: figures kept out"),
        ("left_out_total", "statements of schools without a program: kept on file, not shown"),
    ):
        if name in report and (report[name] or name not in {"left_out_total", "rows_without_statement"}):
            click.echo(f"{report[name]:>9,}  {label}")
    for number, complaint in enumerate(report.get("complaints", ()), 1):
        click.echo(f"{number:>4}. {complaint}")
    for number, left_out in enumerate(report["left_out"], 1):
        click.echo(f"{number:>4}. {left_out}")
    for note in report.get("notes", ()):
        click.echo(note)
