"""Placements and inquiry links are exactly what looking at every match and every campaign in turn would give."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from factories import ACCREDITATION, make_school
from hypothesis import given, settings
from hypothesis import strategies as st
from sponsoring import make_campaign_terms

from leadmatch.catalogue.identity import school_id
from leadmatch.catalogue.records import ProgramRecord
from leadmatch.geo.gazetteer import Place
from leadmatch.search.matches import find_matches
from leadmatch.search.placements import Placement
from leadmatch.search.query import ProgramQuery
from leadmatch.sponsors.asked import Asked, AskedProgram
from leadmatch.sponsors.checks import first_refusal
from leadmatch.sponsors.live import CampaignSnapshot, LiveCampaigns, campaigns_by_school
from leadmatch.sponsors.placements import CampaignPlacements
from leadmatch.sponsors.terms import CampaignTerms, Geography, Schedule, Targeting

sys.path.append(str(Path(__file__).parents[1] / "search"))
from answers import generous, index_for  # one set of strategies for all tests of search
from catalogues import FIELDS, LEVELS, PLACES, STATES, catalogues, some
from oracle import answer

NOW = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)  # a Monday, 10:00 in Chicago
MONDAYS = Schedule(days=(0,), opens=time(9), closes=time(17))
TUESDAYS = replace(MONDAYS, days=(1,))

# Two schools of one name, and one without a UNITID.
SCHOOLS = (
    make_school(id=school_id("999101"), unitid="999101"),
    make_school(id=school_id("999102"), unitid="999102"),
    make_school(name="Zeta Institute", unitid=None),
)

geographies = st.one_of(
    st.just(Geography()),
    st.builds(Geography, states=some(STATES), zip_codes=some(("60601", "99999", "09001"))),
    st.builds(Geography, states=some(STATES), radius_miles=st.sampled_from((1.0, 8.0, 60.0, 400.0))),
)
targetings = st.just(Targeting(online_states=STATES)) | st.builds(
    Targeting,
    fields=some(FIELDS),
    credentials=some(LEVELS),
    geography=geographies,
    education_levels=some(("hs_or_ged",)),
    start_timeframes=some(("now",)),
    max_schools_per_inquiry=st.none() | st.just(1),
    online_states=st.just(STATES) | some(STATES),
)


Sold = tuple[list[ProgramRecord], Place, ProgramQuery, list[CampaignTerms], frozenset[str]]


class Known(LiveCampaigns):
    """Campaigns that are known without a database."""

    def __init__(self, campaigns: Sequence[CampaignTerms], full: frozenset[str]) -> None:
        self.known = CampaignSnapshot(campaigns_by_school(tuple(campaigns)), full)

    def snapshot(self, now: datetime | None = None) -> CampaignSnapshot:  # noqa: ARG002  # they do not change
        return self.known


@st.composite
def sold(draw: st.DrawFn) -> Sold:
    """Draw a catalogue, a search, campaigns of its schools, and which of them are full."""
    records = [
        replace(record, accreditation=(ACCREDITATION,), school=draw(st.sampled_from(SCHOOLS)))
        for record in draw(catalogues(20))
    ]
    query = replace(draw(generous), radius_miles=draw(st.sampled_from((500, 250, None, 10))))
    campaigns = [
        make_campaign_terms(
            id=f"cmp_{number}",
            school_id=school.id,
            school_name=school.name,
            tier=draw(st.integers(1, 3)),
            targeting=draw(targetings),
            state=draw(st.sampled_from((*["active"] * 9, "paused"))),
            sponsor_state=draw(st.sampled_from((*["active"] * 9, "closed"))),
            ends_on=draw(st.sampled_from((*[None] * 6, date(2026, 6, 1), date(2026, 5, 31)))),
            schedule=draw(st.sampled_from((*[None] * 6, MONDAYS, TUESDAYS))),
        )
        for number, school in enumerate(draw(st.lists(st.sampled_from(SCHOOLS), min_size=3, max_size=8)))
    ]
    campaigns.sort(key=lambda each: (each.tier, each.id))
    full = draw(st.sets(st.sampled_from([each.id for each in campaigns]), max_size=2))
    return records, draw(st.sampled_from(PLACES)), query, campaigns, frozenset(full)


def asked_of(record: ProgramRecord) -> AskedProgram:
    campus = record.campus
    return AskedProgram(
        id=record.id,
        school_id=record.school.id,
        field=record.field,
        credential=record.credential,
        is_online_only=campus is None,
        campus_point=campus and (campus.latitude, campus.longitude),
        campus_state=campus and campus.state,
        authorized_states=record.authorized_states,
    )


def taker(
    record: ProgramRecord, place: Place, campaigns: Sequence[CampaignTerms], full: frozenset[str]
) -> CampaignTerms | None:
    asked = Asked(place=place, program=asked_of(record))
    willing = (each for each in campaigns if each.school_id == record.school.id and each.id not in full)
    return next((each for each in willing if first_refusal(each, asked, NOW) is None), None)


def expected(
    records: list[ProgramRecord],
    place: Place,
    query: ProgramQuery,
    campaigns: list[CampaignTerms],
    full: frozenset[str],
) -> tuple[list[str], dict[str, str]]:
    """Return the programs to show as sponsored, and of all matches those that take inquiries with their campaign."""
    by_id = {record.id: record for record in records}
    near = answer(records, place, replace(query, sort="distance")).ids
    takers = {each: found for each in near if (found := taker(by_id[each], place, campaigns, full)) is not None}
    ranked = sorted(takers, key=lambda each: (takers[each].tier, near.index(each)))
    return ranked[:3], {each: found.school_name for each, found in takers.items()}


def offered(
    records: list[ProgramRecord],
    place: Place,
    query: ProgramQuery,
    campaigns: list[CampaignTerms],
    full: frozenset[str],
) -> tuple[Sequence[Placement], Mapping[str, str]]:
    placements = CampaignPlacements(Known(campaigns, full), lambda: NOW)
    with index_for(records) as index:
        matches = find_matches(index, place, replace(query, page=1, per_page=100))
        return placements.for_matches(matches, limit=3), placements.inquiry_links(matches, matches.page())


def test_the_generated_campaigns_often_take_and_often_do_not():
    shown: Counter[int] = Counter()

    @settings(max_examples=150, database=None, derandomize=True)
    @given(sold())
    def count(drawn: Sold) -> None:
        shown[len(expected(*drawn)[0])] += 1

    count()
    assert shown[0] > 20
    assert shown[1] + shown[2] > 10
    assert shown[3] > 10


@settings(max_examples=150)
@given(sold())
def test_the_slots_are_those_of_looking_at_every_match_and_campaign_in_turn(
    drawn: Sold,
):
    slots, links = offered(*drawn)
    programs, takers = expected(*drawn)
    assert [each.program_id for each in slots] == programs
    assert [each.disclosure for each in slots] == [f"{takers[each]} pays to appear here." for each in programs]
    assert links == {each: f"/inquire?program={each}" for each in takers}
