"""Loading: the facts of a release are written in many short transactions, so that others can write between them.

Until it is staged, such a release is in a state of its own, in which only `staging` and `release_removal` see it.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from leadmatch.catalogue.models import Release, ReleaseState
from leadmatch.catalogue.queries import AnySession
from leadmatch.catalogue.release_states import ReleaseStateError
from leadmatch.catalogue.rows import ROWS_AT_ONCE, Progress, Step
from leadmatch.kernel.pace import Pace


def load_facts(
    session: AnySession, release_id: str, steps: Iterable[Step], *, programs: int, on_progress: Progress
) -> None:
    """Write the facts of a release that is loading; `on_progress` is told how many programs of how many.

    Raises:
        ReleaseStateError: it is no longer loading: somebody else has taken it for one that was given up.
    """
    pace, written = Pace(), 0
    on_progress(written, programs)
    for together in _grouped(steps):
        with pace.transaction(session):
            require_loading(session, release_id)
            for step in together:
                step.write(session.connection(), release_id)
        if of_programs := sum(step.programs for step in together):
            written = min(written + of_programs, programs)
            on_progress(written, programs)


def require_loading(session: AnySession, release_id: str) -> None:
    """Refuse to go on with a release that is not loading any more.

    Raises:
        ReleaseStateError: see above.
    """
    state = session.scalar(select(Release.state).where(Release.id == release_id))
    if state != ReleaseState.LOADING:
        raise ReleaseStateError("another import began meanwhile, so this one was given up; nothing was loaded")


def _grouped(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """Yield steps in groups that fill a transaction; the rows of a group are made before it begins."""
    group: list[Step] = []
    for step in steps:
        group.append(step)
        if sum(each.rows for each in group) >= ROWS_AT_ONCE:
            yield group
            group = []
    if group:
        yield group
