"""Token arrays of a snapshot: takes the tokens of products in row order, writes vocabulary, frequencies, CSR arrays and postings.

For a kind of token (units, words, bigrams) over F fields: `KIND.tokens` is ragged with n * F rows (row * F + field), `KIND.lengths` (n, F, scripts)
counts the
main tokens by script (0 Latin, 1 Han), `KIND.average` (F, scripts) their mean over the products that have that script in that field, `KIND.df` the
products that hold a token in any field, `KIND.postings` (units only) those products.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from searchrank.query.normalise import has_han
from searchrank.store.arrays import spread
from searchrank.store.snapshot import Draft

Ints = npt.NDArray[np.int32]
LATIN, HAN = 0, 1


class TokenArrays:
    """Collects the tokens of one kind, product by product, then writes them."""

    def __init__(self, kind: str, fields: int, *, postings: bool = False) -> None:
        self._kind, self._fields, self._postings = kind, fields, postings
        self._places: dict[str, int] = {}
        self._han: list[bool] = []
        self._values, self._counts = array("i"), array("i")
        self._lengths = array("H")

    def add(self, main: Sequence[Sequence[str]], extra: Sequence[Sequence[str]] | None = None) -> None:
        """The tokens of the next product, one sequence a field; `extra` stand behind the main ones and count in no length."""
        for field, tokens in enumerate(main):
            ids = self._numbered(tokens)
            han = sum(map(self._han.__getitem__, ids))
            self._lengths.extend((min(len(ids) - han, 65535), min(han, 65535)))
            if extra is not None and extra[field]:
                ids += self._numbered(extra[field])
            self._values.extend(ids)
            self._counts.append(len(ids))

    def _numbered(self, tokens: Sequence[str]) -> list[int]:
        ids = list(map(self._places.get, tokens))
        return [self._place(token) for token in tokens] if None in ids else ids  # type: ignore[return-value]

    def _place(self, token: str) -> int:
        place = self._places.get(token)
        if place is None:
            place = self._places[token] = len(self._han)
            self._han.append(has_han(token))
        return place

    def write(self, draft: Draft) -> None:
        """Everything under `KIND.*`; tokens are numbered by falling frequency, ties by text."""
        texts = list(self._places)
        values = np.frombuffer(self._values, np.int32) if self._values else np.empty(0, np.int32)
        counts = np.frombuffer(self._counts, np.int32) if self._counts else np.empty(0, np.int32)
        lists, df = _postings(values, counts.reshape(-1, self._fields).sum(axis=1), len(texts))
        order = np.array(sorted(range(len(texts)), key=lambda place: (-df[place], texts[place])), np.int64)
        renumbered = np.empty(len(texts), np.int32)
        renumbered[order] = np.arange(len(texts), dtype=np.int32)
        draft.vocabulary(self._kind, [texts[place] for place in order])
        draft.array(f"{self._kind}.df", df[order])
        draft.array(f"{self._kind}.han", np.array(self._han, bool)[order] if texts else np.empty(0, bool))
        draft.ragged(f"{self._kind}.tokens", counts, renumbered[values] if len(values) else values)
        self._write_lengths(draft)
        if self._postings:
            starts = np.cumsum(df) - df
            draft.ragged(f"{self._kind}.postings", df[order], lists[spread(starts[order], df[order])])

    def _write_lengths(self, draft: Draft) -> None:
        lengths = np.array(self._lengths, np.uint16).reshape(-1, self._fields, 2)
        present = (lengths > 0).sum(axis=0)
        draft.array(f"{self._kind}.lengths", lengths)
        draft.array(f"{self._kind}.average", (lengths.sum(axis=0) / np.maximum(present, 1)).astype(np.float32))
        draft.array(f"{self._kind}.products", (lengths.sum(axis=1) > 0).sum(axis=0).astype(np.int64))


def _postings(values: Ints, counts: Ints, tokens: int) -> tuple[Ints, Ints]:
    """The products of every token, ascending, token after token; and how many each has."""
    products = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    order = np.argsort(values, kind="stable")
    values, products = values[order], products[order]
    first = np.ones(len(values), bool)
    first[1:] = (values[1:] != values[:-1]) | (products[1:] != products[:-1])
    return products[first], np.bincount(values[first], minlength=tokens).astype(np.int32)
