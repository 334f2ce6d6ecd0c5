"""The command line: one file per command group; this one joins them."""

from leadmatch.cli.root import root as main

__all__ = ["main"]
