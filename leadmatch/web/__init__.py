"""HTTP conventions that every route shares."""
