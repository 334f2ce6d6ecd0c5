"""Partners: what sites that embed the search use, see and earn."""
