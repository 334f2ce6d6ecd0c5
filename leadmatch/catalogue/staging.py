"""Staging: a release is written with new federal facts, or with what schools state now.

Its facts are loaded bit by bit (`release_loading`), seen by nobody; one short transaction then makes it the staged one,
discards the one staged before, and writes so into the history of the catalogue (`CatalogueEvent`).
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import chain

from sqlalchemy import func, insert, select, update

from leadmatch.catalogue.content import ContradictionError, StatedContent, collect_content, collect_statements
from leadmatch.catalogue.models import Release, ReleaseState
from leadmatch.catalogue.queries import (
    AnySession,
    ReleaseRecord,
    current_release_id,
    release,
    source_records,
    stated_layer,
    statement_records,
)
from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.catalogue.release_loading import load_facts, require_loading
from leadmatch.catalogue.release_removal import remove_leftovers, remove_leftovers_or_say_so
from leadmatch.catalogue.release_states import NothingPublishedError, NothingStatedError, ReleaseStateError
from leadmatch.catalogue.release_steps import NOBODY_NAMED, discard_staged, hold_releases, record_event
from leadmatch.catalogue.release_turn import turn
from leadmatch.catalogue.rows import Progress, Step, base_steps, copy_steps, source_steps, statement_steps
from leadmatch.catalogue.statements import (
    LeftOut,
    StatedLayer,
    StatementRecord,
    lay_statements,
    surroundings_of,
)
from leadmatch.kernel.database import transaction
from leadmatch.kernel.ids import stable_id


@dataclass(frozen=True, slots=True)
class StagedRelease:
    """What staging came to.

    Args:
        release: the release that holds the content.
        is_new: False where the published release already holds exactly this content, so nothing was written.
        left_out: statements of schools that no program of this release can be made of; they stay on file.
    """

    release: ReleaseRecord
    is_new: bool
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class _Base:
    """The federal facts that a release is staged with.

    Args:
        counts: how many records of each kind.
        steps: the writing of all but the sources.
    """

    sha256: str
    counts: dict[str, int]
    sources: dict[str, SourceRecord]
    steps: Iterable[Step]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be staged.

    Args:
        action: what this is called in the history.
        published: the release that it is built on.
    """

    action: str
    published: ReleaseRecord | None
    base: _Base
    stated: StatedContent
    layer: StatedLayer


def stage_release(
    session: AnySession,
    programs: Iterable[ProgramRecord],
    sources: Iterable[SourceRecord],
    *,
    origin: str,
    now: datetime,
    by: str = NOBODY_NAMED,
    on_progress: Progress = lambda _written, _total: None,
) -> StagedRelease:
    """Write federal programs as a staged release, wholly or not at all; a release staged before is discarded.

    What schools state in the published release is carried over. The programs are read to the end and checked first.
    `origin` says to people what the records were read from, `by` who had it done; `on_progress` is told how many
    programs of how many.

    Raises:
        ContentError: the records contradict each other; its subclasses say how.
        ReleaseStateError: somebody else has been changing releases all the time.
    """
    content = collect_content(programs, sources)

    def plan() -> _Plan:
        published_id = current_release_id(session)
        stated = _stated_content(session, published_id)
        layer = lay_statements(stated.statements, surroundings_of(stated.statements, content.programs))
        base = _Base(content.sha256, content.counts(), content.sources, base_steps(content))
        published = None if published_id is None else release(session, published_id)
        return _Plan("import", published, base, stated, layer)

    return _stage(session, plan, origin=origin, now=now, by=by, on_progress=on_progress)


def stage_statements(
    session: AnySession,
    statements: Iterable[StatementRecord],
    sources: Iterable[SourceRecord],
    *,
    origin: str,
    now: datetime,
    by: str = NOBODY_NAMED,
    on_progress: Progress = lambda _written, _total: None,
) -> StagedRelease:
    """Stage the published release with what schools state now; a release staged before is discarded.

    Of each school among them, these statements are all that it states: those made before are no longer there. What
    other schools state, and the federal facts, stay as published. Arguments as for `stage_release`.

    Raises:
        ContentError: two statements are about one program, or a source is missing.
        NothingPublishedError: there are no federal facts to lay statements over.
        ReleaseStateError: somebody else has been changing releases all the time.
    """
    new = collect_statements(statements, sources)
    return _stage_stated(
        session,
        "import",
        lambda before: before.replaced_by(new),
        origin=origin,
        now=now,
        by=by,
        on_progress=on_progress,
    )


