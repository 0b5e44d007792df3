"""Products of some rows, cut: takes documents in row order, gives what is collected of them and their rows of the recall index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searchrank.publish.block import FILTERED, NUMBERS, Block
from searchrank.publish.collected import Collected
from searchrank.publish.cut_block import BlockCutter, BlockTokens, interleaved
from searchrank.publish.json_loops import Ints
from searchrank.publish.tables import Table
from searchrank.publish.told_fields import Fact, Told
from searchrank.query.run_loops import spelled
from searchrank.recall.engine import PackedRow
from searchrank.records import FIELDS
from searchrank.store.arrays import Strings, edges_of


@dataclass(frozen=True, slots=True)
class Part:
    """Some products, cut: what was collected of them, and their rows of the index as `PackedRow` has them."""

    collected: Collected
    numbers: Sequence[int]
    packed: Sequence[str]

    def index_rows(self) -> Iterator[PackedRow]:
        """The rows as the recall index takes them."""
        return map(PackedRow, self.numbers, self.packed)


def cut_part(documents: Strings, rows: Sequence[int], cut: BlockCutter) -> Part:
    """The products of these rows."""
    cut.forget()
    block = cut.reader.block([documents.raw(row) for row in rows])
    tokens, collected = cut.block(block), Collected()
    collected.add_all(block, tokens, cut)
    return Part(collected, rows, packed_rows(block, tokens, cut.units))


def packed_rows(block: Block, tokens: BlockTokens, units: Table) -> list[str]:
    """The products as `PackedRow` has them: their units and pairs by field, the exact tokens by which the engine filters, their numbers."""
    fields = [(said.values, said.counts) for said in tokens.units]
    values, counts = interleaved([*fields, tokens.described, tokens.pairs])
    # The pairs of a description stand behind its units, in one field.
    counts = np.add.reduceat(counts.reshape(-1, len(fields) + 2), [*range(len(fields)), len(fields) + 1], axis=1)
    letters, edges = spelled(values, edges_of(counts.ravel()), *units.letters(), *_heads())
    text = letters.tobytes().decode("utf-32-le")
    # Units are letters and digits: there is nothing in them that JSON would write otherwise.
    parts = zip(pairwise(edges.tolist()), _filters(block), block.spelled, strict=True)
    return [f'{text[begin:end]}",{filters}{numbers}}}' for (begin, end), filters, numbers in parts]


@lru_cache(maxsize=1)
def _heads() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
    """What stands before the tokens of each field."""
    heads = Table()
    first, *others = (*FIELDS, "bigrams")
    heads.numbers([f'{{"{first}":"', *(f'","{name}":"' for name in others)])
    return heads.letters()


def _filters(block: Block) -> list[str]:
    """The exact tokens by which the engine filters: every value that a filter can name, in normal form."""
    named = [_facts(block.read.names[name], block.names[name]) for name in FILTERED]
    paths = [path.tokens for path in _facts(block.read.categories, block.categories)]
    numbers, counts = block.attributes
    tokens, edges = [one.token for one in _facts(block.read.attributes, numbers)], edges_of(counts).tolist()
    values = [",".join(filter(None, dict.fromkeys(tokens[begin:end]))) for begin, end in pairwise(edges)]
    stock = ['"stock:in"' if not value <= 0 else "" for value in block.numbers[:, NUMBERS.index("stock")].tolist()]
    return [f'"filters":[{",".join(filter(None, tokens))}]' for tokens in zip(*named, paths, values, stock, strict=True)]


def _facts(told: Told[Fact], numbers: Ints) -> list[Fact]:
    """What is made of the values of these numbers."""
    return list(map(told.facts.__getitem__, numbers.tolist()))
