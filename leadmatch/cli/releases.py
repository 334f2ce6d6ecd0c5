"""What all commands about releases share, and those that only list: `catalogue releases`, `catalogue history`."""

import getpass
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from textwrap import shorten
from typing import Any

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from leadmatch.catalogue import queries
from leadmatch.catalogue.complaints import CatalogueFileError
from leadmatch.catalogue.content import ContentError
from leadmatch.catalogue.models import ReleaseState
from leadmatch.catalogue.queries import EventRecord, ReleaseRecord, UnknownReleaseError
from leadmatch.catalogue.release_states import ReleaseStateError
from leadmatch.cli.loading import opened
from leadmatch.geo.table import GeodataError
from leadmatch.kernel import migrations
from leadmatch.kernel.clock import rfc3339
from leadmatch.settings import Settings

_ORIGIN_SHOWN = 40
_LONGEST_NAME = 100
_DONE = {
    "import": "imported",
    "withdraw": "withdrew statements in",
    "publish": "published",
    "discard": "discarded",
    "rollback": "rolled back to",
}


def os_user() -> str:
    """Return the name of whoever runs this command, as the operating system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        return "unknown"


def _name(_context: click.Context, _option: click.Parameter, given: str | None) -> str:
    if given is None:
        return os_user()
    name = " ".join(given.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise click.BadParameter(f"say a name of 1 to {_LONGEST_NAME} characters")
    return name


as_json_option: Callable[..., Any] = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object instead of words."
)
by_option: Callable[..., Any] = click.option(
    "--by", callback=_name, help="Who does this, for the history (default: the user of the operating system)."
)


@click.command("releases")
@as_json_option
@click.pass_obj
def releases_command(settings: Settings, *, as_json: bool) -> None:
    """List the releases on file, the newest first."""
    with faults_told(as_json=as_json), session_of(settings) as session:
        found = queries.releases(session)
    if as_json:
        click.echo(json.dumps({"releases": [as_fields(release) for release in found]}, indent=1))
        return
    for release in found:
        moment = f"published {rfc3339(release.published_at)}" if release.published_at else " " * 30
        count = f"{release.counts['programs']:,}"
        origin = _shown(release.origin)
        click.echo(f"{release.number:>4}  {release.id}  {release.state:<9}  {count:>9} programs  {moment}  {origin}")


@click.command("history")
@as_json_option
@click.pass_obj
def history_command(settings: Settings, *, as_json: bool) -> None:
    """List what was done to releases, by whom and when, the newest last."""
    with faults_told(as_json=as_json), session_of(settings) as session:
        found = queries.events(session)
    if as_json:
        click.echo(json.dumps({"events": [_event_fields(event) for event in found]}, indent=1))
        return
    for event in found:
        count = f"{event.counts['programs']:,}"
        done = f"{_DONE[event.action]} release {event.release_number}"
        click.echo(
            f"{event.number:>4}  {rfc3339(event.happened_at)}  {event.done_by} {done} ({count} programs,"
            f" {_shown(event.origin)})"
        )


def as_fields(release: ReleaseRecord) -> dict[str, Any]:
    """Return a release for a script."""
    published = rfc3339(release.published_at) if release.published_at else None
    return {**asdict(release), "created_at": rfc3339(release.created_at), "published_at": published}


def _event_fields(event: EventRecord) -> dict[str, Any]:
    return {**asdict(event), "happened_at": rfc3339(event.happened_at)}


def _shown(origin: str) -> str:
    return shorten(origin, _ORIGIN_SHOWN, placeholder=" …")


@contextmanager
def session_of(settings: Settings) -> Iterator[Session]:
    """Open a session on an instance's database, which must be up to date."""
    if migrations.current(settings.database_url) != migrations.newest():
        raise click.ClickException("The database is not up to date; run: leadmatch database upgrade")
    with opened(settings) as session:
        yield session


@contextmanager
def faults_told(*, as_json: bool) -> Iterator[None]:
    """Tell what goes wrong in the block in words, and complaints about a file as JSON where that was asked for."""
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
        words = str(error)
        raise click.ClickException(f"{words[:1].upper()}{words[1:]}.") from None
    except GeodataError as error:
        raise click.ClickException(f"{error}; run: leadmatch geodata build") from None
    except OperationalError as error:
        raise click.ClickException(f"The database cannot be reached or is busy: {error.orig}") from None


def published_release(session: Session) -> ReleaseRecord | None:
    """Return the release that visitors see; None before the first publication."""
    return _in_state(session, ReleaseState.PUBLISHED)


def staged_release(session: Session) -> ReleaseRecord:
    """Return the release that waits for publication.

    Raises:
        UnknownReleaseError: there is none.
    """
    found = _in_state(session, ReleaseState.STAGED)
    if found is None:
        raise UnknownReleaseError("no release is staged; load one with: leadmatch catalogue import")
    return found


def find_release(session: Session, wanted: str) -> ReleaseRecord:
    """Return the release of this id or number.

    Raises:
        UnknownReleaseError: there is none, or it is no longer kept.
    """
    for release in queries.releases(session):
        if wanted in {release.id, str(release.number)}:
            return release
    for event in reversed(queries.events(session)):
        if wanted in {event.release_id, str(event.release_number)}:
            kept = ", ".join(str(queries.release(session, each).number) for each in queries.kept_release_ids(session))
            raise UnknownReleaseError(f"release {wanted} is no longer kept; of those ever published, these are: {kept}")
    raise UnknownReleaseError(f"there is no release {wanted}; see: leadmatch catalogue releases")


def _in_state(session: Session, state: ReleaseState) -> ReleaseRecord | None:
    return next((each for each in queries.releases(session) if each.state == state), None)


def tell_release(release: ReleaseRecord, *, as_json: bool) -> None:
    """Print one release and its state."""
    if as_json:
        click.echo(json.dumps({"release": as_fields(release)}, indent=1))
        return
    count = f"{release.counts['programs']:,}"
    click.echo(f"Release {release.number} ({release.id}) with {count} programs is {release.state}.")
