"""Leads: what becomes of an inquiry at each school, and what it costs."""
