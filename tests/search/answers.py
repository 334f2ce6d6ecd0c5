"""Answers as JSON for generated catalogues, and what every one of them is looked at for."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from catalogues import index_of, queries
from hypothesis import strategies as st

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.geo.gazetteer import Place
from leadmatch.search.answer import page_json
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.placements import NoPlacements, Placements
from leadmatch.search.query import FILTERS, ProgramQuery
from leadmatch.search.service import search_programs

# `queries` set so many filters at once that most find nothing; of these most find something.
generous = st.builds(
    lambda query, kept: replace(
        query, **{name: getattr(ProgramQuery(zip="60601"), name) for name in FILTERS if name not in kept}
    ),
    queries,
    st.sets(st.sampled_from(FILTERS), max_size=2),
)


class OnePlace:
    """A gazetteer that knows one place, whatever the ZIP."""

    notice = None

    def __init__(self, place: Place) -> None:
        self.place = place

    def locate(self, _zip_code: str) -> Place:
        return self.place


@contextmanager
def index_for(records: Sequence[ProgramRecord]) -> Iterator[CatalogueIndex]:
    with tempfile.TemporaryDirectory() as folder:
        yield index_of(list(records), Path(folder))


def body(index: CatalogueIndex, place: Place, query: ProgramQuery, placements: Placements | None = None) -> bytes:
    """Return the answer as it is sent."""
    page = search_programs(query, index=index, gazetteer=OnePlace(place), placements=placements or NoPlacements())
    return page_json(page)


def answered(index: CatalogueIndex, place: Place, query: ProgramQuery, placements: Placements | None = None) -> Any:  # noqa: ANN401  # whatever JSON holds
    return orjson.loads(body(index, place, query, placements))


def raw_members(body: bytes) -> dict[str, str]:
    """Return the members of a JSON object by name, each as the very text that was sent."""
    text, decoder, members = body.decode(), json.JSONDecoder(), {}
    at = 1
    while text[at - 1] != "}":
        name, at = decoder.raw_decode(text, at)
        assert text[at] == ":"
        _, end = decoder.raw_decode(text, at + 1)
        members[name] = text[at + 1 : end]
        at = end + 1
    assert at == len(text)
    return members
