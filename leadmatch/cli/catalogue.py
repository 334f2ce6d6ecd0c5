"""`leadmatch catalogue`: programs in, as releases; what is on file; which release is published."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from textwrap import shorten
from typing import Any

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from leadmatch.catalogue import queries
from leadmatch.catalogue.complaints import CatalogueFileError
from leadmatch.catalogue.content import ContentError
from leadmatch.catalogue.federal.files import FederalFolders
from leadmatch.catalogue.models import ReleaseState
from leadmatch.catalogue.queries import ReleaseRecord, UnknownReleaseError
from leadmatch.catalogue.releases import (
    ReleaseStateError,
    discard_release,
)
from leadmatch.cli.compile import compile_command
from leadmatch.cli.loading import load_federal_files, load_file, opened, progress_bars, publish_with_index
from leadmatch.cli.template import template_command
from leadmatch.kernel import migrations
from leadmatch.kernel.clock import rfc3339, utc_now
from leadmatch.settings import Settings

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_ORIGIN_SHOWN = 40
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")


@click.group()
def catalogue() -> None:
    """The catalogue of programs: compile it, load it, publish it."""


catalogue.add_command(compile_command)
catalogue.add_command(template_command)


@catalogue.command("import")
@click.argument("file", type=_FILE, required=False)
@click.option("--ipeds", type=_FOLDER, help="Folder with IPEDS files; all fields of study of the newest year.")
@click.option("--dapip", type=_FOLDER, help="Folder with DAPIP's two files (default: the IPEDS one).")
@click.option("--scorecard", type=_FOLDER, help="Folder with the College Scorecard file (default: the IPEDS one).")
@click.option("--cip", type=_FOLDER, help="Folder with the file of CIP titles (default: the IPEDS one).")
@click.option("--publish", "publishes", is_flag=True, help="Publish what was loaded.")
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
    publishes: bool,
    as_json: bool,
) -> None:
    """Load a compiled FILE such as seed_programs.csv, or federal files, as a staged release.

    Nothing half-loads: the release is there wholly or not at all, and visitors see it once it is published.
    """
    if (file is None) == (ipeds is None):
        raise click.UsageError("Say either a FILE or --ipeds with a folder.")
    if ipeds is None and (dapip or scorecard or cip):
        raise click.UsageError("--dapip, --scorecard and --cip go with --ipeds.")
    with progress_bars(quiet=as_json) as progress, _faults_told(as_json=as_json), _session(settings) as session:
        if file is not None:
            staged, report = load_file(session, file, progress, now=utc_now())
        else:
            folders = FederalFolders(ipeds or Path(), dapip, scorecard, cip)
            staged, report = load_federal_files(session, folders, progress, now=utc_now())
        release = staged.release
        if publishes:
            release = publish_with_index(settings, session, release, progress)
    if as_json:
        click.echo(json.dumps({"release": as_fields(release), "is_new": staged.is_new, **report}, indent=1))
    else:
        _print_report(report)
        if not staged.is_new:
            click.echo("The published release holds exactly these programs already; nothing was written.")
        _print_state(release)


@catalogue.command()
@click.argument("release", required=False)
@as_json_option
@click.pass_obj
def publish(settings: Settings, release: str | None, *, as_json: bool) -> None:
    """Publish the staged release (or RELEASE, its id or number): build its search index, then switch to it."""
    with progress_bars(quiet=as_json) as progress, _faults_told(as_json=as_json), _session(settings) as session:
        wanted = _staged(session) if release is None else _find(session, release)
        published = publish_with_index(settings, session, wanted, progress)
    _tell(published, as_json=as_json)


@catalogue.command()
@click.argument("release")
@as_json_option
@click.pass_obj
def discard(settings: Settings, release: str, *, as_json: bool) -> None:
    """Discard a staged RELEASE, by its id or number."""
    with _faults_told(as_json=as_json), _session(settings) as session:
        discarded = discard_release(session, _find(session, release).id, now=utc_now())
    _tell(discarded, as_json=as_json)


@catalogue.command("releases")
@as_json_option
@click.pass_obj
def list_releases(settings: Settings, *, as_json: bool) -> None:
    """List the releases on file, the newest first."""
    with _faults_told(as_json=as_json), _session(settings) as session:
        found = queries.releases(session)
    if as_json:
        click.echo(json.dumps({"releases": [as_fields(release) for release in found]}, indent=1))
        return
    for release in found:
        origin = shorten(release.origin, _ORIGIN_SHOWN, placeholder=" …")
        moment = f"published {rfc3339(release.published_at)}" if release.published_at else " " * 30
        count = f"{release.counts['programs']:,}"
        click.echo(f"{release.number:>4}  {release.id}  {release.state:<9}  {count:>9} programs  {moment}  {origin}")


def as_fields(release: ReleaseRecord) -> dict[str, Any]:
    """Return a release for a script."""
    published = rfc3339(release.published_at) if release.published_at else None
    return {**asdict(release), "created_at": rfc3339(release.created_at), "published_at": published}


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    if migrations.current(settings.database_url) != migrations.newest():
        raise click.ClickException("The database is not up to date; run: leadmatch database upgrade")
    with opened(settings) as session:
        yield session


@contextmanager
def _faults_told(*, as_json: bool) -> Iterator[None]:
    try:
        yield
    except CatalogueFileError as error:
        if as_json:
            click.echo(
                json.dumps({"release": None, "faults": error.total, "complaints": [*map(str, error.complaints)]})
            )
        raise click.ClickException(f"{error.title}; nothing was loaded.\n{error}") from None
    except ContentError as error:
        raise click.ClickException(f"Nothing was loaded: {error}.") from None
    except (ReleaseStateError, UnknownReleaseError) as error:
        raise click.ClickException(str(error)) from None
    except OperationalError as error:
        raise click.ClickException(f"The database cannot be reached or is busy: {error.orig}") from None


def _staged(session: Session) -> ReleaseRecord:
    for release in queries.releases(session):
        if release.state == ReleaseState.STAGED:
            return release
    raise UnknownReleaseError("No release is staged")


def _find(session: Session, wanted: str) -> ReleaseRecord:
    for release in queries.releases(session):
        if wanted in {release.id, str(release.number)}:
            return release
    raise UnknownReleaseError(f"There is no release {wanted}")


def _tell(release: ReleaseRecord, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"release": as_fields(release)}, indent=1))
    else:
        _print_state(release)


def _print_state(release: ReleaseRecord) -> None:
    count = f"{release.counts['programs']:,}"
    click.echo(f"Release {release.number} ({release.id}) with {count} programs is {release.state}.")


def _print_report(report: dict[str, Any]) -> None:
    for name, label in (
        ("rows_read", "rows read"),
        ("cip_totals_skipped", "CIP 99 totals skipped"),
        ("loaded", "programs loaded"),
        ("complaints_total", "complaints: figures kept out"),
    ):
        click.echo(f"{report[name]:>9,}  {label}")
    for number, complaint in enumerate(report["complaints"], 1):
        click.echo(f"{number:>4}. {complaint}")
    for note in report.get("notes", ()):
        click.echo(note)
