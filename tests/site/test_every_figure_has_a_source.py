"""Every figure that the pages of the embedded catalogue show names its source and its time (rule C3)."""

import re
from datetime import date
from pathlib import Path

import pytest
from reading import MakeApp

from leadmatch.catalogue.seed_file import read_seed
from leadmatch.search.items import program_item
from leadmatch.search.live import Serving
from leadmatch.site.program.page import ProgramPage, program_page

SEED = Path(__file__).parents[2] / "seed_programs.csv"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def pages(make_app: MakeApp, serving: Serving) -> list[ProgramPage]:
    """Every third page of the embedded catalogue, as somebody in Chicago sees it."""
    programs, sources = read_seed(SEED, on=TODAY)
    by_key = {each.key: each for each in sources}
    with make_app().test_request_context():
        return [
            program_page(program_item(each, by_key), "60601", serving.gazetteer, base_url="", today=TODAY)
            for each in programs[::3]
        ]


def test_every_known_fact_names_its_source(pages: list[ProgramPage]):
    lines = [line for page in pages for one in (*page.after_cost, *page.at_last) for line in one.lines]
    assert {line.label for line in lines if line.is_known and not line.source} == set()
    assert not [line for line in lines if line.is_known and not re.search(r"20\d\d", line.source or "")]
    assert len({line.label for line in lines}) >= 16


def test_every_cost_names_its_source(pages: list[ProgramPage]):
    costs = [page.summary.cost for page in pages]
    assert [each for each in costs if each.is_known and not re.search(r" · 20\d\d", each.source or "")] == []
    assert [each for each in costs if not each.is_known and "$" in each.line] == []
    assert any(each.is_known for each in costs)


def test_every_accreditation_names_its_source_and_old_ones_are_not_called_current(pages: list[ProgramPage]):
    found = [each for page in pages for each in page.summary.accreditors]
    assert [each for each in found if not re.search(r" · (?:20\d\d|November 2020)", each.source)] == []
    programmatic = [each for each in found if each.kind == "accredits this kind of program"]
    assert programmatic
    for each in programmatic:
        assert each.status == "on file in November 2020; ask whether it is still so"
        assert not each.is_current
    ended = [each for each in found if each.name == "Accrediting Council for Independent Colleges and Schools"]
    assert {each.status for each in ended} == {
        "no longer counts: the agency's recognition ended on August 19, 2022",
    }
