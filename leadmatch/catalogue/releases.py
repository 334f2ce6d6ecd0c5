"""What happens to releases: staged, published, discarded; each use case is one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, text, update

from leadmatch.catalogue.content import collect_content
from leadmatch.catalogue.models import (
    Accreditation,
    Campus,
    Cost,
    Program,
    Release,
    ReleaseState,
    School,
    Source,
)
from leadmatch.catalogue.queries import AnySession, ReleaseRecord, kept_release_ids, release, releases
from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.catalogue.rows import write_rows
from leadmatch.kernel.database import transaction
from leadmatch.kernel.ids import stable_id

_FACTS = (Source, School, Campus, Accreditation, Cost, Program)


class ReleaseStateError(Exception):
    """The release is in a state that does not allow this."""


@dataclass(frozen=True, slots=True)
class StagedRelease:
    """What staging came to.

    Args:
        release: the release that holds the content.
        is_new: False where the published release already holds exactly this content, so nothing was written.
    """

    release: ReleaseRecord
    is_new: bool


def stage_release(
    session: AnySession,
    programs: Iterable[ProgramRecord],
    sources: Iterable[SourceRecord],
    *,
    origin: str,
    now: datetime,
    on_progress: Callable[[int, int], None] = lambda _written, _total: None,
) -> StagedRelease:
    """Write a catalogue as a staged release, wholly or not at all; a release staged before is discarded.

    The records are read to the end and checked first, so that the transaction lasts only as long as the writing does:
    on SQLite nobody else can write meanwhile (0.1 s for the embedded catalogue, some 8 s for all federal programs).
    `origin` says to people what the records were read from; `on_progress` is told how many programs of how many.

    Raises:
        ContentError: the records contradict each other; its subclasses say how.
    """
    content = collect_content(programs, sources)
    with transaction(session):
        _take_turn(session)
        _discard_staged(session)
        on_file = releases(session)
        for one in on_file:
            if one.state == ReleaseState.PUBLISHED and one.content_sha256 == content.sha256:
                return StagedRelease(one, is_new=False)
        number = max((one.number for one in on_file), default=0) + 1
        staged = ReleaseRecord(
            id=stable_id("rel", str(number), now.isoformat(), content.sha256),
            number=number,
            state=ReleaseState.STAGED,
            created_at=now,
            published_at=None,
            content_sha256=content.sha256,
            origin=origin,
            counts=content.counts(),
        )
        session.execute(insert(Release).values(asdict(staged)))
        write_rows(session.connection(), staged.id, content, on_progress)
    return StagedRelease(staged, is_new=True)


def publish_release(session: AnySession, release_id: str, *, now: datetime) -> ReleaseRecord:
    """Make a staged release the published one, retire the one before it, and remove those no longer kept.

    All of it is one transaction: readers see the old release or the new one. Publishing the published release again
    changes nothing, so of two publishers the second one finds its work done.

    Raises:
        UnknownReleaseError: there is no such release.
        ReleaseStateError: it is retired or discarded.
    """
    with transaction(session):
        _take_turn(session)
        found = release(session, release_id)
        if found.state == ReleaseState.PUBLISHED:
            return found
        if found.state != ReleaseState.STAGED:
            raise ReleaseStateError(f"release {release_id} is {found.state}; only a staged one can be published")
        session.execute(
            update(Release).where(Release.state == ReleaseState.PUBLISHED).values(state=ReleaseState.RETIRED)
        )
        session.execute(
            update(Release).where(Release.id == release_id).values(state=ReleaseState.PUBLISHED, published_at=now)
        )
        _remove_retired(session)
        return release(session, release_id)


def discard_release(session: AnySession, release_id: str) -> ReleaseRecord:
    """Remove the facts of a staged release; that it was there stays on record.

    Raises:
        UnknownReleaseError: there is no such release.
        ReleaseStateError: it is not staged.
    """
    with transaction(session):
        _take_turn(session)
        found = release(session, release_id)
        if found.state != ReleaseState.STAGED:
            raise ReleaseStateError(f"release {release_id} is {found.state}; only a staged one can be discarded")
        _discard_staged(session)
        return release(session, release_id)


def _take_turn(session: AnySession) -> None:
    # SQLite has one writer at a time as it is. On PostgreSQL, readers of releases go on; those who change them queue.
    if session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE release IN SHARE ROW EXCLUSIVE MODE"))


def _discard_staged(session: AnySession) -> None:
    for release_id in session.scalars(select(Release.id).where(Release.state == ReleaseState.STAGED)).all():
        _empty(session, release_id)
        session.execute(update(Release).where(Release.id == release_id).values(state=ReleaseState.DISCARDED))


def _remove_retired(session: AnySession) -> None:
    retired = select(Release.id).where(Release.state == ReleaseState.RETIRED)
    for release_id in session.scalars(retired.where(Release.id.not_in(kept_release_ids(session)))).all():
        _empty(session, release_id)
        session.execute(delete(Release).where(Release.id == release_id))


def _empty(session: AnySession, release_id: str) -> None:
    for model in _FACTS:
        session.connection().execute(delete(model).where(model.__table__.c.release_id == release_id))
