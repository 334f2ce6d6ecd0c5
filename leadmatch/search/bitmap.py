"""Sets of index rows as 64-bit words: packing, counting, and listing their members."""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Rows = NDArray[np.int32]
Places = NDArray[np.intp]  # of words in a table

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
    return int(np.add.reduce(np.bitwise_count(words), dtype=np.int64))


def members(words: Words, first_rows: Rows) -> tuple[Rows, NDArray[np.intp]]:
    """List the members.

    Args:
        words: shape (n,).
        first_rows: shape (n,): the row that the lowest bit of each word stands for.

    Returns:
        The rows, and for each the index into `words` at which it was found.
    """
    bits = np.unpackbits(words.view(np.uint8), bitorder="little").view(np.bool_).nonzero()[0]
    word = bits >> 6
    return (first_rows.take(word) + (bits & 63)).astype(np.int32), word


def with_bits(size: int, places: NDArray[np.intp], bits: NDArray[np.int32]) -> Words:
    """Return `size` words in which some bits, each named by its word and its place in the word, are set."""
    words = np.zeros(size, dtype=np.uint64)
    np.bitwise_or.at(words, places, np.uint64(1) << bits.astype(np.uint64))
    return words
