"""Search: the query, the index, order, counts, and the answer."""
