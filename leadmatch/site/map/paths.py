"""Lines of the drawing as the text of SVG paths: whole numbers, each step from the last point."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

STEPS_PER_UNIT = 2  # paths count half units, which the drawing scales back: shorter than decimals

_DOT_SIZE = 3  # units


def path(lines: Iterable[Floats], *, closed: bool) -> str:
    """Return the ``d`` of a path.

    Args:
        lines: each of shape (n, 2), in units of the drawing.
        closed: whether each line leads back to where it began; one that encloses nothing is left out.
    """
    pieces = []
    for line in lines:
        steps: Numbers = np.diff(np.rint(line * STEPS_PER_UNIT).astype(np.int64), axis=0, prepend=0)
        moves = np.concatenate((steps[:1], steps[1:][steps[1:].any(axis=1)]))
        if len(moves) > (2 if closed else 1):
            pieces.append(_written(moves) + ("z" if closed else ""))
    return "".join(pieces)


def dots(points: Floats) -> str:
    """Return a path with a line of no length at each point, which round ends make a dot; near ones are one.

    Args:
        points: shape (n, 2), in units of the drawing.
    """
    cells = np.unique(np.rint(points / _DOT_SIZE).astype(np.int64), axis=0) * (_DOT_SIZE * STEPS_PER_UNIT)
    steps = np.diff(cells, axis=0, prepend=0).tolist()
    return "".join(f"m{x}{_signed(y)}h0" for x, y in steps).replace("m", "M", 1)


def _written(moves: Numbers) -> str:
    (x, y), *rest = moves.tolist()
    return f"M{x}{_signed(y)}l" + "".join(f"{_signed(right)}{_signed(down)}" for right, down in rest).lstrip()


def _signed(number: int) -> str:
    return str(number) if number < 0 else f" {number}"
