"""The loops behind wishes and refusals: which products state a value, which say a text in so many words. Compiled (`store.compiled`).

Lists are ragged, as `View.lists_within` gives them: row i is `values[offsets[i]:offsets[i + 1]]`, `places` the numbers of the products' own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import I32, I64, INT, compiled

Ids = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@compiled()
def _among(wanted: Ids, most: int) -> Any:
    """A flag for each number below `most`: whether it is wanted."""
    flags = np.zeros(max(most, 0), np.bool_)
    for one in wanted:
        if 0 <= one < most:
            flags[one] = True
    return flags


@compiled(I64, I32, I32, I32, I32)
def stating(offsets: Ints, values: Ids, places: Ids, wanted: Ids, known: Ids) -> tuple[Flags, Flags]:
    """Which products have one of the wanted values, and which one of those known of the attribute, whose numbers lie near each other."""
    low = min(wanted.min() if len(wanted) else 0x7FFFFFFF, known.min() if len(known) else 0x7FFFFFFF)
    high = max(wanted.max() if len(wanted) else -1, known.max() if len(known) else -1)
    is_wanted, is_known = _among(wanted - low, high - low + 1), _among(known - low, high - low + 1)
    has, states = np.zeros(len(places), np.bool_), np.zeros(len(places), np.bool_)
    for one in range(len(places)):
        for at in range(offsets[places[one]], offsets[places[one] + 1]):
            if low <= values[at] <= high:
                has[one] |= is_wanted[values[at] - low]
                states[one] |= is_known[values[at] - low]
    return has, states


@compiled()
def _stands(tokens: Ids, begin: int, end: int, asked: Ints, refusing: Ints) -> bool:
    """Whether the asked tokens stand side by side between these places, without one that refuses before them."""
    for at in range(begin, end - len(asked) + 1):
        if tokens[at] == asked[0]:
            step = 1
            while step < len(asked) and tokens[at + step] == asked[step]:
                step += 1
            if step == len(asked) and not (at > begin and (refusing == tokens[at - 1]).any()):
                return True
    return False


@compiled(I64, I32, I32, INT, I64, I64, I64)
def said(offsets: Ints, tokens: Ids, places: Ids, fields: int, read: Ints, asked: Ints, refusing: Ints) -> Flags:
    """Which products, of `fields` lists each, have the asked tokens side by side in a list to read, without one that refuses before them."""
    found = np.zeros(len(places), np.bool_)
    for one in range(len(places)):
        for field in read:
            own = np.int64(places[one]) * fields + field
            found[one] |= _stands(tokens, offsets[own], offsets[own + 1], asked, refusing)
    return found
