"""Measurements behind the figures of the README; `python -m bench` runs them."""
