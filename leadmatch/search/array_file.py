"""Named arrays in one file that workers map: written once, read in place."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Legend = dict[str, tuple[str, tuple[int, ...], int]]  # name: dtype, shape, offset in bytes

_ALIGNMENT_BYTES = 64  # a cache line


def write_arrays(file: BinaryIO, arrays: Mapping[str, NDArray[Any]]) -> Legend:
    """Write arrays one after another and return where each stands."""
    legend: Legend = {}
    end = 0
    for name, array in arrays.items():
        padding = -end % _ALIGNMENT_BYTES
        file.write(b"\0" * padding)
        legend[name] = (array.dtype.str, array.shape, end + padding)
        file.write(np.ascontiguousarray(array).data)
        end += padding + array.nbytes
    file.write(b"\0")  # an empty file cannot be mapped
    return legend


def map_arrays(path: Path, legend: Legend) -> dict[str, NDArray[Any]]:
    """Map the arrays of a file, read-only.

    Raises:
        OSError: the file cannot be read.
        ValueError: the file is shorter than its legend says.
    """
    content = map_bytes(path)
    arrays = {}
    for name, (dtype, shape, offset) in legend.items():
        size = np.dtype(dtype).itemsize * int(np.prod(shape))
        if offset + size > content.size:
            raise ValueError(f"{path.name} is cut short")
        arrays[name] = content[offset : offset + size].view(dtype).reshape(shape)
    return arrays


def map_bytes(path: Path) -> NDArray[np.uint8]:
    """Map a file as bytes; a plain array, because the memmap subclass costs microseconds per operation."""
    return np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
