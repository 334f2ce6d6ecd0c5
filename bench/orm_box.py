"""Geometry of the ORM version: a box of degrees in SQL, and the distance of two points in plain Python."""

import math
from typing import Any

from sqlalchemy import ColumnElement, and_

from leadmatch.catalogue.models import Campus
from leadmatch.geo.distance import EARTH_RADIUS_MILES
from leadmatch.geo.gazetteer import Place


def box(campus: type[Campus], place: Place, radius_miles: float) -> ColumnElement[bool]:
    """Return the condition that a campus is in the box around a circle."""
    latitude, longitude = place.latitude or 0.0, place.longitude or 0.0
    angle = radius_miles / EARTH_RADIUS_MILES * (1 + 1e-9)
    high = math.degrees(angle)
    wide = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(latitude)))))
    in_height = campus.latitude.between(latitude - high, latitude + high)
    if longitude - wide < -180 or longitude + wide > 180:
        return in_height
    return and_(in_height, campus.longitude.between(longitude - wide, longitude + wide))


def miles_between(place: Place, point: Any) -> float:  # noqa: ANN401  # anything with latitude and longitude
    """Return the great-circle distance (haversine)."""
    phi_1, phi_2 = math.radians(place.latitude or 0.0), math.radians(point.latitude)
    north = math.sin((phi_2 - phi_1) / 2)
    east = math.sin(math.radians(point.longitude - (place.longitude or 0.0)) / 2)
    haversine = north * north + math.cos(phi_1) * math.cos(phi_2) * east * east
    return 2 * EARTH_RADIUS_MILES * math.asin(math.sqrt(min(1.0, haversine)))
