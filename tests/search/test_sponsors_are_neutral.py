"""Rule S8: what sponsors pay for stands apart and is labelled; without them the organic answer is the same bytes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from answers import answered, body, generous, index_for, raw_members
from catalogues import PLACES, catalogues
from factories import ACCREDITATION
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import answer

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.geo.gazetteer import Place
from leadmatch.search.matches import Match, Matches
from leadmatch.search.placements import Placement
from leadmatch.search.query import ProgramQuery

ORGANIC = ("programs", "pagination", "facets", "excluded", "suggestions", "query", "location", "notices", "release")


class SponsorsOf:
    """Sponsors that ask for slots for these programs, in this order, whether they match or not."""

    def __init__(self, program_ids: Sequence[str]) -> None:
        self.program_ids = program_ids

    def for_matches(self, _matches: Matches, *, limit: int) -> Sequence[Placement]:
        assert limit == 3
        return [Placement(f"plc_{n}", each, f"Paid by {each}.") for n, each in enumerate(self.program_ids)]

    def inquiry_links(self, matches: Matches, shown: Sequence[Match]) -> Mapping[str, str]:
        found = (matches.index.program_id(match.row) for match in shown)
        return {each: f"/inquire?program={each}" for each in found if each in self.program_ids}


Drawn = tuple[list[ProgramRecord], Place, ProgramQuery, list[str]]


@st.composite
def with_sponsors(draw: st.DrawFn) -> Drawn:
    """Draw a catalogue, a search that often finds something in it, and whom sponsors pay for.

    These are programs that match and that do not, and one that is in no catalogue; more than there are slots; twice.
    """
    records = [accredited(record) if draw(st.booleans()) else record for record in draw(catalogues(20))]
    query = replace(draw(generous), radius_miles=draw(st.sampled_from((None, 10, 250, 500))))
    known = st.sampled_from([*(record.id for record in records), "prg_none"])
    return records, draw(st.sampled_from(PLACES)), query, draw(st.lists(known, min_size=2, max_size=8))


def accredited(record: ProgramRecord) -> ProgramRecord:
    return replace(record, accreditation=(ACCREDITATION,))


everything = with_sponsors()


def test_the_generated_sponsors_often_show_and_often_do_not():
    shown: Counter[int] = Counter()

    @settings(max_examples=100, database=None, derandomize=True)
    @given(everything)
    def count(drawn: Drawn) -> None:
        records, place, query, program_ids = drawn
        expected = answer(records, place, query).ids
        shown[len([each for each in program_ids[:3] if each in expected])] += 1

    count()
    assert shown[0] > 5
    assert shown[1] + shown[2] > 10
    assert shown[3] > 5


@settings(max_examples=70)
@given(everything, st.booleans())
def test_removing_every_sponsor_leaves_the_organic_answer_byte_for_byte_the_same(
    drawn: Drawn,
    with_facets: bool,  # noqa: FBT001  # drawn
):
    records, place, query, program_ids = drawn
    query = replace(query, facets=with_facets)
    with index_for(records) as index:
        plain = raw_members(body(index, place, query))
        sold = raw_members(body(index, place, query, SponsorsOf(program_ids)))
    assert plain.keys() == sold.keys() == {*ORGANIC, "sponsored", "inquiry_links"} - ({"facets"} - {*plain})
    for member in plain.keys() & {*ORGANIC}:
        assert sold[member] == plain[member], member
    assert (plain["sponsored"], plain["inquiry_links"]) == ("[]", "{}")


@settings(max_examples=70)
@given(everything)
def test_sponsored_items_are_three_at_most_match_and_say_where_they_stand(
    drawn: Drawn,
):
    records, place, query, program_ids = drawn
    expected = answer(records, place, query).ids
    with index_for(records) as index:
        page = answered(index, place, query, SponsorsOf(program_ids))
        walk = answered(index, place, replace(query, page=1, per_page=100))["programs"]
    organic = {item["id"]: item for item in walk}
    assert len(page["sponsored"]) <= 3
    for item in page["sponsored"]:
        placement, rank = item.pop("placement"), item.pop("organic_rank")
        assert expected[rank - 1] == item["id"]
        assert item == organic[item["id"]]
        assert placement.keys() == {"id", "label", "disclosure"}
        assert placement["label"] == "Sponsored"
        assert placement["disclosure"] == f"Paid by {item['id']}."
    matching = dict.fromkeys(each for each in program_ids if each in expected)
    assert [item["id"] for item in page["sponsored"]] == [*matching][:3]


@settings(max_examples=25)
@given(everything)
def test_a_visitor_may_ask_for_no_sponsored_items(
    drawn: Drawn,
):
    records, place, query, program_ids = drawn
    with index_for(records) as index:
        without = answered(index, place, replace(query, sponsored=False), SponsorsOf(program_ids))
        plain = answered(index, place, query)
    assert without["sponsored"] == []
    assert without["programs"] == plain["programs"]


@settings(max_examples=25)
@given(everything)
def test_what_accepts_inquiries_is_told_beside_the_programs_and_only_of_those_shown(
    drawn: Drawn,
):
    records, place, query, program_ids = drawn
    with index_for(records) as index:
        page = answered(index, place, query, SponsorsOf(program_ids))
    shown = {item["id"] for item in (*page["programs"], *page["sponsored"])}
    assert set(page["inquiry_links"]) == shown & set(program_ids)
