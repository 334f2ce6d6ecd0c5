"""Made-up schools are an overlay: laid over a catalogue and taken out again, never mistaken for real ones."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from instances import SEED, leadmatch, settings_of
from sqlalchemy.orm import Session

from leadmatch.app import create_app
from leadmatch.catalogue import queries
from leadmatch.catalogue.records import ProgramRecord
from leadmatch.cli.demo.content import demo_programs, demo_school_ids, written
from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.kernel.database import open_engine
from leadmatch.web.language_prefix import PREFIXES

SEED_PROGRAMS = 3540


@pytest.fixture(scope="module")
def records(ready_instance: Path) -> tuple[ProgramRecord, ...]:
    return demo_programs(Gazetteer.open(ready_instance / "geodata"))


@pytest.fixture(scope="module")
def pages(demo_instance: Path) -> Iterator[Any]:
    app = create_app(settings_of(demo_instance), watches=False)
    with app.test_client() as client:
        yield client


def published(instance: Path) -> dict[str, ProgramRecord]:
    engine = open_engine(f"sqlite:///{instance / 'leadmatch.db'}")
    with Session(engine) as session:
        release_id = queries.current_release_id(session)
        assert release_id
        found = {each.id: each for each in queries.program_records(session, release_id)}
    engine.dispose()
    return found


def releases(instance: Path) -> list[tuple[str, str]]:
    listed = json.loads(leadmatch("catalogue", "releases", "--json", instance=instance).stdout)["releases"]
    return [(each["id"], each["state"]) for each in listed]


def test_a_made_up_school_says_so_in_all_that_it_is_called(records: tuple[ProgramRecord, ...]):
    assert len({each.school for each in records}) == len(demo_school_ids()) == len(written()["schools"])
    for each in records:
        assert each.school.is_demo
        assert each.school.name.startswith("Example ")
        assert each.school.website
        assert each.school.website.endswith(".example.org/")
        assert (each.school.unitid, each.school.opeid, each.accreditation) == (None, None, ())
        assert each.campus is None or "Example" in str(each.campus.street)
        assert dict(each.fact_sources)["cost"].startswith("school-example-")


def test_made_up_programs_stand_in_five_states_and_more_and_online_ones_say_where(records: tuple[ProgramRecord, ...]):
    assert len({each.campus.state for each in records if each.campus}) >= 5
    online = [each for each in records if each.campus is None]
    assert online
    assert all(each.formats == ("online",) and each.authorized_states for each in online)
    assert {each.credential for each in records} >= {"certificate", "diploma", "associate"}
    assert {each.field for each in records} == {"billing-coding", "medical-assisting", "medical-office"}


def test_setup_with_them_publishes_the_embedded_catalogue_and_them_and_nothing_the_second_time(
    own_demo_instance: Path, records: tuple[ProgramRecord, ...]
):
    before = releases(own_demo_instance)
    again = leadmatch("setup", "--demo", instance=own_demo_instance)
    assert again.returncode == 0, again.stderr
    assert releases(own_demo_instance) == before
    found = published(own_demo_instance)
    assert len(found) == SEED_PROGRAMS + len(records)
    assert {each.id: found.get(each.id) for each in records} == {each.id: each for each in records}


def test_setup_without_them_takes_them_out_again(own_demo_instance: Path):
    assert leadmatch("setup", instance=own_demo_instance).returncode == 0
    assert len(published(own_demo_instance)) == SEED_PROGRAMS
    assert not any(each.school.is_demo for each in published(own_demo_instance).values())


def test_setup_never_mixes_them_into_an_operators_own_catalogue(own_instance: Path, tmp_path: Path):
    own = tmp_path / "own.csv"
    own.write_text("".join(SEED.read_text().splitlines(keepends=True)[:4]))
    assert leadmatch("catalogue", "import", own, "--publish", instance=own_instance).returncode == 0
    before = releases(own_instance)
    said = leadmatch("setup", "--demo", instance=own_instance)
    assert said.returncode == 0, said.stderr
    assert releases(own_instance) == before
    assert len(published(own_instance)) == 3


def test_search_engines_are_not_told_of_them(pages: Any, records: tuple[ProgramRecord, ...]):  # noqa: ANN401  # a client
    told = pages.get("/sitemap.xml").text
    assert told.count("/programs/prg_") == SEED_PROGRAMS * len(PREFIXES)
    assert not [each.id for each in records if each.id in told]
    page = pages.get(f"/programs/{records[0].id}").text
    assert "application/ld+json" not in page
    assert "made up" in page


def test_no_school_gets_a_template_with_them(demo_instance: Path, tmp_path: Path):
    real = next(each for each in published(demo_instance).values() if not each.school.is_demo)
    said = leadmatch(
        "catalogue", "template", "--unitid", real.school.unitid, "-o", tmp_path / "t.csv", instance=demo_instance
    )
    assert said.returncode == 0, said.stderr
    assert "Example" not in (tmp_path / "t.csv").read_text()


def test_they_are_found_near_their_zip_codes_though_nobody_accredits_them(
    pages: Any,  # noqa: ANN401  # a client
    records: tuple[ProgramRecord, ...],
):
    for each in records:
        zip_code = each.campus.zip_code if each.campus else "60601"
        found = pages.get(f"/api/v1/programs?zip={zip_code}&field={each.field}&per_page=100").json["programs"]
        assert each.id in {item["id"] for item in found}, each.title
        assert pages.get(f"/programs?zip={zip_code}&field={each.field}").status_code == 200
        assert pages.get(f"/programs/{each.id}").status_code == 200
