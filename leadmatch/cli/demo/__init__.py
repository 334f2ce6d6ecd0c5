"""`leadmatch demo`: made-up schools that sponsor, so that there is something to try."""
