"""The scale bar: a round number of miles, as long as fits."""

import math

_LONGEST = 90.0  # units
_ROUND_NUMBERS = (5, 2, 1)


def scale_bar_miles(miles_per_unit: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, 50… miles, or 0.5, 0.2, 0.1…, whose bar is not too long."""
    longest = _LONGEST * miles_per_unit
    power = math.floor(math.log10(longest))
    tens = 10.0**power
    return next(number * tens for number in _ROUND_NUMBERS if number * tens <= longest)
