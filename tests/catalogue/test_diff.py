"""The difference of two releases: program by program, told once per school, other years apart."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from factories import ACCREDITATION, COST, make_campus
from stating import EVERYTHING, FEDERAL_SOURCES, STATED, federal_program, school_of, statement

from leadmatch.catalogue.comparing import FACTS, FACTS_BY_NAME, Told
from leadmatch.catalogue.diff import ADDED, CHANGED, GONE, Difference, Side, Summary, differences
from leadmatch.catalogue.records import UNKNOWN_COST, ProgramRecord, SourceRecord
from leadmatch.catalogue.statements import STATED_FACTS, lay_over

NEWER = (
    SourceRecord("ipeds-hd-2025", "IPEDS directory information", "NCES", "2025"),
    SourceRecord("ipeds-c-2025", "IPEDS completions", "NCES", "2025"),
)
SOURCES = {source.key: source for source in (*FEDERAL_SOURCES, *NEWER, STATED)}


def side(*programs: ProgramRecord) -> Side:
    return Side(sorted(programs, key=lambda each: each.id), SOURCES)


def compared(old: Iterable[ProgramRecord], new: Iterable[ProgramRecord]) -> list[Difference]:
    return [each for each in differences(side(*old), side(*new)) if each is not None]


def summed(
    old: Iterable[ProgramRecord], new: Iterable[ProgramRecord], wanted: tuple[str, ...] | None = None
) -> Summary:
    summary = Summary(SOURCES, SOURCES, wanted)
    for difference in differences(side(*old), side(*new)):
        summary.take(difference)
    return summary


def only(old: ProgramRecord, new: ProgramRecord) -> Difference:
    (difference,) = compared([old], [new])
    return difference


ONE, TWO, THREE = federal_program(), federal_program("51.0801"), federal_program("51.0714")


def test_the_same_programs_have_no_difference():
    assert compared([ONE, TWO], [TWO, ONE]) == []


def test_two_empty_sides_have_no_difference():
    assert compared([], []) == []


@pytest.mark.parametrize("old", [[], [ONE], [ONE, TWO], [TWO, THREE], [ONE, TWO, THREE]])
@pytest.mark.parametrize("new", [[], [THREE], [ONE, THREE], [TWO, THREE], [ONE, TWO, THREE]])
def test_programs_are_added_or_gone_by_their_ids(old: list[ProgramRecord], new: list[ProgramRecord]):
    found = compared(old, new)
    ids = {kind: {each.program.id for each in found if each.kind == kind} for kind in (ADDED, GONE, CHANGED)}
    before, after = {each.id for each in old}, {each.id for each in new}
    assert ids == {ADDED: after - before, GONE: before - after, CHANGED: set()}


OTHER_FACTS: dict[str, dict[str, Any]] = {
    "school_name": {"school": school_of(name="Example University")},
    "control": {"school": school_of(control="private_nonprofit")},
    "school_website": {"school": school_of(website=None)},
    "opeid": {"school": school_of(opeid=None)},
    "title_iv": {"school": school_of(title_iv=False), "financial_aid": False},
    "accreditation": {"accreditation": (replace(ACCREDITATION, ended=date(2026, 1, 1), current=False),)},
    "campus": {"campus": replace(ONE.campus, street="9 Example Street", latitude=41.9)},
    "coordinates": {"campus": replace(ONE.campus, latitude=41.9)},
    "title": {"title": "Coding"},
    "cip_title": {"cip_title": "Coder"},
    "credential": {"credential": "diploma"},
    "formats": {"formats": ("online",), "formats_unknown": (), "campus": None},
    "self_paced": {"self_paced": False},
    "length": {"length_months": None},
    "credits": {"credits": 30},
    "cost": {"cost": UNKNOWN_COST},
    "financial_aid": {"financial_aid": False},
    "certifications": {"certifications": ("CPC",)},
    "authorized_states": {"authorized_states": ()},
    "externship": {"externship": True},
    "eligibility": {"eligibility": "Everybody"},
    "start_dates": {"start_dates": (date(2027, 1, 11),)},
    "website": {"website": "https://www.example.org/coding"},
    "graduates": {"graduates_count": 0},
}


@pytest.mark.parametrize("name", FACTS_BY_NAME)
def test_each_fact_that_is_another_one_is_told_alone(name: str):
    difference = only(ONE, replace(ONE, **OTHER_FACTS[name]))
    assert [fact.name for fact in difference.changes] == [name]
    assert (difference.kind, difference.newer, difference.renewals) == (CHANGED, (), frozenset())


def test_every_value_of_a_record_is_compared_or_names_it():
    named_by = {"id", "school", "field", "award_level", "cip_code", "fact_sources"}
    assert {part for fact in FACTS for part in fact.parts} | named_by == set(ProgramRecord.__slots__)


@pytest.mark.parametrize(
    ("name", "program", "told"),
    [
        ("control", ONE, Told("public", "IPEDS directory information", "2024")),
        ("title", ONE, Told(ONE.title, "IPEDS completions", "2024")),
        ("title_iv", ONE, Told("yes", "IPEDS directory information", "2024")),
        ("formats", ONE, Told("on campus; hybrid, online not published", "IPEDS directory information", "2024")),
        ("formats", replace(ONE, formats_unknown=()), Told("on campus only", "IPEDS directory information", "2024")),
        ("cost", ONE, Told("$4,380 estimate", "College Scorecard", "2020-21")),
        ("cost", replace(ONE, cost=UNKNOWN_COST), Told("not published", None, None)),
        (
            "cost",
            replace(ONE, cost=replace(COST, basis="program", total_cents=450_050, books_supplies_cents=12_050)),
            Told("$4,500.50 (tuition and fees $4,380, books and supplies $120.50)", "College Scorecard", "2020-21"),
        ),
        ("graduates", ONE, Told("31 in 2024", "IPEDS completions", "2024")),
        ("graduates", replace(ONE, graduates_count=None), Told("not published", None, None)),
        ("length", replace(ONE, fact_sources=()), Told("12 months", None, None)),
        (
            "accreditation",
            ONE,
            Told("Higher Learning Commission (institutional, current, since 1994-01-01)", "College Scorecard", "2022"),
        ),
        (
            "accreditation",
            replace(ONE, accreditation=(replace(ACCREDITATION, ended=date(2020, 6, 30), since=None),)),
            Told("Higher Learning Commission (institutional, ended 2020-06-30)", "College Scorecard", "2022"),
        ),
        ("campus", ONE, Told("1 Example Street, Chicago, IL 60601", "IPEDS directory information", "2024")),
        ("campus", replace(ONE, campus=None), Told("no campus, online only", None, None)),
        (
            "campus",
            replace(ONE, campus=make_campus(street=None)),
            Told("Chicago, IL 60601", "IPEDS directory information", "2024"),
        ),
        ("coordinates", ONE, Told("41.8858, -87.6181", "IPEDS directory information", "2024")),
        ("certifications", ONE, Told("not published", None, None)),
    ],
)
def test_a_value_reads_as_a_person_would_say_it_with_its_source(name: str, program: ProgramRecord, told: Told):
    assert FACTS_BY_NAME[name].told(program, SOURCES) == told


@pytest.mark.parametrize("name", STATED_FACTS)
def test_what_a_school_states_is_told_as_its_own_words(name: str):
    after = lay_over(ONE, statement(**{name: EVERYTHING[name]}))
    (fact,) = only(ONE, after).changes
    told = fact.told(after, SOURCES)
    assert (told.source, told.as_of) == ("Example College, its own statement", "2026-11-01")
    assert "not published" not in told.value


def test_figures_of_another_year_are_no_changes_but_counted_with_their_direction():
    pairs = [(31, 40), (31, 20), (31, 31), (31, None)]
    old = [replace(ONE, id=f"prg_{number}", graduates_count=was) for number, (was, _now) in enumerate(pairs)]
    new = [
        replace(ONE, id=f"prg_{number}", graduates_count=now, graduates_year=None if now is None else 2025)
        for number, (_was, now) in enumerate(pairs)
    ]
    summary = summed(old, new)
    assert (summary.newer.programs, summary.newer.up, summary.newer.down) == (4, 1, 1)
    assert summary.newer.years == {(2024, 2025): 3, (2024, None): 1}
    assert (summary.programs, summary.by_fact, summary.groups) == ({"renewed": 4}, {}, {})
    assert len(summed(old, new, ("graduates",)).groups) == 4


def test_what_another_source_tells_alike_is_renewed_and_told_by_source():
    after = replace(
        ONE, fact_sources=tuple((fact, key.replace("ipeds-hd-2024", "ipeds-hd-2025")) for fact, key in ONE.fact_sources)
    )
    summary = summed([ONE, TWO], [after, TWO])
    assert summary.programs == {"renewed": 1}
    assert summary.renewals == {("ipeds-hd-2024", "ipeds-hd-2025"): 1}


def test_a_school_that_is_renamed_is_told_once_for_all_its_programs():
    renamed = school_of(name="Example University")
    summary = summed([ONE, TWO, THREE], [replace(each, school=renamed) for each in (ONE, TWO, THREE)])
    ((key, group),) = summary.groups.items()
    assert (key.fact_name, key.old.value, key.new.value) == ("school_name", "Example College", "Example University")
    assert (group.programs, summary.by_fact["school_name"]) == (3, 3)
    assert summary.schools_by_fact == {"school_name": {renamed.id}}


def test_programs_added_and_gone_are_gathered_by_school():
    summary = summed([ONE], [TWO, THREE])
    assert summary.programs == {"added": 2, "gone": 1}
    (added,), (gone,) = summary.added.values(), summary.gone.values()
    assert (added.programs, gone.programs, [*gone.titles]) == (2, 1, [ONE.title])


def test_only_wanted_facts_are_gathered_and_all_are_counted():
    after = replace(ONE, title="Coding", credits=30)
    summary = summed([ONE], [after], ("credits",))
    assert [key.fact_name for key in summary.groups] == ["credits"]
    assert summary.by_fact == {"title": 1, "credits": 1}
