"""Files in memory without an open file each: takes a path and what lies in it, gives the array that the system pages in as it is read.

A snapshot is some five hundred arrays, and a worker holds three of them while it swaps. `mmap` keeps a file open for every map, which passes the
1,024 that most systems allow a process; the system itself needs none (mmap(2): closing the file does not unmap it).
"""

from __future__ import annotations

import ctypes
import mmap
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_FAILED = ctypes.c_void_p(-1).value
_system = ctypes.CDLL(None, use_errno=True)
_map, _unmap = _system.mmap, _system.munmap
_map.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
_map.restype, _unmap.argtypes = ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_size_t)


class _Memory:
    """A mapped file, as numpy takes it; unmapped when the last array over it is gone."""

    __slots__ = ("__array_interface__", "address", "size")

    def __init__(self, file: BinaryIO, size: int, *, writable: bool) -> None:
        self.address, self.size = None, size
        access = mmap.PROT_READ | (mmap.PROT_WRITE if writable else 0)
        address = _map(None, size, access, mmap.MAP_SHARED, file.fileno(), 0)
        if address == _FAILED:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), file.name)
        self.address = address
        self.__array_interface__ = {"version": 3, "shape": (size,), "typestr": "|u1", "data": (address, not writable)}

    def __del__(self) -> None:
        # While the interpreter ends, a thread may be reading still: the system unmaps all in a moment.
        if self.address is not None and not sys.is_finalizing():
            _unmap(self.address, self.size)


def map_file(file: BinaryIO, dtype: np.dtype[Any], shape: tuple[int, ...], *, offset: int = 0, writable: bool = False) -> Array:
    """The array of this type and shape that begins at a byte of the open file, which may be closed then; an empty one maps nothing.

    Raises ValueError where the file is shorter, OSError where the system refuses.
    """
    end = offset + dtype.itemsize * int(np.prod(shape, dtype=np.int64))
    if end == offset:
        return np.empty(shape, dtype)
    if end > (size := os.fstat(file.fileno()).st_size):
        raise ValueError(f"its array ends at byte {end} and the file at {size}")
    memory = np.asarray(_Memory(file, end, writable=writable))
    return np.ndarray(shape, dtype, memory, offset)


def map_rows(path: Path, dtype: np.dtype[Any], tail: tuple[int, ...] = (), *, writable: bool = False) -> Array:
    """A plain file as an array of entries, each of this type and of the dimensions `tail`: as many as are whole."""
    with path.open("r+b" if writable else "rb") as file:
        entries = os.fstat(file.fileno()).st_size // (dtype.itemsize * int(np.prod(tail, dtype=np.int64)))
        return map_file(file, dtype, (entries, *tail), writable=writable)


def map_array(path: Path) -> Array:
    """A file that `numpy.save` wrote, mapped and read-only. Raises ValueError where it is none, or cut off."""
    with path.open("rb") as file:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, by_columns, dtype = read(file)
        if dtype.hasobject or (by_columns and len(shape) > 1):
            raise ValueError(f"it holds {dtype} by columns or as objects, which are not mapped")
        return map_file(file, dtype, shape, offset=file.tell())
