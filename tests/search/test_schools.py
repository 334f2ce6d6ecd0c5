"""Schools are found by a part of their name or by their UNITID, with all their programs and nobody else's."""

from pathlib import Path

import pytest
from factories import SOURCES, make_program, make_school

from leadmatch.search.build import write_index
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.schools import programs_of_school, schools_named

NORTH = make_school(id="sch_north", name="Twin City College", unitid="100001")
SOUTH = make_school(id="sch_south", name="TWIN CITY COLLEGE", unitid="100002")
OTHER = make_school(name="Example Institute", unitid="100003")
MADE_UP = make_school(name="Example Demo School", unitid=None)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> CatalogueIndex:
    programs = [
        make_program(school=NORTH, title="Coding", formats=("on_campus", "online")),
        make_program(school=NORTH, title="Billing"),
        make_program(school=SOUTH, title="Assisting", campus=None),
        make_program(school=OTHER, title="Records"),
        make_program(school=MADE_UP, title="Nothing"),
    ]
    folder: Path = tmp_path_factory.mktemp("index") / "rel_schools"
    write_index(programs, {each.key: each for each in SOURCES}, "rel_schools", folder, on_progress=lambda _done: None)
    return CatalogueIndex.open(folder)


@pytest.mark.parametrize(
    ("unitid", "titles"),
    [
        ("100001", {"Coding", "Billing"}),
        ("100002", {"Assisting"}),
        ("100003", {"Records"}),
        ("100004", set()),
        ("", set()),
    ],
)
def test_a_school_has_its_own_programs_each_once_even_beside_a_namesake(
    index: CatalogueIndex, unitid: str, titles: set[str]
):
    found = programs_of_school(index, unitid)
    assert len(found) == len(titles)
    assert {item["title"] for item in found} == titles


def test_schools_are_found_by_a_part_of_their_name_in_any_case(index: CatalogueIndex):
    found = schools_named(index, "tWIN c", limit=5)
    assert [[item["title"] for item in programs] for programs in found.schools] == [
        ["Billing", "Coding"],
        ["Assisting"],
    ]
    assert found.total == 2


def test_only_as_many_schools_are_returned_as_asked_for_and_all_are_counted(index: CatalogueIndex):
    found = schools_named(index, "e", limit=1)
    assert [programs[0]["school"]["name"] for programs in found.schools] == ["Example Institute"]
    assert found.total == 3


def test_a_school_without_a_unitid_is_not_found(index: CatalogueIndex):
    assert schools_named(index, "demo", limit=5).total == 0
