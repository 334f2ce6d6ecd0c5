"""Steps that the use cases of `staging` and `releases` share; each runs inside one of their transactions."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, insert, select, text, update

from leadmatch.catalogue.models import CatalogueEvent, Release, ReleaseState
from leadmatch.catalogue.queries import AnySession, EventRecord, ReleaseRecord, kept_release_ids, releases

NOBODY_NAMED = "leadmatch"  # in the history, where no person is named


def record_event(session: AnySession, action: str, about: ReleaseRecord, *, now: datetime, by: str) -> None:
    """Add to the history of the catalogue what is done to a release."""
    number = (session.scalar(select(func.max(CatalogueEvent.number))) or 0) + 1
    event = EventRecord(number, now, action, by, about.id, about.number, about.origin, about.counts)
    session.execute(insert(CatalogueEvent).values(asdict(event)))


def hold_releases(session: AnySession) -> None:
    """Let nobody else change releases until the transaction ends."""
    # Whoever changes releases holds the turn (`release_turn`). This is for one who came by another way: a connection
    # behind a pooler does not keep its lock. SQLite has one writer at a time anyway.
    if session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE release IN SHARE ROW EXCLUSIVE MODE"))


def discard_staged(session: AnySession, *, now: datetime, by: str) -> None:
    """Discard the release that is staged, if any; its facts are removed after that, its mention in the list is not."""
    for one in releases(session):
        if one.state == ReleaseState.STAGED:
            session.execute(update(Release).where(Release.id == one.id).values(state=ReleaseState.DISCARDED))
            record_event(session, "discard", one, now=now, by=by)


def let_go_of_retired(session: AnySession) -> None:
    """Take those retired releases that are no longer kept out of sight; they are removed afterwards."""
    retired = update(Release).where(Release.state == ReleaseState.RETIRED)
    kept = kept_release_ids(session)
    session.execute(retired.where(Release.id.not_in(kept)).values(state=ReleaseState.REMOVING))
