"""Which campaigns buy visitors of a place, for all campaigns at once; `checks` says the same for one, in words."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from leadmatch.geo.gazetteer import Place
from leadmatch.sponsors.terms import CampaignTerms

Truths = NDArray[np.bool_]


class Bought(NamedTuple):
    """What each campaign buys at one place.

    Args:
        in_area: shape (campaigns,): buys visitors from there, wherever the campus is.
        online: shape (campaigns,): may recruit there for programs that are only online.
    """

    in_area: Truths
    online: Truths


class Areas(NamedTuple):
    """The geography of campaigns, by state and ZIP code.

    Args:
        everywhere: shape (campaigns,).
        by_state: shape (campaigns,) for each state that any of them names.
        by_zip: numbers of the campaigns that name a ZIP code.
        online: shape (campaigns,) for each state that any of them lists for online programs.
        radius_miles: shape (campaigns,): around the program's campus; NaN where none is given.
    """

    everywhere: Truths
    by_state: dict[str, Truths]
    by_zip: dict[str, list[int]]
    online: dict[str, Truths]
    radius_miles: NDArray[np.float64]

    @classmethod
    def of(cls, campaigns: Sequence[CampaignTerms]) -> Self:
        """Return the geography of these campaigns, whose numbers are their places here."""
        where = [each.targeting.geography for each in campaigns]
        by_zip: dict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(where):
            for zip_code in each.zip_codes:
                by_zip[zip_code].append(number)
        nothing = float("nan")
        return cls(
            everywhere=np.array([each.is_everywhere for each in where], dtype=bool),
            by_state=_by_state([each.states for each in where]),
            by_zip=dict(by_zip),
            online=_by_state([each.targeting.online_states for each in campaigns]),
            radius_miles=np.array([nothing if each.radius_miles is None else each.radius_miles for each in where]),
        )

    def at(self, place: Place) -> Bought:
        """Return what each campaign buys at a place."""
        nowhere = np.zeros(self.everywhere.size, dtype=bool)
        in_area = self.everywhere | self.by_state.get(place.state or "", nowhere)
        in_area[self.by_zip.get(place.zip_code, [])] = True
        return Bought(in_area, self.online.get(place.state or "", nowhere))


def _by_state(states: Sequence[tuple[str, ...]]) -> dict[str, Truths]:
    named: dict[str, Truths] = {}
    for number, some in enumerate(states):
        for state in some:
            named.setdefault(state, np.zeros(len(states), dtype=bool))[number] = True
    return named
