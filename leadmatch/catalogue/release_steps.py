"""Steps that the use cases of `staging` and `releases` share; each runs inside the transaction of one."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, insert, select, text, update

from leadmatch.catalogue.models import (
    Accreditation,
    Campus,
    CatalogueEvent,
    Cost,
    Program,
    Release,
    ReleaseState,
    School,
    Source,
    Statement,
)
from leadmatch.catalogue.queries import AnySession, EventRecord, ReleaseRecord, kept_release_ids, releases

NOBODY_NAMED = "leadmatch"  # in the history, where no person is named

_FACTS = (Source, School, Campus, Accreditation, Cost, Program, Statement)


def record_event(session: AnySession, action: str, about: ReleaseRecord, *, now: datetime, by: str) -> None:
    """Add to the history of the catalogue what is done to a release."""
    number = (session.scalar(select(func.max(CatalogueEvent.number))) or 0) + 1
    event = EventRecord(number, now, action, by, about.id, about.number, about.origin, about.counts)
    session.execute(insert(CatalogueEvent).values(asdict(event)))


def take_turn(session: AnySession) -> None:
    """Wait until nobody else changes releases."""
    # SQLite has one writer at a time as it is. On PostgreSQL, readers of releases go on; those who change them queue.
    if session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE release IN SHARE ROW EXCLUSIVE MODE"))


def discard_staged(session: AnySession, *, now: datetime, by: str) -> None:
    """Remove the facts of the release that is staged, if any; that it was there stays on record."""
    for one in releases(session):
        if one.state == ReleaseState.STAGED:
            _empty(session, one.id)
            session.execute(update(Release).where(Release.id == one.id).values(state=ReleaseState.DISCARDED))
            record_event(session, "discard", one, now=now, by=by)


def remove_retired(session: AnySession) -> None:
    """Remove the releases that are no longer kept."""
    retired = select(Release.id).where(Release.state == ReleaseState.RETIRED)
    for release_id in session.scalars(retired.where(Release.id.not_in(kept_release_ids(session)))).all():
        _empty(session, release_id)
        session.execute(delete(Release).where(Release.id == release_id))


def _empty(session: AnySession, release_id: str) -> None:
    for model in _FACTS:
        session.connection().execute(delete(model).where(model.__table__.c.release_id == release_id))
