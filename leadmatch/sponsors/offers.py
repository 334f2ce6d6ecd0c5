"""Which rows of an index campaigns could pay for, laid out so that a search looks at few of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadmatch.geo.distance import distance_miles
from leadmatch.geo.gazetteer import Place
from leadmatch.search.bitmap import Rows, Words, with_bits
from leadmatch.search.index import CatalogueIndex, row_words
from leadmatch.sponsors.areas import Areas, Truths
from leadmatch.sponsors.checks import suits
from leadmatch.sponsors.school_programs import SchoolProgram, SchoolPrograms
from leadmatch.sponsors.terms import CampaignTerms

NOBODY = -1
Numbers = NDArray[np.int32]  # of campaigns


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """The rows of one index that campaigns buy, whoever asks and whenever.

    A *pair* is a row and a campaign that buys its program; those of a row stand together, by tier, then id of the
    campaign.

    Args:
        campaigns: those that are neither paused nor closed; a campaign's number is its place here.
        areas: of these campaigns.
        tiers: shape (campaigns,), ascending.
        of_tier: for each tier, ascending, the set of rows that its campaigns buy; shape (all words,).
        rows: shape (rows,), ascending: all of them.
        first_pairs: shape (rows + 1,): where the pairs of each row begin.
        buyers: shape (pairs,): the campaign of each.
        online_only: shape (rows,): the program has no campus.
        latitudes, longitudes: shape (rows,), degrees: of the campus; NaN without one.
    """

    campaigns: tuple[CampaignTerms, ...]
    areas: Areas
    tiers: NDArray[np.int64]
    of_tier: tuple[tuple[int, Words], ...]
    rows: Rows
    first_pairs: NDArray[np.intp]
    buyers: Numbers
    online_only: Truths
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]

    def takers(self, rows: Rows, place: Place, *, usable: Truths) -> Numbers:
        """Return for each row the first campaign that would take an inquiry from a place; `NOBODY` where none would.

        Args:
            rows: of the index, each a match of a search from this place; any order.
            place: where the visitor is.
            usable: shape (campaigns,): which are open at this moment and not full.
        """
        found: Numbers = np.full(rows.size, NOBODY, dtype=np.int32)
        if not self.rows.size:
            return found
        places = np.minimum(self.rows.searchsorted(rows), self.rows.size - 1)
        offered = (self.rows.take(places) == rows).nonzero()[0]
        if not offered.size:
            return found
        of_rows = places.take(offered)
        starts = self.first_pairs.take(of_rows)
        counts = self.first_pairs.take(of_rows + 1) - starts
        ends = counts.cumsum()
        pair_rows = of_rows.repeat(counts)
        pairs = np.arange(ends[-1]) + (starts - ends + counts).repeat(counts)
        buyers = self.buyers.take(pairs)
        passing = self._passing(pair_rows, buyers, place, usable).nonzero()[0]
        firsts = passing.searchsorted(ends - counts)  # of the pairs of each row the first that passes
        passing = np.append(passing, ends[-1])
        is_taken = passing.take(firsts) < ends
        found[offered[is_taken]] = buyers.take(passing.take(firsts[is_taken]))
        return found

    def _passing(self, rows: NDArray[np.intp], buyers: Numbers, place: Place, usable: Truths) -> Truths:
        bought = self.areas.at(place)
        passes: Truths = (usable & bought.in_area).take(buyers)
        radius_miles = self.areas.radius_miles
        if place.point is not None:
            nearby = (usable & ~bought.in_area & ~np.isnan(radius_miles)).take(buyers).nonzero()[0]
            if nearby.size:
                at = rows.take(nearby)
                miles = distance_miles(*place.point, self.latitudes.take(at), self.longitudes.take(at))
                passes[nearby] = miles <= radius_miles.take(buyers.take(nearby))
        # To whom an online program is open was asked by the search already: its matches are open to this state.
        passes &= ~self.online_only.take(rows) | bought.online.take(buyers)
        return passes


def offers_of(index: CatalogueIndex, campaigns: Sequence[CampaignTerms], programs: SchoolPrograms) -> Offers:
    """Return what campaigns buy in an index.

    Args:
        index: of a release.
        campaigns: all there are, by tier, then id.
        programs: of the same release.
    """
    bought = tuple(each for each in campaigns if each.state == each.sponsor_state == "active")
    of_school = programs.of_schools((each.school_id, each.school_name) for each in bought)
    known: dict[int, SchoolProgram] = {}
    pairs: list[tuple[int, int]] = []
    for number, campaign in enumerate(bought):
        for each in of_school[campaign.school_id]:
            if suits(campaign, each.program):
                known[each.row] = each
                pairs.append((each.row, number))
    pairs.sort()
    rows = np.array(sorted(known), dtype=np.int32)
    pair_rows = np.array([row for row, _ in pairs], dtype=np.int32)
    buyers = np.array([number for _, number in pairs], dtype=np.int32)
    offered = [known[row].program for row in rows.tolist()]
    nowhere = (float("nan"), float("nan"))
    points = np.array([each.campus_point or nowhere for each in offered], dtype=np.float64).reshape(-1, 2)
    tiers = np.array([each.tier for each in bought], dtype=np.int64)
    return Offers(
        campaigns=bought,
        areas=Areas.of(bought),
        tiers=tiers,
        of_tier=tuple(
            (tier, _words(index, pair_rows[tiers.take(buyers) == tier])) for tier in np.unique(tiers).tolist()
        ),
        rows=rows,
        first_pairs=pair_rows.searchsorted(np.append(rows, np.iinfo(np.int32).max)),
        buyers=buyers,
        online_only=np.array([each.is_online_only for each in offered], dtype=bool),
        latitudes=points[:, 0].copy(),
        longitudes=points[:, 1].copy(),
    )


def _words(index: CatalogueIndex, rows: Rows) -> Words:
    first_rows = index.arrays["word_first_rows"]
    places = row_words(first_rows, rows)
    return with_bits(index.word_count, places, rows - first_rows.take(places))
