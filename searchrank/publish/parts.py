"""Products of some rows, cut: takes documents in row order, gives what is collected of them and their rows of the recall index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from searchrank.publish.block import NUMBERS, Block
from searchrank.publish.collected import Collected
from searchrank.publish.columns import CATEGORY_SEPARATOR
from searchrank.publish.cut_block import BlockCutter, BlockTokens, Said
from searchrank.publish.stated import token_as_json
from searchrank.publish.tables import Table, edges_of
from searchrank.query.normalise import normalise_name
from searchrank.query.run_loops import spelled_pairs
from searchrank.recall.engine import PackedRow
from searchrank.records import FIELDS
from searchrank.store.arrays import Strings


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
    block = Block.of([documents.raw(row) for row in rows])
    tokens, collected = cut.block(block), Collected()
    collected.add_all(block, tokens, cut)
    return Part(collected, rows, packed_rows(block, tokens, cut.units))


def packed_rows(block: Block, tokens: BlockTokens, units: Table) -> list[str]:
    """The products as `PackedRow` has them: their units and pairs by field, the exact tokens by which the engine filters, their numbers."""
    fields = [_spelled(said, units) for said in tokens.units]
    pairs, described = _pairs(*tokens.pairs), _pairs(*tokens.described)
    fields[-1] = [f"{text} {more}" if more else text for text, more in zip(fields[-1], described, strict=True)]
    # Units are letters and digits: there is nothing in them that JSON would write otherwise.
    texts = [[f'"{name}":"{text}"' for text in field] for name, field in zip((*FIELDS, "bigrams"), [*fields, pairs], strict=True)]
    return [f"{{{','.join(parts)}{numbers}}}" for *parts, numbers in zip(*texts, _filters(block), _numbers(block), strict=True)]


def _spelled(said: Said, units: Table) -> list[str]:
    texts, edges = list(units.named(said.values)), edges_of(said.counts).tolist()
    return [" ".join(texts[begin:end]) for begin, end in pairwise(edges)]


def _pairs(found: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> list[str]:
    text, edges = spelled_pairs(found), (3 * edges_of(counts)).tolist()
    return [text[begin : end - 1] if end > begin else "" for begin, end in pairwise(edges)]


def _numbers(block: Block) -> list[str]:
    """Price, release and sales, with a comma before each that is known."""
    columns = {"price": block.numbers[:, NUMBERS.index("price")], "released_at": block.released_at, "sales": block.numbers[:, NUMBERS.index("sales")]}
    texts = [[f',"{name}":{value!r}' if value == value else "" for value in column.tolist()] for name, column in columns.items()]
    return list(map("".join, zip(*texts, strict=True)))


def _filters(block: Block) -> list[str]:
    """The exact tokens by which the engine filters: every value that a filter can name, in normal form."""
    named = [[_name(name, value) for value in block.names[name]] for name in ("brand", "shop", "region")]
    paths = list(map(_path, block.categories))
    values = [",".join(filter(None, dict.fromkeys([one.token for one in said]))) for said in block.attributes]
    stock = ['"stock:in"' if not value <= 0 else "" for value in block.numbers[:, NUMBERS.index("stock")].tolist()]
    return [f'"filters":[{",".join(filter(None, tokens))}]' for tokens in zip(*named, paths, values, stock, strict=True)]


@lru_cache(maxsize=1 << 16)
def _name(name: str, value: str) -> str:
    return token_as_json(f"{name}:{key}") if (key := normalise_name(value)) else ""


@lru_cache(maxsize=1 << 16)
def _path(path: tuple[str, ...]) -> str:
    keys = [key for key in map(normalise_name, path) if key]
    return ",".join(filter(None, [token_as_json("category:" + CATEGORY_SEPARATOR.join(keys[:depth])) for depth in range(1, len(keys) + 1)]))
