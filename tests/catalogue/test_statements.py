"""What a school states stands in place of what was known, field by field, and each fact keeps its own source."""

from dataclasses import replace
from typing import Any

import pytest
from factories import ACCREDITATION
from stating import COST, ELSEWHERE, EVERYTHING, STATED, UNITID, federal_program, school_of, statement

from leadmatch.catalogue.records import UNKNOWN_COST, ProgramRecord
from leadmatch.catalogue.statements import (
    STATED_FACTS,
    StatedLayer,
    StatementRecord,
    lay_over,
    lay_statements,
    surroundings_of,
)

PROGRAMMATIC = replace(
    ACCREDITATION, accreditor_id="abhes", kind="programmatic", field="billing-coding", current=None, since=None
)
NEW = {"title": "Coding Career Diploma", "credential": "diploma", "formats": ("online",)}


def lay(statements: list[StatementRecord], base: list[ProgramRecord]) -> StatedLayer:
    return lay_statements(statements, surroundings_of(statements, base))


def only(programs: dict[str, ProgramRecord]) -> ProgramRecord:
    (program,) = programs.values()
    return program


def test_a_statement_that_states_nothing_changes_nothing():
    assert lay_over(federal_program(), statement()) == federal_program()


@pytest.mark.parametrize("name", STATED_FACTS)
def test_one_stated_fact_changes_that_fact_and_its_source_alone(name: str):
    before, after = federal_program(), lay_over(federal_program(), statement(**{name: EVERYTHING[name]}))
    expected = {name: EVERYTHING[name], **({"formats_unknown": ()} if name == "formats" else {})}
    pairs = tuple(pair for pair in before.fact_sources if pair[0] != STATED_FACTS[name])
    assert after == replace(before, **expected, fact_sources=(*pairs, (STATED_FACTS[name], STATED.key)))


def test_every_fact_of_a_statement_can_be_laid_over():
    """Whatever else is added to statements has to be laid over too."""
    keys = {"program_id", "unitid", "cip_code", "award_level", "program_code", "source"}
    assert set(STATED_FACTS) == set(EVERYTHING) == set(StatementRecord.__slots__) - keys


def test_everything_stated_at_once_leaves_the_school_and_graduates_to_federal_files():
    after = lay_over(federal_program(), statement(**EVERYTHING))
    assert {name: getattr(after, name) for name in EVERYTHING} == EVERYTHING
    assert after.formats_unknown == ()
    assert (after.graduates_count, after.school, after.cip_title) == (
        federal_program().graduates_count,
        federal_program().school,
        federal_program().cip_title,
    )
    told = dict(after.fact_sources)
    assert {fact for fact, key in told.items() if key == STATED.key} == set(STATED_FACTS.values())
    assert told["graduates"] == "ipeds-c-2024"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"self_paced": False}, {"self_paced": False}),
        ({"financial_aid": False}, {"financial_aid": False}),
        ({"certifications": ()}, {"certifications": ()}),
        ({"authorized_states": ()}, {"authorized_states": ()}),
        ({"cost": replace(COST, total_cents=0)}, {"cost": replace(COST, total_cents=0)}),
    ],
)
def test_no_none_and_nothing_are_facts_too(facts: dict[str, Any], expected: dict[str, Any]):
    base = federal_program(self_paced=True, certifications=("CPC",), authorized_states=("IL",))
    after = lay_over(base, statement(**facts))
    assert {name: getattr(after, name) for name in expected} == expected


def test_a_program_that_is_stated_to_be_online_only_has_no_campus():
    after = lay_over(federal_program(), statement(formats=("online",), campus=ELSEWHERE))
    assert (after.campus, after.formats, after.formats_unknown) == (None, ("online",), ())
    assert "campus" not in dict(after.fact_sources)


def test_a_place_is_no_use_to_a_program_that_is_on_file_as_online_only():
    after = lay_over(federal_program(campus=None), statement(campus=ELSEWHERE))
    assert after.campus is None


def test_a_program_that_federal_files_have_online_is_on_campus_where_its_school_is():
    online = federal_program("51.0714", campus=None, fact_sources=(("formats", "ipeds-hd-2024"),))
    layer = lay([statement("51.0714", formats=("on_campus", "online"))], [federal_program(), online])
    after = only(layer.laid_over)
    assert after.campus == federal_program().campus
    assert dict(after.fact_sources) == {"campus": "ipeds-hd-2024", "formats": STATED.key}


def test_the_place_that_is_stated_comes_before_that_of_the_school():
    online = federal_program("51.0714", campus=None)
    layer = lay([statement("51.0714", formats=("on_campus",), campus=ELSEWHERE)], [federal_program(), online])
    assert only(layer.laid_over).campus == ELSEWHERE


