"""Removal: releases that are no longer wanted go in many short transactions, so that others can write between them.

What is still to be removed is known by its state alone, so whatever a kill leaves behind goes with the next removal.
"""

import structlog
from sqlalchemy import delete, exists, select
from sqlalchemy.exc import OperationalError

from leadmatch.catalogue.models import (
    Accreditation,
    Campus,
    Cost,
    Program,
    Release,
    ReleaseState,
    School,
    Source,
    Statement,
)
from leadmatch.catalogue.queries import AnySession
from leadmatch.catalogue.rows import ROWS_AT_ONCE, second_key
from leadmatch.kernel.database import Base
from leadmatch.kernel.errors import StorageUnavailableError
from leadmatch.kernel.pace import Pace

# Programs first: whoever reads the release meanwhile finds fewer than there were, and never one without its school.
_FACTS: tuple[type[Base], ...] = (Program, Statement, School, Campus, Accreditation, Cost, Source)


def remove_leftovers(session: AnySession) -> None:
    """Remove all facts of discarded releases, and whole releases that nobody loads any more or that are not kept.

    Whoever calls it holds the turn (`release_turn`): nobody else is loading a release.
    """
    pace = Pace()
    session.rollback()
    gone = (ReleaseState.LOADING, ReleaseState.REMOVING)
    left = select(Release.id, Release.state).where(Release.state.in_((*gone, ReleaseState.DISCARDED)))
    for release_id, state in session.execute(left).all():
        for model in _FACTS:
            while _has_facts(session, model, release_id):
                with pace.transaction(session):
                    _remove_some(session, model, release_id)
        if state in gone:
            with pace.transaction(session):
                session.execute(delete(Release).where(Release.id == release_id, Release.state.in_(gone)))


def remove_leftovers_or_say_so(session: AnySession) -> None:
    """Remove leftovers; where the database cannot be used, leave them to the next removal, with a line in the log."""
    try:
        remove_leftovers(session)
    except (OperationalError, StorageUnavailableError) as error:
        session.rollback()
        structlog.get_logger("leadmatch").warning("releases-not-removed-yet", reason=type(error).__name__)


def _has_facts(session: AnySession, model: type[Base], release_id: str) -> bool:
    found = session.scalar(select(exists().where(model.__table__.c.release_id == release_id)))
    session.rollback()
    return bool(found)


def _remove_some(session: AnySession, model: type[Base], release_id: str) -> None:
    """Remove facts from the first on in the order of the primary key, all that share the second part of it at once."""
    of_release = model.__table__.c.release_id == release_id
    part = second_key(model)
    last = session.scalar(select(part).where(of_release).order_by(part).offset(ROWS_AT_ONCE - 1).limit(1))
    session.connection().execute(delete(model).where(of_release, *(() if last is None else (part <= last,))))
