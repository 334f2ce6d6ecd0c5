"""Every program of a release, apart from any search: for lists such as a site map."""

import numpy as np

from leadmatch.search.explain import have
from leadmatch.search.index import CatalogueIndex


def real_program_ids(index: CatalogueIndex, first: int, count: int) -> list[str]:
    """Return ids of programs in the order of their ids, without those of made-up schools.

    Args:
        index: the release.
        first: place of the first one, counted from 0 over all programs, made-up ones too.
        count: how many places to look at.
    """
    places = slice(first, first + count)
    ids = index.arrays["sorted_ids"][places]
    rows = index.arrays["sorted_rows"][places].max(axis=1)
    if not rows.size:
        return []
    return [each.decode() for each in ids[np.logical_not(have(index, rows, "school", "made_up"))].tolist()]
