"""Sets of index rows as 64-bit words: packing, counting, and listing their members."""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Rows = NDArray[np.int32]

WORD_BITS = 64


def pack(members: NDArray[np.bool_], positions: NDArray[np.int64], word_count: int) -> Words:
    """Return the words in which the bit of each member is set.

    Args:
        members: shape (rows,): whether a row belongs to the set.
        positions: shape (rows,): the bit that stands for each row, counted over all words.
        word_count: length of the answer.
    """
    bits = np.zeros(word_count * WORD_BITS, dtype=bool)
    bits[positions] = members
    return np.packbits(bits, bitorder="little").view(np.uint64)


def count(words: Words) -> int:
    """Return the number of members."""
    return int(np.bitwise_count(words).sum(dtype=np.int64))


def members(words: Words, first_rows: Rows) -> tuple[Rows, NDArray[np.intp]]:
    """List the members.

    Args:
        words: shape (n,).
        first_rows: shape (n,): the row that the lowest bit of each word stands for.

    Returns:
        The rows, and for each the index into `words` at which it was found.
    """
    bits = np.flatnonzero(np.unpackbits(words.view(np.uint8), bitorder="little"))
    word = bits >> 6
    return first_rows[word] + (bits & 63).astype(np.int32), word
