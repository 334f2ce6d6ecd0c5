"""Which slots campaigns have beside an answer, and which programs take inquiries: what search asks of sponsors."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import orjson

from leadmatch.geo.gazetteer import Place
from leadmatch.kernel.clock import Clock
from leadmatch.kernel.ids import stable_id
from leadmatch.search.answer import program_json
from leadmatch.search.bitmap import Rows, members
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.matches import Match, Matches
from leadmatch.search.ordering import Candidates
from leadmatch.search.placements import Placement
from leadmatch.sponsors.areas import Truths
from leadmatch.sponsors.asked import Asked, asked_program
from leadmatch.sponsors.checks import first_refusal, is_open
from leadmatch.sponsors.live import Campaigns, CampaignSnapshot, LiveCampaigns
from leadmatch.sponsors.offers import NOBODY, Offers, offers_of
from leadmatch.sponsors.school_rows import SchoolRows
from leadmatch.sponsors.terms import CampaignTerms

_REMEMBERED_SLOTS = 4096
_WORDS_AT_FIRST = 32  # of the nearest places; mostly they hold all that is shown


class _Board(NamedTuple):
    """What is worked out for one index, and for which campaigns and moment."""

    schools: SchoolRows
    on_file: Campaigns
    offers: Offers


class _Usable(NamedTuple):
    """Which campaigns of some offers are open and not full, and for which snapshot and minute that was worked out."""

    snapshot: CampaignSnapshot
    minute: int
    offers: Offers
    truths: Truths


class CampaignPlacements:
    """Shows what sponsors have bought; safe to share between threads.

    Args:
        live: the campaigns.
        clock: what time it is, for schedules and dates.
    """

    def __init__(self, live: LiveCampaigns, clock: Clock) -> None:
        """Work out nothing yet."""
        self._live = live
        self._clock = clock
        self._boards: WeakKeyDictionary[CatalogueIndex, _Board] = WeakKeyDictionary()
        self._usable: _Usable | None = None
        self._working_out = threading.Lock()

    def for_matches(self, matches: Matches, *, limit: int) -> Sequence[Placement]:
        """Return the slots to show beside these matches: by tier, distance, school name, title, id."""
        now = self._clock()
        snapshot = self._live.snapshot(now)
        if not snapshot.campaigns:
            return ()
        index = matches.index
        offers = self._offers(index, snapshot.on_file)
        taken = _taken(offers, matches, self._which_usable(offers, snapshot, now), limit)
        return [_placement(offers.campaigns[taker], index.program_id(row)) for row, taker in taken]

    def inquiry_links(self, matches: Matches, shown: Sequence[Match]) -> Mapping[str, str]:
        """Return, by program id, the address of the inquiry form of each shown program that accepts inquiries."""
        now = self._clock()
        snapshot = self._live.snapshot(now)
        if not snapshot.campaigns or not shown:
            return {}
        index = matches.index
        offers = self._offers(index, snapshot.on_file)
        rows = np.array([match.row for match in shown], dtype=np.int32)
        takers = offers.takers(rows, matches.around.place, usable=self._which_usable(offers, snapshot, now))
        taken = zip(rows.tolist(), takers.tolist(), strict=True)
        return _links(
            index.program_id(row)
            for row, taker in taken
            if taker != NOBODY and offers.campaigns[taker].school_id not in snapshot.wordless
        )

    def accepting(
        self, index: CatalogueIndex, program_ids: Sequence[str], place: Place | None = None
    ) -> Mapping[str, str]:
        """Return, by program id, the address of the inquiry form of each of these programs that accepts inquiries.

        Args:
            index: of the release that is served.
            program_ids: of any programs; those that the release does not know accept nothing.
            place: where the visitor is; None where that is not known, and then nobody is out of an area.
        """
        now = self._clock()
        snapshot = self._live.snapshot(now)
        if not snapshot.campaigns:
            return {}
        return _links(each for each in program_ids if _is_taken(index, each, place, snapshot, now))

    def _offers(self, index: CatalogueIndex, on_file: Campaigns) -> Offers:
        board = self._boards.get(index)
        if board is None or board.on_file is not on_file:
            with self._working_out:
                board = self._boards.get(index)
                if board is None or board.on_file is not on_file:
                    schools = board.schools if board else SchoolRows(index)
                    board = _Board(schools, on_file, offers_of(index, on_file.all, schools))
                    self._boards[index] = board
        return board.offers

    def _which_usable(self, offers: Offers, snapshot: CampaignSnapshot, now: datetime) -> Truths:
        # Days and schedules begin and end on whole minutes, in every time zone.
        minute = int(now.timestamp() // 60)
        usable = self._usable
        if usable is None or (usable.snapshot, usable.minute, usable.offers) != (snapshot, minute, offers):
            open_ones = [each.id not in snapshot.full and is_open(each, now) for each in offers.campaigns]
            usable = _Usable(snapshot, minute, offers, np.array(open_ones, dtype=bool))
            self._usable = usable
        return usable.truths


def _taken(offers: Offers, matches: Matches, usable: Truths, limit: int) -> list[tuple[int, int]]:
    """Return the rows to show, each with the campaign that pays for it."""
    taken: list[tuple[int, int]] = []
    for tier, bought in offers.of_tier:
        words = matches.candidates.words & bought.take(matches.around.words)
        for rows in _nearest_first(matches.candidates.only(words)):
            takers = offers.takers(rows, matches.around.place, usable=usable)
            # A row that only a later tier takes comes again with that tier; one of an earlier tier is there already.
            of_tier = (takers != NOBODY) & (offers.tiers.take(takers) == tier)
            taken += zip(rows[of_tier].tolist(), takers[of_tier].tolist(), strict=True)
            if len(taken) >= limit:
                return taken[:limit]
    return taken


def _nearest_first(candidates: Candidates) -> Iterator[Rows]:
    """Yield all candidates in the order distance, school name, title, id, few at first, then more at a time."""
    filled = candidates.words.nonzero()[0]
    nearness = candidates.nearness.take(filled)
    start, size = 0, _WORDS_AT_FIRST
    while start < filled.size:
        stop = min(start + size, filled.size)
        stop = int(nearness.searchsorted(nearness[stop - 1], "right"))  # all that are equally near, together
        part = candidates.part(filled[start:stop])
        rows, words = members(part.words, part.first_rows)
        yield rows.take(np.lexsort((part.name_ranks.take(rows), part.nearness.take(words))))
        start, size = stop, size * 4


def _placement(campaign: CampaignTerms, program_id: str) -> Placement:
    return Placement(
        id=_slot_id(campaign.id, program_id),
        program_id=program_id,
        disclosure=f"{campaign.school_name} pays to appear here.",
    )


@lru_cache(maxsize=_REMEMBERED_SLOTS)
def _slot_id(campaign_id: str, program_id: str) -> str:
    return stable_id("plc", campaign_id, program_id)


def _is_taken(
    index: CatalogueIndex, program_id: str, place: Place | None, snapshot: CampaignSnapshot, now: datetime
) -> bool:
    rows = index.rows_of(program_id)
    if not rows:
        return False
    program = asked_program(orjson.loads(program_json(index, rows[0])))
    asked = Asked(place=place, program=program)
    return program.school_id not in snapshot.wordless and any(
        each.id not in snapshot.full and first_refusal(each, asked, now) is None
        for each in snapshot.on_file.by_school.get(program.school_id, ())
    )


def _links(program_ids: Iterable[str]) -> dict[str, str]:
    return {each: f"/inquire?program={each}" for each in program_ids}
