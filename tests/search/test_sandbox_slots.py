"""What test keys see in place of sponsors: the sandbox stands wherever is asked, and filters hold there too."""

import orjson
import pytest
from catalogues import PLACES
from marshmallow import RAISE

from leadmatch.geo.distance import distance_miles
from leadmatch.geo.gazetteer import Place
from leadmatch.search.answer import program_json
from leadmatch.search.matches import find_matches
from leadmatch.search.query import ProgramQuery
from leadmatch.search.sandbox.schools import (
    ASSISTING,
    ASSISTING_DIPLOMA,
    ASSISTING_ONLINE,
    BILLING,
    CODING,
    CODING_ONLINE,
    SANDBOX_PROGRAMS,
    SANDBOX_SCHOOLS,
)
from leadmatch.search.sandbox.slots import SandboxSlots, sandbox_index, sandbox_slots
from leadmatch.search.schemas import ProgramSchema, SponsoredProgramSchema
from leadmatch.search.service import SearchPage

CHICAGO, MILWAUKEE, NOWHERE, MILITARY = PLACES
REAL_MATCHES = 6


def slots(place: Place = CHICAGO, **asked: object) -> SandboxSlots:
    """Return what stands beside an answer that found as many programs as the sandbox has."""
    query = ProgramQuery(zip=place.zip_code, **asked)  # type: ignore[arg-type]  # of the field's type
    matches = find_matches(sandbox_index(), CHICAGO._replace(latitude=39.8, longitude=-98.6), ProgramQuery(zip="60601"))
    assert matches.total == REAL_MATCHES
    return sandbox_slots(SearchPage(query, place, matches, [], [], {}, None, [], None, {}))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, (ASSISTING, BILLING, ASSISTING_DIPLOMA)),
        ({"field": ("billing-coding",)}, (BILLING, CODING, CODING_ONLINE)),
        ({"field": ("medical-assisting",), "radius_miles": 1.0}, (ASSISTING, ASSISTING_DIPLOMA, ASSISTING_ONLINE)),
        ({"field": ("medical-office",)}, ()),
        ({"credential": ("diploma",)}, (ASSISTING_DIPLOMA, CODING)),
        ({"credential": ("associate",)}, (ASSISTING,)),
        ({"format": ("online",)}, (CODING_ONLINE, ASSISTING_ONLINE)),
        ({"format": ("hybrid",)}, (ASSISTING,)),
        ({"max_cost_usd": 2550.0}, (BILLING, CODING_ONLINE)),
        ({"max_cost_usd": 2549.99}, (CODING_ONLINE,)),
        ({"max_months": 9}, (BILLING, CODING_ONLINE)),
        ({"max_months": 6, "include_unknown": ("length",)}, (CODING, CODING_ONLINE, ASSISTING_ONLINE)),
        ({"self_paced": True}, (CODING_ONLINE,)),
        ({"school": "INST", "sort": "cost", "page": 7, "per_page": 1}, (ASSISTING_DIPLOMA, CODING, ASSISTING_ONLINE)),
        ({"certification": ("CPC",)}, (CODING_ONLINE,)),
        ({"accreditor": ("hlc",)}, ()),
        ({"sponsored": False}, ()),
    ],
)  # fmt: skip
def test_filters_hold_and_the_nearest_three_are_shown(asked: dict[str, object], shown: tuple[object, ...]):
    found = slots(**asked)
    assert [item["id"] for item in found.sponsored] == [program.id for program in shown]
    assert found.inquiry_links == {program.id: f"/inquire?program={program.id}" for program in shown}
    assert found.notice["code"] == "sandbox"


@pytest.mark.parametrize(
    "place", [CHICAGO, MILWAUKEE, Place("99950", "standard", "zip", None, "AK", 71.3, -156.8, None)]
)
def test_campuses_stand_near_whatever_zip_is_asked_and_are_as_far_as_is_said(place: Place):
    for item in slots(place, field=("billing-coding",)).sponsored:
        SponsoredProgramSchema(unknown=RAISE).load(item)
        campus = item["campus"]
        if campus is None:
            assert item["distance_miles"] is None
            continue
        assert (campus["zip"], campus["state"]) == (place.zip_code, place.state)
        miles = distance_miles(*place.point, campus["latitude"], campus["longitude"])  # type: ignore[misc]
        assert round(miles, 1) == item["distance_miles"] < 1
        assert item["why"][0]["text"] == f"{item['distance_miles']} miles from {place.zip_code}"


@pytest.mark.parametrize("place", [NOWHERE, MILITARY])
def test_without_a_place_or_a_state_only_what_is_online_is_shown(place: Place):
    assert {item["id"] for item in slots(place).sponsored} <= {CODING_ONLINE.id, ASSISTING_ONLINE.id}
    assert ASSISTING_ONLINE.id in slots(place).inquiry_links


def test_each_has_a_placement_of_its_own_and_is_counted_behind_all_real_programs():
    found = slots(field=("billing-coding",)).sponsored
    assert [item["organic_rank"] for item in found] == [REAL_MATCHES + 1, REAL_MATCHES + 2, REAL_MATCHES + 3]
    assert {item["placement"]["label"] for item in found} == {"Sponsored"}
    assert len({item["placement"]["id"] for item in found}) == 3
    assert all(item["school"]["name"] in item["placement"]["disclosure"] for item in found)


def test_the_schools_are_made_up_and_say_so_and_their_ids_are_for_good():
    assert all(school.is_demo and school.name.startswith("Example Sandbox ") for school in SANDBOX_SCHOOLS)
    assert [school.id for school in SANDBOX_SCHOOLS] == ["sch_dfqqohwezooyzsyg", "sch_v4llgzswedyed7rs"]
    assert [program.id.removeprefix("prg_") for program in SANDBOX_PROGRAMS] == [
        "ehfldrtr3aeyipsd",
        "xbqk6tdxwofztlck",
        "wz6kk2l3ygrdmoeg",
        "u4pyeocoohy2qp2r",
        "e4nlsl7xy5at7fso",
        "3niddrefvvyjpabt",
    ]


def test_each_program_can_be_shown_whole():
    index = sandbox_index()
    for program in SANDBOX_PROGRAMS:
        item = orjson.loads(program_json(index, index.rows_of(program.id)[0]))
        ProgramSchema(unknown=RAISE).load(item)
        assert (item["id"], item["title"]) == (program.id, program.title)
