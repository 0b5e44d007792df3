"""Labelled queries: takes what was typed with the truth about it, gives objects to check each part of query understanding against.

One object a line, each with its `kind`, `text` and `language`:

    segmentation   segments: the words of the text in their order
    correction     text as typed, intended: what was meant, the same where nothing went wrong; error: the kind of slip, or nothing; input: how entered
    entities       spans: start, end (exclusive), kind, value
    category       leaf: the key; path: department, group and leaf in the language of the query; nothing is given for a query that leaves it open
    price          low, high: bounds in yuan, null where open: both where no price is said
    next           next: the query that followed; step: how it differs, of `typing.typist.STEPS`

All but `correction` speak of the intended text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isnan
from typing import Any

from searchrank.simulate.typing.typed import Typed
from searchrank.simulate.wants import Want
from searchrank.simulate.world.catalogue import NONE, Places

KINDS = ("segmentation", "correction", "entities", "category", "price", "next")
"""Kinds of labels, in the order in which a query's are given."""
Label = Mapping[str, Any]


def labels(typed: Typed, want: Want, places: Places) -> Iterator[Label]:
    """The labels of one query: `want` is what it says."""
    intended = {"text": typed.intended, "language": typed.language}
    yield {"kind": "segmentation", **intended, "segments": list(typed.segments)}
    yield {
        "kind": "correction",
        "text": typed.text,
        "language": typed.language,
        "intended": typed.intended,
        "error": typed.error,
        "input": typed.input,
    }
    spans = [{"start": span.start, "end": span.end, "kind": span.kind, "value": span.value} for span in typed.spans]
    yield {"kind": "entities", **intended, "spans": spans}
    if want.leaf != NONE:
        leaf = places.leaves[want.leaf]
        yield {"kind": "category", **intended, "leaf": leaf.key, "path": list(leaf.path[typed.language])}
    yield {"kind": "price", **intended, "low": _bound(want.low), "high": _bound(want.high)}


def next_label(typed: Typed, after: Typed, step: str) -> Label:
    """The label of a query that another one followed, in `step`."""
    return {"kind": "next", "text": typed.intended, "language": typed.language, "next": after.intended, "step": step}


def _bound(price: float) -> float | None:
    return None if isnan(price) else round(price, 2)
