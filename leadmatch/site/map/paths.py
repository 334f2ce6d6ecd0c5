"""Lines of the drawing as the text of SVG paths: whole numbers, each step from the last point."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

STEPS_PER_UNIT = 2  # paths count half units, which the drawing scales back: shorter than decimals

_DOT_SIZE = 3  # units
_ROW = 1000  # more than any row of dots has


def path(lines: Iterable[Floats], *, closed: bool) -> str:
    """Return the ``d`` of a path.

    Args:
        lines: each of shape (n, 2), in units of the drawing.
        closed: whether each line leads back to where it began; one that encloses nothing is left out.
    """
    pieces = []
    for line in lines:
        grid = np.rint(line * STEPS_PER_UNIT).astype(np.int64)
        steps = np.diff(grid, axis=0)
        moves = np.concatenate((grid[:1], steps[steps.any(axis=1)]))
        if len(moves) > (2 if closed else 1):
            pieces.append(_written(moves) + ("z" if closed else ""))
    return "".join(pieces)


def dots(points: Floats) -> str:
    """Return a path with a line of no length at each point, which round ends make a dot; of near ones, one.

    Args:
        points: shape (n, 2), in units of the drawing.
    """
    _, kept = np.unique(np.rint(points / _DOT_SIZE) @ (1, _ROW), return_index=True)
    grid = np.rint(points[kept] * STEPS_PER_UNIT).astype(np.int64)
    steps = np.concatenate((grid[:1], np.diff(grid, axis=0))).tolist()
    return "".join(f"m{x}{_signed(y)}h0" for x, y in steps)


def _written(moves: Numbers) -> str:
    (x, y), *rest = moves.tolist()
    return f"M{x}{_signed(y)}l" + "".join(f"{_signed(right)}{_signed(down)}" for right, down in rest).lstrip()


def _signed(number: int) -> str:
    return str(number) if number < 0 else f" {number}"
