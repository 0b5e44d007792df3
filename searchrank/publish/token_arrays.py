"""Token arrays of a snapshot: takes the tokens of products in row order, writes vocabulary, frequencies, CSR arrays and postings.

For a kind of token (units, words, bigrams) over F fields: `KIND.tokens` is ragged with n * F rows (row * F + field), `KIND.lengths` (n, F, scripts)
counts the
main tokens by script (0 Latin, 1 Han), `KIND.average` (F, scripts) their mean over the products that have that script in that field, `KIND.df` the
products that hold a token in any field, `KIND.postings` (not of words) those products.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.publish import token_loops as loops
from searchrank.query.normalise import has_han
from searchrank.store.pairs import Pairs
from searchrank.store.piles import Lists, Names, Numbers, Pile
from searchrank.store.snapshot import Draft

Ints = npt.NDArray[np.int32]
LATIN, HAN = 0, 1


class TokenArrays:
    """Collects the tokens of one kind, product by product, then writes them."""

    def __init__(self, kind: str, fields: int, *, postings: bool = False, tokens: Names | Pairs | None = None) -> None:
        self._kind, self._fields, self._postings = kind, fields, postings
        self._tokens, self._main = Lists[Names | Pairs](Names() if tokens is None else tokens, fields), Numbers("i", fields)

    def add_all(self, tokens: Names | Pairs, counts: npt.NDArray[np.int64], mains: npt.NDArray[np.int64]) -> None:
        """The tokens of the next products, field by field: how many each field has, and how many of those are main ones."""
        self._main.add_array(mains)
        self._tokens.counts.add_array(counts)
        self._tokens.values.extend(tokens)  # type: ignore[arg-type]

    def piles(self) -> dict[str, Pile]:
        """What it holds, by name."""
        return {f"{self._kind}.tokens": self._tokens, f"{self._kind}.main": self._main}

    def write(self, draft: Draft) -> None:
        """Everything under `KIND.*`; tokens are numbered by falling frequency, ties by text."""
        texts = self._tokens.values.texts
        values, counts = self._tokens.values.array(), self._tokens.counts.array()
        edges = np.concatenate(([0], np.cumsum(counts.reshape(-1, self._fields).sum(axis=1, dtype=np.int64))))
        df = loops.frequencies(values, edges, len(texts))
        order = np.array(sorted(range(len(texts)), key=lambda place: (-df[place], texts[place])), np.int64)
        renumbered = np.empty(len(texts), np.int32)
        renumbered[order] = np.arange(len(texts), dtype=np.int32)
        tokens = renumbered[values] if len(values) else values
        draft.vocabulary(self._kind, [texts[place] for place in order])
        draft.array(f"{self._kind}.df", df[order])
        han = np.fromiter(map(has_han, texts), bool, len(texts))[order]
        draft.array(f"{self._kind}.han", han)
        draft.ragged(f"{self._kind}.tokens", counts, tokens)
        self._write_lengths(draft, loops.of_script(tokens, counts, self._main.array(), han))
        if self._postings:
            draft.ragged(f"{self._kind}.postings", df[order], loops.inverted(tokens, edges, df[order]))

    def _write_lengths(self, draft: Draft, chinese: Ints) -> None:
        main = self._main.array()
        lengths = np.minimum(np.stack((main - chinese, chinese), axis=1), 65535).astype(np.uint16).reshape(-1, self._fields, 2)
        present = (lengths > 0).sum(axis=0)
        draft.array(f"{self._kind}.lengths", lengths)
        draft.array(f"{self._kind}.average", (lengths.sum(axis=0) / np.maximum(present, 1)).astype(np.float32))
        draft.array(f"{self._kind}.products", (lengths.sum(axis=1) > 0).sum(axis=0).astype(np.int64))
