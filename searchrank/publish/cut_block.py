"""Many products become tokens at once: takes a Block, gives what `ProductCutter` gives product by product, as numbers of tables.

Texts are brought to their normal form together and looked through by compiled loops; each different run, name and word is looked at by Python once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from searchrank.publish.block import Block, Reader
from searchrank.publish.cut import Cut, ProductCutter
from searchrank.publish.pieces import Pieces, Stream
from searchrank.publish.runs import Runs, Said
from searchrank.publish.tables import Lists, Named, Table, flat
from searchrank.query import run_loops as loops
from searchrank.query.normal_loops import codes_of, normalise_all
from searchrank.query.quantities import quantities
from searchrank.store.arrays import edges_of, spread

Ints = npt.NDArray[np.int64]
Listed = tuple[Ints, Ints]
"""Values of lists behind one another, and the length of each."""
MOST_KNOWN = 400_000
"""Different runs, names or pieces that a cutter remembers before it begins anew."""
NOTHING = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class BlockTokens:
    """`titles` and `descriptions` in normal form; `units` by field (numbers of `table`), `words` the same (numbers of `pieces`); `pairs` of titles,
    `described` of descriptions; `phrases` and `spoken` the titles as streams of words (numbers of `said`); `names` what the attributes' values
    are (numbers of names, how many each product has)."""

    titles: list[str]
    descriptions: list[str]
    units: Sequence[Said]
    words: Sequence[Listed]
    pairs: Listed
    described: Listed
    phrases: Stream
    spoken: Stream
    names: Listed


class BlockCutter:
    """Cuts blocks; what it cut before is remembered by number. `cuts` are what the plain cutter made of each name."""

    def __init__(self, plain: ProductCutter) -> None:
        self.plain = plain
        self._begin()

    def _begin(self) -> None:
        self.reader, self.units, self.pieces = Reader(), Table(), Pieces(self.plain.cutter)
        self.runs, self.names = Runs(self.units), Named(self.units)
        self.cuts, self._name_words = list[Cut](), Lists()
        self._brands, self._paths, self._values = Lists(), Lists(), Lists()

    def forget(self) -> None:
        """Begin anew where too much is known."""
        if max(len(self.reader), len(self.runs.known), len(self.names.known), len(self.pieces.known), len(self.pieces.stretches)) > MOST_KNOWN:
            self._begin()

    def block(self, block: Block) -> BlockTokens:
        """All tokens of these products."""
        titles, descriptions = normalise_all(block.titles), normalise_all(block.descriptions)
        fields = [self._branded(block), self._placed(block), self._valued(block)]
        title_codes, described_codes = codes_of(titles), codes_of(descriptions)
        title_pieces, described_pieces = self.pieces.of(title_codes), self.pieces.of(described_codes)
        words = [self.pieces.words(*title_pieces), *map(self._words, fields), self.pieces.words(*described_pieces)]
        return BlockTokens(
            titles,
            descriptions,
            [self.runs.of(title_codes, chinese=True), *map(self._said, fields), self.runs.of(described_codes, chinese=False)],
            words,
            loops.pairs(title_codes, loops.kinds()),
            loops.pairs(described_codes, loops.kinds()),
            self.pieces.phrases(*title_pieces),
            self.pieces.spoken(title_codes),
            fields[-1],
        )

    def _branded(self, block: Block) -> Listed:
        self._know(self._brands, ((brand,) for brand in block.read.names["brand"].texts[len(self._brands) :]))
        return self._named(self._brands, block.names["brand"])

    def _placed(self, block: Block) -> Listed:
        self._know(self._paths, (path.names for path in block.read.categories.facts[len(self._paths) :]))
        return self._named(self._paths, block.categories)

    def _valued(self, block: Block) -> Listed:
        self._know(self._values, ((one.value,) if one.is_cut else () for one in block.read.attributes.facts[len(self._values) :]))
        return self._named(self._values, *block.attributes)

    def _know(self, names: Lists, new: Iterable[Sequence[str]]) -> None:
        """Put the numbers of the names that new values say behind those of the others; empty ones are none."""
        lists = [[name for name in some if name] for some in new]
        names.add_all(map(len, lists), self.names.numbers(flat(lists), self._cut_name).tolist())

    def _named(self, names: Lists, values: Ints, counts: Ints | None = None) -> Listed:
        """The numbers of the names of each product, which has one value each, or so many."""
        edges, numbers = names.arrays()
        each = edges_of(counts) if counts is not None else np.arange(len(values) + 1)
        found, lengths, _ = loops.said(each, values, edges, numbers, np.zeros_like(edges), NOTHING)
        return found, lengths

    def _cut_name(self, name: str) -> tuple[Sequence[str], Sequence[str]]:
        cut = self.plain.text(name)
        self.cuts.append(cut)
        self._name_words.add(self.pieces.numbers(cut.words))
        return cut.units.main, cut.units.extra

    def _said(self, names: Listed) -> Said:
        return Said(*loops.said(edges_of(names[1]), names[0], *self.names.arrays()))

    def _words(self, names: Listed) -> Listed:
        ends, words = self._name_words.arrays()
        values, counts, _ = loops.said(edges_of(names[1]), names[0], ends, words, np.zeros_like(ends), NOTHING)
        return values, counts


def interleaved(fields: Sequence[Listed]) -> Listed:
    """The lists of several fields of n products, product by product."""
    counts = np.stack([counts for _, counts in fields], axis=1)
    starts = edges_of(counts.ravel())[:-1].reshape(counts.shape)
    values = np.empty(int(counts.sum()), np.int64)
    for place, (field_values, field_counts) in enumerate(fields):
        values[spread(starts[:, place], field_counts)] = field_values
    return values, counts.ravel()


def stated(tokens: BlockTokens, cut: BlockCutter) -> list[list[tuple[int, float]]]:
    """The quantities of title and attributes of each product, each once, ascending."""
    numbers, edges = tokens.names[0].tolist(), edges_of(tokens.names[1]).tolist()
    told = [cut.cuts[number].quantities for number in numbers]
    said = [[*quantities(title), *chain.from_iterable(told[begin:end])] for title, begin, end in zip(tokens.titles, edges, edges[1:], strict=False)]
    return [sorted(set(some)) if len(some) > 1 else some for some in said]
