"""What happens to a release once it is staged: published, rolled back to, discarded; each use case is one transaction.

Each writes what it did into the history of the catalogue (`CatalogueEvent`), in the same transaction. What is no longer
wanted is removed after it, bit by bit.
"""

from datetime import datetime

from sqlalchemy import func, select, update

from leadmatch.catalogue.models import Release, ReleaseState
from leadmatch.catalogue.queries import AnySession, ReleaseRecord, current_release_id, release
from leadmatch.catalogue.release_removal import remove_leftovers_or_say_so
from leadmatch.catalogue.release_states import ReleaseStateError, refuse_publication, refuse_rollback
from leadmatch.catalogue.release_steps import (
    NOBODY_NAMED,
    discard_staged,
    hold_releases,
    let_go_of_retired,
    record_event,
)
from leadmatch.catalogue.release_turn import turn
from leadmatch.kernel.database import transaction


def publish_release(session: AnySession, release_id: str, *, now: datetime, by: str = NOBODY_NAMED) -> ReleaseRecord:
    """Make a staged release the published one, retire the one before it, and remove those no longer kept.

    It is one transaction: readers see the old release or the new one. Publishing the published release again changes
    nothing, so of two publishers the second one finds its work done.

    Raises:
        UnknownReleaseError: there is no such release.
        ReleaseStateError: it is retired or discarded; or another release is published than when it was staged.
    """
    with turn(session):
        with transaction(session):
            hold_releases(session)
            found = release(session, release_id)
            if found.state != ReleaseState.PUBLISHED:
                refuse_publication(found)
                if found.built_on != current_release_id(session):
                    raise ReleaseStateError(
                        f"{found} was made when another release was published than now, so it would change more than"
                        " its diff showed; import its file again"
                    )
                found = _switch_to(session, found, "publish", now=now, by=by)
        remove_leftovers_or_say_so(session)
    return found


def rollback_release(
    session: AnySession, release_id: str, *, from_release_id: str, now: datetime, by: str = NOBODY_NAMED
) -> ReleaseRecord:
    """Publish a retired release again, in one transaction; the one published now is retired and kept.

    Args:
        session: where releases are kept.
        release_id: the one to go back to.
        now: the present moment.
        by: who does it.
        from_release_id: the release that was published when this was decided.

    Raises:
        UnknownReleaseError: there is no such release, or no longer.
        ReleaseStateError: it is not retired; or another one was published meanwhile.
    """
    with turn(session):
        with transaction(session):
            hold_releases(session)
            found = release(session, release_id)
            if current_release_id(session) != from_release_id:
                raise ReleaseStateError("another release was published meanwhile; see: leadmatch catalogue releases")
            refuse_rollback(found)
            found = _switch_to(session, found, "rollback", now=now, by=by)
        remove_leftovers_or_say_so(session)
    return found


def discard_release(session: AnySession, release_id: str, *, now: datetime, by: str = NOBODY_NAMED) -> ReleaseRecord:
    """Remove the facts of a staged release; that it was there stays on record.

    Raises:
        UnknownReleaseError: there is no such release.
        ReleaseStateError: it is not staged.
    """
    with turn(session):
        with transaction(session):
            hold_releases(session)
            found = release(session, release_id)
            if found.state != ReleaseState.STAGED:
                raise ReleaseStateError(f"{found} is {found.state}; only a staged one can be discarded")
            discard_staged(session, now=now, by=by)
            found = release(session, release_id)
        remove_leftovers_or_say_so(session)
    return found


def _switch_to(session: AnySession, found: ReleaseRecord, action: str, *, now: datetime, by: str) -> ReleaseRecord:
    next_publication = (session.scalar(select(func.max(Release.publication))) or 0) + 1
    retired = update(Release).where(Release.state == ReleaseState.PUBLISHED).values(state=ReleaseState.RETIRED)
    session.execute(retired)
    session.execute(
        update(Release)
        .where(Release.id == found.id)
        .values(state=ReleaseState.PUBLISHED, published_at=now, publication=next_publication)
    )
    record_event(session, action, found, now=now, by=by)
    let_go_of_retired(session)
    return release(session, found.id)