def withdraw_statements(
    session: AnySession,
    unitid: str,
    *,
    now: datetime,
    by: str = NOBODY_NAMED,
    on_progress: Progress = lambda _written, _total: None,
) -> StagedRelease:
    """Stage the published release without anything that one school states; a release staged before is discarded.

    Raises:
        NothingPublishedError: there is no published release.
        NothingStatedError: the school states nothing in it.
        ReleaseStateError: somebody else has been changing releases all the time.
    """

    def without_school(before: StatedContent) -> StatedContent:
        if all(each.unitid != unitid for each in before.statements):
            raise NothingStatedError(unitid)
        return before.without({unitid})

    origin = f"without the statements of UNITID {unitid}"
    return _stage_stated(session, "withdraw", without_school, origin=origin, now=now, by=by, on_progress=on_progress)


def _stage_stated(
    session: AnySession,
    action: str,
    change: Callable[[StatedContent], StatedContent],
    *,
    origin: str,
    now: datetime,
    by: str,
    on_progress: Progress,
) -> StagedRelease:
    def plan() -> _Plan:
        published_id = current_release_id(session)
        if published_id is None:
            raise NothingPublishedError
        published = release(session, published_id)
        before = _stated_content(session, published_id)
        stated = change(before)
        layer = stated_layer(session, published_id, stated.statements)
        programs = published.counts.get("base_programs", published.counts["programs"])
        known = source_records(session, published_id)
        base = _Base(
            published.base_sha256 or published.content_sha256,
            {**published.counts, "programs": programs},
            {key: source for key, source in known.items() if key not in before.sources},
            copy_steps(session.connection, of_release=published_id),
        )
        return _Plan(action, published, base, stated, layer)

    return _stage(session, plan, origin=origin, now=now, by=by, on_progress=on_progress)


def _stage(
    session: AnySession, plan: Callable[[], _Plan], *, origin: str, now: datetime, by: str, on_progress: Progress
) -> StagedRelease:
    """Stage what `plan` comes to while nobody else changes releases."""
    with turn(session):
        remove_leftovers(session)
        planned = plan()
        before, left_out = planned.published, planned.layer.left_out
        loading = _record_of(session, planned, origin=origin, now=now)
        if before is not None and before.content_sha256 == loading.content_sha256:
            with transaction(session):
                discard_staged(session, now=now, by=by)
            remove_leftovers_or_say_so(session)
            return StagedRelease(before, is_new=False, left_out=left_out)
        with transaction(session):
            hold_releases(session)
            session.execute(insert(Release).values(asdict(loading)))
        try:
            _load(session, loading, planned, on_progress)
            staged = _show(session, loading, planned.action, now=now, by=by)
        except Exception:
            remove_leftovers_or_say_so(session)
            raise
        remove_leftovers_or_say_so(session)
        return StagedRelease(staged, is_new=True, left_out=left_out)


def _record_of(session: AnySession, planned: _Plan, *, origin: str, now: datetime) -> ReleaseRecord:
    base, stated, published = planned.base, planned.stated, planned.published
    if taken := sorted(base.sources.keys() & stated.sources.keys()):
        raise ContradictionError(f"schools state facts under the name of a federal source: {', '.join(taken)}")
    sha256 = stated.sha256(base.sha256)
    number = (session.scalar(select(func.max(Release.number))) or 0) + 1
    return ReleaseRecord(
        id=stable_id("rel", str(number), now.isoformat(), sha256),
        number=number,
        state=ReleaseState.LOADING,
        created_at=now,
        published_at=None,
        content_sha256=sha256,
        origin=origin,
        counts={
            **base.counts,
            "programs": base.counts["programs"] + len(planned.layer.alone),
            "base_programs": base.counts["programs"],
            "statements": len(stated.statements),
            "sources": len(base.sources | stated.sources),
        },
        publication=None,
        built_on=None if published is None else published.id,
        base_sha256=base.sha256 if stated.statements else None,
    )


def _load(session: AnySession, loading: ReleaseRecord, planned: _Plan, on_progress: Progress) -> None:
    base, stated = planned.base, planned.stated
    sources = {**base.sources, **stated.sources}
    steps = chain(source_steps(sources.values()), base.steps, statement_steps(stated))
    load_facts(session, loading.id, steps, programs=base.counts["programs"], on_progress=on_progress)


def _show(session: AnySession, loading: ReleaseRecord, action: str, *, now: datetime, by: str) -> ReleaseRecord:
    """Make a release that is loaded the staged one."""
    with transaction(session):
        hold_releases(session)
        require_loading(session, loading.id)
        if loading.built_on != current_release_id(session):
            raise ReleaseStateError(
                "another release was published meanwhile; nothing was loaded; import the file again"
            )
        discard_staged(session, now=now, by=by)
        session.execute(update(Release).where(Release.id == loading.id).values(state=ReleaseState.STAGED))
        staged = replace(loading, state=ReleaseState.STAGED)
        record_event(session, action, staged, now=now, by=by)
    return staged


def _stated_content(session: AnySession, release_id: str | None) -> StatedContent:
    if release_id is None:
        return StatedContent((), {})
    statements = statement_records(session, release_id)
    return collect_statements(statements, source_records(session, release_id).values() if statements else ())
