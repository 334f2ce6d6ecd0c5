"""The page of one program: what is on file, in the order in which people ask."""
