"""Places: from a ZIP code to a point on the Earth."""
