"""What a school states of its own programs, and how that is laid over what federal files say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from leadmatch.catalogue.identity import campus_id, school_id
from leadmatch.catalogue.records import (
    UNKNOWN_COST,
    AccreditationRecord,
    CampusRecord,
    CostRecord,
    ProgramRecord,
)
from leadmatch.catalogue.taxonomy import AWARD_LEVELS, FIELD_LABELS, credential_of, field_of

ONLINE_ONLY = ("online",)

# What a statement may hold, and the name of that fact among the sources of a program.
STATED_FACTS = {
    "title": "title",
    "credential": "credential",
    "formats": "formats",
    "self_paced": "self_paced",
    "length_months": "length",
    "credits": "credits",
    "cost": "cost",
    "financial_aid": "financial_aid",
    "certifications": "certifications",
    "authorized_states": "authorized_states",
    "externship": "externship",
    "eligibility": "eligibility",
    "start_dates": "start_dates",
    "website": "website",
    "campus": "campus",
}
_NEEDED_ALONE = ("title", "credential", "formats")  # where federal files have no such program

CipTitle = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """What a school states of one of its programs; None where it states nothing, so that other facts stand.

    Args:
        program_id: see `identity.stated_program_id`: the federal program's own id where the statement is about one.
        unitid: of the school.
        award_level: IPEDS award level.
        program_code: the school's own code, where federal files do not tell its programs apart; else None.
        source: key of the source, which is the school's file as of a day.
        formats: all formats that are offered; what is not among them is known not to be.
        cost: with basis ``program``.
        certifications: codes of the exams that it prepares for; an empty tuple states that there are none.
        authorized_states: USPS codes of the states whose residents may enroll online.
        start_dates: ascending.
        website: the school's own page of the program.
        campus: where it is taught.
    """

    program_id: str
    unitid: str
    cip_code: str
    award_level: str
    program_code: str | None
    source: str
    title: str | None = None
    credential: str | None = None
    formats: tuple[str, ...] | None = None
    self_paced: bool | None = None
    length_months: int | None = None
    credits: int | None = None
    cost: CostRecord | None = None
    financial_aid: bool | None = None
    certifications: tuple[str, ...] | None = None
    authorized_states: tuple[str, ...] | None = None
    externship: bool | None = None
    eligibility: str | None = None
    start_dates: tuple[date, ...] | None = None
    website: str | None = None
    campus: CampusRecord | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What statements lean on: the federal programs of their schools, and words for their CIP codes.

    Args:
        programs: by school id, all federal programs of each school that states something.
        cip_titles: by CIP code, the title and the key of its source, where it has one.
    """

    programs: Mapping[str, list[ProgramRecord]]
    cip_titles: Mapping[str, CipTitle]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A statement that no program can be made of as things stand; it stays on file."""

    statement: StatementRecord
    why: str

    def __str__(self) -> str:
        """Return it on one line, for the report of an import."""
        told = self.statement
        code = f", code {told.program_code}" if told.program_code is not None else ""
        title = f" {told.title!r}" if told.title is not None else ""
        return f"UNITID {told.unitid}, CIP {told.cip_code}, award level {told.award_level}{code}{title}: {self.why}"


@dataclass(frozen=True, slots=True)
class StatedLayer:
    """What statements come to.

    Args:
        laid_over: by id, federal programs as they are with what their schools state.
        alone: by id and in the order of ids, programs that federal files do not have.
        left_out: statements that no program can be made of, in the order of their program ids.
    """

    laid_over: dict[str, ProgramRecord]
    alone: dict[str, ProgramRecord]
    left_out: tuple[LeftOut, ...]


def surroundings_of(statements: Iterable[StatementRecord], base: Iterable[ProgramRecord]) -> Surroundings:
    """Return what these statements lean on among all federal programs of a release."""
    schools: dict[str, list[ProgramRecord]] = {school_id(each.unitid): [] for each in statements}
    codes = {each.cip_code for each in statements}
    cip_titles: dict[str, CipTitle] = {}
    for program in base:
        if program.school.id in schools:
            schools[program.school.id].append(program)
        if program.cip_code in codes and program.cip_code not in cip_titles:
            cip_titles[program.cip_code] = (program.cip_title, dict(program.fact_sources).get("cip_title"))
    return Surroundings(schools, cip_titles)


def lay_statements(statements: Iterable[StatementRecord], surroundings: Surroundings) -> StatedLayer:
    """Lay statements over the federal programs that they are about; the others become programs of their own."""
    laid_over: dict[str, ProgramRecord] = {}
    alone: dict[str, ProgramRecord] = {}
    left_out: list[LeftOut] = []
    for statement in sorted(statements, key=lambda each: each.program_id):
        siblings = surroundings.programs[school_id(statement.unitid)]
        federal = next((each for each in siblings if each.id == statement.program_id), None)
        if federal is None and (why := _why_not_alone(statement, siblings)):
            left_out.append(LeftOut(statement, why))
            continue
        base = _at_its_place(federal, siblings) if federal else _program_alone(statement, siblings, surroundings)
        merged = lay_over(base, statement)
        if merged.campus is None and merged.formats != ONLINE_ONLY:
            left_out.append(LeftOut(statement, "it is taught at a place, and nobody says where"))
            continue
        (alone if federal is None else laid_over)[merged.id] = merged
    return StatedLayer(laid_over, alone, tuple(left_out))


def lay_over(program: ProgramRecord, statement: StatementRecord) -> ProgramRecord:
    """Return a program with what its school states in place of what was known, field by field.

    Each stated fact names the statement as its source, and the source of what it replaces goes. Formats that are
    stated are all there are, so none is unknown; a program that is online only has no campus.
    """
    stated = {name: value for name in STATED_FACTS if (value := getattr(statement, name)) is not None}
    changes = dict(stated)
    if "formats" in stated:
        changes["formats_unknown"] = ()
    if changes.get("formats", program.formats) == ONLINE_ONLY:
        stated.pop("campus", None)
        changes["campus"] = None
    replaced = {STATED_FACTS[name] for name in changes if name in STATED_FACTS}
    kept = (pair for pair in program.fact_sources if pair[0] not in replaced)
    told = ((STATED_FACTS[name], statement.source) for name in stated)
    return replace(program, **changes, fact_sources=(*kept, *told))


def _at_its_place(program: ProgramRecord, siblings: list[ProgramRecord]) -> ProgramRecord:
    """Return a federal program with the one place that federal files give for its school.

    They give none for a program that they have online only; where the school states that it is taught on campus too,
    it is taught there, unless the school states another place.
    """
    if program.campus is not None:
        return program
    of_school = campus_id(program.school.unitid or "")
    sibling = next((each for each in siblings if each.campus is not None and each.campus.id == of_school), None)
    if sibling is None:
        return program
    source = tuple(pair for pair in sibling.fact_sources if pair[0] == "campus")
    return replace(program, campus=sibling.campus, fact_sources=(*program.fact_sources, *source))


def _why_not_alone(statement: StatementRecord, siblings: list[ProgramRecord]) -> str | None:
    if not siblings:
        return "the release holds no program of this school from federal files"
    missing = [name for name in _NEEDED_ALONE if getattr(statement, name) is None]
    if missing:
        return f"federal files have no such program, and the school states no {' and no '.join(missing)}"
    return None


def _program_alone(
    statement: StatementRecord, siblings: list[ProgramRecord], surroundings: Surroundings
) -> ProgramRecord:
    """Return a program of which only the school and the codes are known, for the statement to be laid over."""
    one = siblings[0]
    field = field_of(statement.cip_code)
    stand_in = (f"{FIELD_LABELS[field]} ({statement.cip_code})", None)
    cip_title, cip_title_source = surroundings.cip_titles.get(statement.cip_code, stand_in)
    accreditation = (*_institutional(siblings), *_programmatic(statement, siblings))
    accreditation_sources = {each.source for each in accreditation}
    of_school = [
        (fact, key)
        for fact, key in one.fact_sources
        if fact in {"school", "financial_aid", "accreditation_dates"}
        or (fact == "accreditation" and key in accreditation_sources)
    ]
    return ProgramRecord(
        id=statement.program_id,
        title="",
        cip_code=statement.cip_code,
        cip_title=cip_title,
        field=field,
        credential="",
        award_level=statement.award_level,
        formats=(),
        formats_unknown=(),
        self_paced=None,
        length_months=None,
        credits=None,
        cost=UNKNOWN_COST,
        financial_aid=one.school.title_iv,
        certifications=(),
        graduates_count=None,
        graduates_year=None,
        authorized_states=None,
        school=one.school,
        campus=None,
        accreditation=accreditation,
        fact_sources=(
            ("program", statement.source),
            *((("cip_title", cip_title_source),) if cip_title_source else ()),
            *of_school,
        ),
    )


def _institutional(siblings: list[ProgramRecord]) -> tuple[AccreditationRecord, ...]:
    return tuple(each for each in siblings[0].accreditation if each.kind == "institutional")


def _programmatic(statement: StatementRecord, siblings: list[ProgramRecord]) -> tuple[AccreditationRecord, ...]:
    """Return what is on file for the school's programs in the same field with the same kind of award."""
    credential = credential_of(statement.award_level)
    levels = {level for level in AWARD_LEVELS if credential_of(level) == credential}
    field = field_of(statement.cip_code)
    alike = (each for each in siblings if each.field == field and each.award_level in levels)
    of_one = next((each.accreditation for each in alike), ())
    return tuple(each for each in of_one if each.kind == "programmatic")
