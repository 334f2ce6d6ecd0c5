"""Staging: a release is written with new federal facts, or with what schools state now; each is one transaction.

Each writes what it did into the history of the catalogue (`CatalogueEvent`), in the same transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert

from leadmatch.catalogue.content import ContradictionError, StatedContent, collect_content, collect_statements
from leadmatch.catalogue.models import Release, ReleaseState
from leadmatch.catalogue.queries import (
    AnySession,
    ReleaseRecord,
    current_release_id,
    release,
    releases,
    source_records,
    stated_layer,
    statement_records,
)
from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.catalogue.release_states import NothingPublishedError, NothingStatedError
from leadmatch.catalogue.release_steps import NOBODY_NAMED, discard_staged, record_event, take_turn
from leadmatch.catalogue.rows import Progress, copy_base, write_base, write_sources, write_statements
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
        write: writes all but the sources as facts of the release with this id.
    """

    sha256: str
    counts: dict[str, int]
    sources: dict[str, SourceRecord]
    write: Callable[[str], None]


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

    What schools state in the published release is carried over. The programs are read to the end and checked first,
    so that the transaction lasts only as long as the writing does: on SQLite nobody else can write meanwhile (0.1 s
    for the embedded catalogue, some 10 s for all federal programs). `origin` says to people what the records were read
    from, `by` who had it done; `on_progress` is told how many programs of how many.

    Raises:
        ContentError: the records contradict each other; its subclasses say how.
    """
    content = collect_content(programs, sources)
    with transaction(session):
        take_turn(session)
        stated = _stated_content(session, current_release_id(session))
        layer = lay_statements(stated.statements, surroundings_of(stated.statements, content.programs))
        base = _Base(
            content.sha256,
            content.counts(),
            content.sources,
            lambda release_id: write_base(session.connection(), release_id, content, on_progress),
        )
        return _stage(session, "import", base, stated, layer, origin=origin, now=now, by=by)


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
    with transaction(session):
        take_turn(session)
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
            lambda release_id: copy_base(
                session.connection(), release_id, of_release=published_id, total=programs, on_progress=on_progress
            ),
        )
        return _stage(session, action, base, stated, layer, origin=origin, now=now, by=by)


def _stage(
    session: AnySession,
    action: str,
    base: _Base,
    stated: StatedContent,
    layer: StatedLayer,
    *,
    origin: str,
    now: datetime,
    by: str,
) -> StagedRelease:
    if taken := sorted(base.sources.keys() & stated.sources.keys()):
        raise ContradictionError(f"schools state facts under the name of a federal source: {', '.join(taken)}")
    discard_staged(session, now=now, by=by)
    on_file = releases(session)
    published = next((one for one in on_file if one.state == ReleaseState.PUBLISHED), None)
    sha256 = stated.sha256(base.sha256)
    if published is not None and published.content_sha256 == sha256:
        return StagedRelease(published, is_new=False, left_out=layer.left_out)
    sources = {**base.sources, **stated.sources}
    number = max((one.number for one in on_file), default=0) + 1
    staged = ReleaseRecord(
        id=stable_id("rel", str(number), now.isoformat(), sha256),
        number=number,
        state=ReleaseState.STAGED,
        created_at=now,
        published_at=None,
        content_sha256=sha256,
        origin=origin,
        counts={
            **base.counts,
            "programs": base.counts["programs"] + len(layer.alone),
            "base_programs": base.counts["programs"],
            "statements": len(stated.statements),
            "sources": len(sources),
        },
        publication=None,
        built_on=None if published is None else published.id,
        base_sha256=base.sha256 if stated.statements else None,
    )
    session.execute(insert(Release).values(asdict(staged)))
    write_sources(session.connection(), staged.id, sources.values())
    base.write(staged.id)
    write_statements(session.connection(), staged.id, stated)
    record_event(session, action, staged, now=now, by=by)
    return StagedRelease(staged, is_new=True, left_out=layer.left_out)


def _stated_content(session: AnySession, release_id: str | None) -> StatedContent:
    if release_id is None:
        return StatedContent((), {})
    statements = statement_records(session, release_id)
    return collect_statements(statements, source_records(session, release_id).values() if statements else ())
