"""`leadmatch catalogue diff`: what one release changes against another, counts first, for people and scripts."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

import click
from rich.progress import Progress
from sqlalchemy.orm import Session

from leadmatch.catalogue.comparing import FACTS_BY_NAME
from leadmatch.catalogue.diff import ADDED, GONE, Difference, Summary, differences, sides_of
from leadmatch.catalogue.models import ReleaseState
from leadmatch.catalogue.queries import ReleaseRecord, UnknownReleaseError, school_ids
from leadmatch.catalogue.records import ProgramRecord
from leadmatch.catalogue.release_states import ReleaseStateError
from leadmatch.cli.diff_words import Comparison, diff_as_json, print_counts, print_details
from leadmatch.cli.loading import bar, progress_bars
from leadmatch.cli.releases import (
    as_json_option,
    faults_told,
    find_release,
    published_release,
    session_of,
    staged_release,
)
from leadmatch.kernel.atomic_file import atomic_file
from leadmatch.settings import Settings

SECTIONS = (ADDED, GONE)
_CSV_COLUMNS = (
    "change",
    "program_id",
    "unitid",
    "school",
    "title",
    "cip_code",
    "award_level",
    "fact",
    "old",
    "old_source",
    "old_as_of",
    "new",
    "new_source",
    "new_as_of",
)
_LIMIT = 5
_LIMIT_OF_ONE = 50
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

Write = Callable[[Iterable[object]], object]


@click.command("diff")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--field",
    "fields",
    multiple=True,
    type=click.Choice([*SECTIONS, *FACTS_BY_NAME]),
    metavar="FACT",
    help="List only this fact, by its name in the counts, or only what is added or gone; may be given several times.",
)
@click.option("--limit", type=click.IntRange(1), help="How many changes to list of each fact.")
@click.option("--all", "lists_all", is_flag=True, help="List every change.")
@click.option(
    "--csv", "csv_file", type=click.Path(path_type=Path, dir_okay=False), help="Write every change to this file."
)
@as_json_option
@click.pass_obj
def diff_command(
    settings: Settings,
    old: str | None,
    new: str | None,
    *,
    fields: tuple[str, ...],
    limit: int | None,
    lists_all: bool,
    csv_file: Path | None,
    as_json: bool,
) -> None:
    """Show what release NEW changes against release OLD, by their ids or numbers.

    Without NEW it is the staged release, and without OLD the published one, so that you see what publishing would
    change. Changes that several programs of a school share are told once.
    """
    with progress_bars(quiet=as_json) as progress, faults_told(as_json=as_json), session_of(settings) as session:
        before, after = _chosen(session, old, new)
        if csv_file is None:
            found = compare(session, before, after, progress, fields=fields)
        else:
            with _csv_writer(csv_file) as write:
                found = compare(session, before, after, progress, fields=fields, write=write)
    shown = None if lists_all else limit or (_LIMIT_OF_ONE if fields else _LIMIT)
    if as_json:
        click.echo(json.dumps(diff_as_json(found, limit=shown), indent=1))
        return
    print_counts(found)
    print_details(found, limit=shown)
    if csv_file is not None:
        click.echo(f"Every change is written to {csv_file}.")


def compare(
    session: Session,
    before: ReleaseRecord,
    after: ReleaseRecord,
    progress: Progress,
    *,
    fields: tuple[str, ...] = (),
    write: Write | None = None,
) -> Comparison:
    """Compare two releases with a progress bar; `write` takes each change as a row of text."""
    old, new = sides_of(session, before, after)
    facts = {name for name in fields if name in FACTS_BY_NAME}
    summary = Summary(old.sources, new.sources, wanted=facts if fields else None)
    show = bar(progress, "Comparing")
    total = before.counts["programs"] + after.counts["programs"]
    done = 0
    for difference in differences(old, new):
        done += 1 if difference is not None and difference.before is None else 2
        if done % 1000 < 2:  # noqa: PLR2004  # a step may be of two programs
            show(done, total)
        summary.take(difference)
        if write is not None and difference is not None:
            for row in _rows(difference, summary, fields):
                write(row)
    show(total, total)
    return Comparison(before, after, summary, school_ids(session, before.id), school_ids(session, after.id), fields)


def _chosen(session: Session, old: str | None, new: str | None) -> tuple[ReleaseRecord, ReleaseRecord]:
    before = published_release(session) if old is None else find_release(session, old)
    if before is None:
        raise UnknownReleaseError("no release is published yet, so there is nothing to compare with")
    after = staged_release(session) if new is None else find_release(session, new)
    if before.id == after.id:
        raise ReleaseStateError(f"release {before.number} is the same as itself; name two releases")
    for each in (before, after):
        if each.state == ReleaseState.DISCARDED:
            raise ReleaseStateError(f"release {each.number} is discarded, and its programs are gone")
    return before, after


def _rows(difference: Difference, summary: Summary, fields: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    program = difference.program
    if difference.before is None:
        if not fields or difference.kind in fields:
            yield (difference.kind, *_named(program))
        return
    for fact in (*difference.changes, *difference.newer):
        if not fields or fact.name in fields:
            old = fact.told(difference.before, summary.old_sources)
            new = fact.told(program, summary.new_sources)
            yield (difference.kind, *_named(program), fact.name, *old, *new)


def _named(program: ProgramRecord) -> tuple[object, ...]:
    school = program.school
    return program.id, school.unitid, school.name, program.title, program.cip_code, program.award_level


@contextmanager
def _csv_writer(path: Path) -> Iterator[Write]:
    with atomic_file(path) as file:
        text = TextIOWrapper(file, "utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow(_CSV_COLUMNS)
        yield lambda row: writer.writerow([_harmless(cell) for cell in row])
        text.flush()
        text.detach()


def _harmless(cell: object) -> str:
    """Return what a spreadsheet shows as it stands: words of a school may look like a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