def test_a_place_that_nobody_names_leaves_the_statement_out_and_the_federal_program_as_it_was():
    layer = lay([statement(formats=("on_campus",), title="Coding")], [federal_program(campus=None)])
    (left_out,) = layer.left_out
    assert (layer.laid_over, layer.alone) == ({}, {})
    assert str(left_out) == (
        f"UNITID {UNITID}, CIP 51.0713, award level 2 'Coding': it is taught at a place, and nobody says where"
    )


def test_a_statement_of_no_federal_program_is_a_program_of_its_own():
    base = [federal_program(accreditation=(ACCREDITATION, PROGRAMMATIC)), federal_program("51.0801")]
    layer = lay([statement(code="FAST", **NEW, length_months=4)], base)
    program = only(layer.alone)
    assert layer.laid_over == {}
    assert (program.title, program.credential, program.formats) == ("Coding Career Diploma", "diploma", ("online",))
    assert (program.school, program.campus, program.length_months) == (base[0].school, None, 4)
    assert (program.cip_title, program.field) == (base[0].cip_title, "billing-coding")
    assert (program.cost, program.graduates_count, program.graduates_year) == (UNKNOWN_COST, None, None)
    assert program.accreditation == (ACCREDITATION, PROGRAMMATIC)
    assert program.fact_sources == (
        ("program", STATED.key),
        ("cip_title", "cip-2020"),
        ("school", "ipeds-hd-2024"),
        ("financial_aid", "ipeds-hd-2024"),
        ("accreditation", "scorecard-2022"),
        ("title", STATED.key),
        ("credential", STATED.key),
        ("formats", STATED.key),
        ("length", STATED.key),
    )


@pytest.mark.parametrize(
    ("cip_code", "award_level"), [("51.0801", "2"), ("51.0713", "3")], ids=["another field", "another award"]
)
def test_programmatic_accreditation_is_of_the_same_field_and_kind_of_award(cip_code: str, award_level: str):
    base = [federal_program(accreditation=(ACCREDITATION, PROGRAMMATIC))]
    layer = lay([statement(cip_code, award_level, **NEW)], base)
    assert only(layer.alone).accreditation == (ACCREDITATION,)


def test_the_title_of_a_cip_code_comes_from_any_program_else_from_its_field():
    elsewhere = federal_program("51.0801", unitid="990202", cip_title="Medical/Clinical Assistant")
    base = [federal_program(), elsewhere]
    titled = only(lay([statement("51.0801", **NEW)], base).alone)
    untitled = only(lay([statement("51.0716", **NEW)], base).alone)
    assert (titled.cip_title, dict(titled.fact_sources)["cip_title"]) == ("Medical/Clinical Assistant", "cip-2020")
    assert untitled.cip_title == "Medical office (51.0716)"
    assert "cip_title" not in dict(untitled.fact_sources)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"title": None}, "federal files have no such program, and the school states no title"),
        (
            {"credential": None, "formats": None},
            "federal files have no such program, and the school states no credential and no formats",
        ),
        ({"formats": ("hybrid",)}, "it is taught at a place, and nobody says where"),
    ],
)
def test_a_program_of_its_own_needs_title_credential_formats_and_a_place(facts: dict[str, Any], why: str):
    layer = lay([statement("51.0801", **{**NEW, **facts})], [federal_program()])
    assert [each.why for each in layer.left_out] == [why]
    assert layer.alone == {}


def test_a_school_that_is_gone_leaves_its_statements_out():
    other = federal_program(unitid="990202", school=school_of("990202", name="Another College"))
    layer = lay([statement(code="A", **NEW), statement(title="Coding")], [other])
    assert [each.why for each in layer.left_out] == [
        "the release holds no program of this school from federal files"
    ] * 2
    assert "code A" in "".join(map(str, layer.left_out))
    assert (layer.laid_over, layer.alone) == ({}, {})


def test_programs_that_stand_alone_come_in_the_order_of_ids():
    layer = lay([statement(code=code, **NEW) for code in "ABCDEF"], [federal_program()])
    assert [*layer.alone] == sorted(layer.alone)
    assert len(layer.alone) == 6


def test_a_statement_is_laid_over_the_federal_program_of_its_id_and_no_other():
    base = [federal_program(), federal_program("51.0801")]
    layer = lay([statement(title="Coding")], base)
    assert layer == StatedLayer({base[0].id: lay_over(base[0], statement(title="Coding"))}, {}, ())
