"""A clock that was set back hides no release: what was published last is served, and kept."""

from datetime import UTC, datetime, timedelta

from factories import SOURCES, make_programs
from sqlalchemy.orm import Session

from leadmatch.catalogue.queries import current_release_id, kept_release_ids
from leadmatch.catalogue.releases import publish_release
from leadmatch.catalogue.staging import stage_release

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def publish(session: Session, title: str, now: datetime) -> str:
    staged = stage_release(session, make_programs(2, title=title), SOURCES, origin=title, now=now)
    return publish_release(session, staged.release.id, now=now).id


def test_the_published_release_is_kept_first_even_if_the_clock_was_set_back(session: Session):
    ids = [publish(session, title, MOMENT + timedelta(days=day)) for day, title in enumerate(("A", "B", "C"))]
    last = publish(session, "D", MOMENT - timedelta(days=1))
    assert current_release_id(session) == last
    assert kept_release_ids(session) == (last, ids[2], ids[1])
