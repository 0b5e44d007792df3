"""What values of attributes mean to a query: takes a draft that holds its columns, writes what `query.values` reads.

`value.name` the attribute name of every value (by its row in `attribute.key`), `value.kind` the kind of that name (KINDS), `value.unit` and
`value.number` its number with a unit (unit NONE where it states none, or several), `value.leaf` which values the products of each category state,
with `value.leaf.count` how many state each, and `value.stated` / `value.stated.count` the same of names.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.query.kinds import KINDS
from searchrank.query.lexicon import lexicon
from searchrank.query.quantities import quantities
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.view import NONE

Ints = npt.NDArray[np.int64]


def write_values(draft: Draft, snapshot: Snapshot) -> None:
    """Write `value.*`."""
    names = snapshot.ragged("attribute.values")
    name_of = np.full(len(snapshot.vocabulary("attribute.key")), NONE, np.int32)
    name_of[names.values] = np.repeat(np.arange(len(names), dtype=np.int32), np.diff(names.offsets))
    kinds = np.array([KINDS.index(lexicon().kind_of(name)) for name in snapshot.vocabulary("attribute.name").texts], np.int8)
    draft.array("value.name", name_of)
    draft.array("value.kind", kinds)
    _write_numbers(draft, snapshot)
    _write_stated(draft, snapshot, name_of)


def _write_numbers(draft: Draft, snapshot: Snapshot) -> None:
    texts = snapshot.vocabulary("attribute.key").texts
    unit, number = np.full(len(texts), NONE, np.int16), np.zeros(len(texts), np.float64)
    for row, key in enumerate(texts):
        found = quantities(key.partition(":")[2])
        if len(found) == 1:
            unit[row], number[row] = found[0]
    draft.array("value.unit", unit)
    draft.array("value.number", number)


def _write_stated(draft: Draft, snapshot: Snapshot, name_of: npt.NDArray[np.int32]) -> None:
    """By category, the values and the names that its products state, ascending, each with the number of products."""
    values, leaf = snapshot.ragged("attributes"), snapshot.array("column.category").astype(np.int64)
    product = np.repeat(np.arange(len(leaf)), np.diff(values.offsets))
    row = values.values[: len(product)].astype(np.int64)
    placed = leaf[product] != NONE
    product, row = product[placed], row[placed]
    categories = len(snapshot.array("category.end"))
    _write_counted(draft, "value.leaf", leaf[product], row, len(name_of), categories)
    # A product with three sizes states its size once.
    name = name_of[row].astype(np.int64)
    once = np.unique(product * max(int(name.max(initial=0)) + 1, 1) + name, return_index=True)[1]
    _write_counted(draft, "value.stated", leaf[product[once]], name[once], int(name.max(initial=0)) + 1, categories)


def _write_counted(draft: Draft, array: str, owner: Ints, what: Ints, size: int, owners: int) -> None:
    keys, counts = np.unique(owner * max(size, 1) + what, return_counts=True)
    draft.ragged(array, np.bincount(keys // max(size, 1), minlength=owners).astype(np.int64), (keys % max(size, 1)).astype(np.int32))
    draft.array(f"{array}.count", counts.astype(np.int32))
