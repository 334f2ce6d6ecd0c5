"""Readers of the US federal files, in the form in which they are published."""
