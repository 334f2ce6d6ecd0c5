"""Which rows of an index campaigns could pay for, laid out so that a search looks at few of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadmatch.geo.distance import distance_miles
from leadmatch.geo.gazetteer import Place
from leadmatch.search.bitmap import Rows, Words, with_bits
from leadmatch.search.explain import have
from leadmatch.search.filters import ALSO_MATCHES
from leadmatch.search.index import CatalogueIndex, row_words
from leadmatch.sponsors.areas import Areas, Truths
from leadmatch.sponsors.school_rows import SchoolRows, campuses_of
from leadmatch.sponsors.terms import CampaignTerms

NOBODY = -1
_NO_ROWS: Rows = np.empty(0, dtype=np.int32)
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


def offers_of(index: CatalogueIndex, campaigns: Sequence[CampaignTerms], schools: SchoolRows) -> Offers:
    """Return what campaigns buy in an index.

    Args:
        index: of a release.
        campaigns: all there are, by tier, then id.
        schools: of the same release.
    """
    bought = tuple(each for each in campaigns if each.state == each.sponsor_state == "active")
    of_school = schools.of_schools({each.school_id: each.school_name for each in bought})
    wanted = [_suiting(index, of_school[each.school_id], each) for each in bought]
    pair_rows = np.concatenate([_NO_ROWS, *wanted])
    buyers = np.arange(len(bought), dtype=np.int32).repeat([rows.size for rows in wanted])
    order = pair_rows.argsort(kind="stable")  # those of a row keep the order of the campaigns
    pair_rows, buyers = pair_rows.take(order), buyers.take(order)
    rows = np.unique(pair_rows)
    online_only, latitudes, longitudes = campuses_of(index, rows)
    tiers = np.array([each.tier for each in bought], dtype=np.int64)
    return Offers(
        campaigns=bought,
        areas=Areas.of(bought),
        tiers=tiers,
        of_tier=tuple(
            (tier, _words(index, pair_rows[tiers.take(buyers) == tier])) for tier in np.unique(tiers).tolist()
        ),
        rows=rows,
        first_pairs=np.append(pair_rows.searchsorted(rows), pair_rows.size),
        buyers=buyers,
        online_only=online_only,
        latitudes=latitudes,
        longitudes=longitudes,
    )


def _suiting(index: CatalogueIndex, rows: Rows, campaign: CampaignTerms) -> Rows:
    """Return the rows whose programs a campaign buys."""
    fields, credentials = campaign.targeting.fields, campaign.targeting.credentials
    if fields:
        rows = rows[np.logical_or.reduce([have(index, rows, "field", each) for each in fields])]
    if credentials:
        levels = dict.fromkeys(level for each in credentials for level in (each, *ALSO_MATCHES.get(each, ())))
        rows = rows[np.logical_or.reduce([have(index, rows, "credential", each) for each in levels])]
    return rows


def _words(index: CatalogueIndex, rows: Rows) -> Words:
    first_rows = index.arrays["word_first_rows"]
    places = row_words(first_rows, rows)
    return with_bits(index.word_count, places, rows - first_rows.take(places))
