"""Delivery: how schools get their leads."""
