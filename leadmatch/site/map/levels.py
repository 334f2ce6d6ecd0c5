"""How coarse a map may be before a point of an outline goes: levels are powers of two of square miles."""

import math

LEVEL_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

_LOWEST = -8  # power of two: details below 1/256 of a square mile are never told apart


def level_of_area(square_miles: float) -> int:
    """Return the level of a point by the area that the outline would gain or lose without it."""
    if square_miles == math.inf:
        return len(LEVEL_DIGITS) - 1
    power = math.floor(math.log2(square_miles)) if square_miles > 0 else _LOWEST
    return min(max(power - _LOWEST, 0), len(LEVEL_DIGITS) - 2)
