"""A small catalogue with everything that the compared engines must agree about, and queries about it."""

import random
from dataclasses import dataclass, replace
from pathlib import Path

from bench.answers import Agreement, Engine
from bench.catalogues import moved_copies
from bench.columns import Collector, PlainColumns
from bench.our_engine import OurEngine
from bench.query_mix import queries
from bench.search import Asked
from leadmatch.catalogue.records import ProgramRecord
from leadmatch.catalogue.seed_file import read_seed
from leadmatch.geo.gazetteer import Place
from leadmatch.search.build import write_index

SEED_FILE = Path(__file__).parents[2] / "seed_programs.csv"


@dataclass(frozen=True)
class Tiny:
    records: list[ProgramRecord]
    columns: PlainColumns
    ours: OurEngine
    asked: Asked


def make_tiny(folder: Path) -> Tiny:
    programs, sources = read_seed(SEED_FILE)
    records = [_varied(number, each) for number, each in enumerate(moved_copies(programs[::12], copies=3))]
    collector = Collector()
    by_key = {source.key: source for source in sources}
    write_index(collector.watch(records), by_key, "rel_tiny", folder / "index", on_progress=lambda _done: None)
    columns = collector.columns()
    places = _places(records)
    drawn = queries([place.zip_code for place in places], columns.weights("field"), columns.weights("accreditors"))
    return Tiny(records, columns, OurEngine(folder / "index"), list(zip(places, drawn, strict=True)))


def agreement_with(tiny: Tiny, engine: Engine) -> Agreement:
    agreement = Agreement()
    for place, query in tiny.asked:
        agreement.compare(query, tiny.ours.answer(place, query), engine.answer(place, query))
    return agreement


def _varied(number: int, program: ProgramRecord) -> ProgramRecord:
    """Make some online, some of them only in some states and some without a campus, which the seed has few of."""
    if number % 10 or program.campus is None:
        return program
    states = None if number % 20 else ("IL", "WI", program.campus.state)
    campus = None if number % 30 == 0 else program.campus
    return replace(program, formats=("online",), formats_unknown=(), authorized_states=states, campus=campus)


def _places(records: list[ProgramRecord]) -> list[Place]:
    draws = random.Random(7)  # noqa: S311  not a secret
    found = []
    for number, record in enumerate(draws.sample([each for each in records if each.campus], 150)):
        latitude, longitude = record.campus.latitude + draws.uniform(-1, 1), record.campus.longitude
        found.append(Place(f"{number:05}", "standard", "zip", "Town", record.campus.state, latitude, longitude, None))
    return found
