"""The overlay of made-up schools: laid over the programs of a release, or taken out of them again.

Both make a release of its own, so that either can be rolled back. What real schools state stays as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import click
from rich.progress import Progress
from sqlalchemy.orm import Session

from leadmatch.catalogue import queries
from leadmatch.catalogue.content import collect_statements
from leadmatch.catalogue.identity import is_statement_source
from leadmatch.catalogue.models import ReleaseState
from leadmatch.catalogue.queries import ReleaseRecord
from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.catalogue.release_states import NothingPublishedError
from leadmatch.catalogue.staging import stage_release
from leadmatch.cli.demo.content import demo_programs, demo_school_ids, demo_sources
from leadmatch.cli.loading import bar, publish_with_index
from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.settings import Settings

_WITH_DEMO = " with made-up schools"  # how the origin of a release ends that has the overlay


@dataclass(frozen=True, slots=True)
class Overlay:
    """Programs and sources to add to those of a catalogue; `none()` adds nothing."""

    programs: tuple[ProgramRecord, ...]
    sources: tuple[SourceRecord, ...]

    @classmethod
    def of_demo(cls, settings: Settings) -> "Overlay":
        """Return the made-up schools.

        Raises:
            GeodataError: the table of places is missing or damaged.
        """
        return cls(demo_programs(Gazetteer.open(settings.geodata_folder)), demo_sources())

    @classmethod
    def none(cls) -> "Overlay":
        """Return an overlay of nothing."""
        return cls((), ())

    def over_programs(self, programs: Iterable[ProgramRecord]) -> list[ProgramRecord]:
        """Return these programs without made-up ones, and those of the overlay."""
        return [*(each for each in programs if not each.school.is_demo), *self.programs]

    def over_sources(self, sources: Iterable[SourceRecord]) -> list[SourceRecord]:
        """Return these sources and those of the overlay; where both have a real one, it stays as it is."""
        made_up = {each.key for each in demo_sources() if is_statement_source(each.key)}
        kept = {each.key: each for each in sources if each.key not in made_up}
        return list({**{each.key: each for each in self.sources}, **kept}.values())

    def origin_of(self, origin: str) -> str:
        """Return what a release is called to be loaded from, with or without this overlay."""
        return plain_origin(origin) + (_WITH_DEMO if self.programs else "")


def plain_origin(origin: str) -> str:
    """Return what a release was loaded from, whether or not it has made-up schools on top."""
    return origin.removesuffix(_WITH_DEMO)


def publish_over(
    settings: Settings, session: Session, overlay: Overlay, progress: Progress, *, now: datetime, by: str
) -> ReleaseRecord:
    """Publish the federal facts of the published release with this overlay, where they are not published so already.

    Raises:
        ClickException: another release is staged, which this would discard.
        NothingPublishedError: there is no catalogue to lay it over.
    """
    published_id = queries.current_release_id(session)
    if published_id is None:
        raise NothingPublishedError
    published = queries.release(session, published_id)
    there = queries.base_programs(session, published_id, of_schools=demo_school_ids())
    if {each.id: each for each in there} == {each.id: each for each in overlay.programs}:
        return published
    origin = overlay.origin_of(published.origin)
    _refuse_to_discard(session, origin)
    reading = progress.add_task("Reading what is on file", total=None)
    programs = overlay.over_programs(queries.base_programs(session, published_id))
    progress.update(reading, total=len(programs), completed=len(programs))
    sources = overlay.over_sources(_base_sources(session, published_id))
    show = bar(progress, "Writing programs")
    staged = stage_release(session, programs, sources, origin=origin, now=now, by=by, on_progress=show)
    return publish_with_index(settings, session, staged.release, progress, by=by)


def _refuse_to_discard(session: Session, origin: str) -> None:
    for each in queries.releases(session):
        if each.state == ReleaseState.STAGED and each.origin != origin:
            raise click.ClickException(
                f"{str(each).capitalize()} from {each.origin} is staged; publish or discard it first."
            )


def _base_sources(session: Session, release_id: str) -> list[SourceRecord]:
    known = queries.source_records(session, release_id)
    stated = collect_statements(queries.statement_records(session, release_id), known.values()).sources
    return [each for key, each in known.items() if key not in stated]
