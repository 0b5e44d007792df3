"""What publishing collects, product by product and in plain Python: what cutting whole blocks is tested against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np

from searchrank.publish.block import CATEGORY_SEPARATOR, NUMBERS, completeness
from searchrank.publish.collected import Collected
from searchrank.publish.cut import ProductCutter, ProductTokens
from searchrank.publish.plurals import _ENDS_IN_S
from searchrank.publish.stated import attribute_key
from searchrank.publish.stretches import stretches
from searchrank.query.ngrams import ngram_bytes
from searchrank.query.normalise import normalise_name
from searchrank.recall.engine import IndexRow
from searchrank.recall.filters import ATTRIBUTES
from searchrank.records import Product
from searchrank.store.piles import Lists, Names, Pile
from searchrank.store.spelled import spelled_path, spelled_value


def collected_plainly(products: Sequence[Product], cut: ProductCutter) -> tuple[Collected, list[IndexRow]]:
    """The products one by one, and their rows of the index."""
    collected, rows = Collected(), []
    for row, product in enumerate(products):
        tokens = cut.product(product)
        add(collected.piles(), product, tokens, cut.spoken(tokens))
        numbers = (product.price, product.released_at, product.sales)
        rows.append(IndexRow(row, tokens.index_fields(), tuple(filter_tokens(product)), *numbers))
    return collected, rows


def add(piles: dict[str, Any], product: Product, tokens: ProductTokens, spoken: Sequence[Sequence[str]]) -> None:
    """Put one product behind the others."""
    _add_columns(piles, product)
    piles["title.bitmaps"].values.frombytes(ngram_bytes(tokens.texts[0]))
    _add_lists(piles["plurals"], [_ENDS_IN_S.findall(tokens.texts[0])])
    _add_tokens(piles, "units", [unit.main for unit in tokens.units], [unit.extra for unit in tokens.units])
    _add_tokens(piles, "words", tokens.words)
    _add_tokens(piles, "bigrams", [tokens.bigrams])
    _add_tokens(piles, "described", [tokens.description_bigrams])
    for name, said in (("phrases", stretches(tokens.title_pieces)), ("spoken", spoken)):
        _add_lists(piles[f"{name}.words"], [list(chain.from_iterable(said))])
        piles[f"{name}.stretches"].counts.values.append(len(said))
        piles[f"{name}.stretches"].values.values.extend(map(len, said))
    for place, name in enumerate(("quantity.unit", "quantity.value")):
        stated = [one[place] for one in sorted(set(tokens.quantities))]
        piles[name].counts.values.append(len(stated))
        piles[name].values.values.extend(stated)


def _add_columns(piles: dict[str, Any], product: Product) -> None:
    piles["numbers"].values.extend([np.nan if (value := getattr(product, name)) is None else value for name in NUMBERS])
    piles["released_at"].values.append(np.nan if product.released_at is None else product.released_at)
    piles["completeness"].values.append(completeness(product))
    for name in ("brand", "shop", "region", "style"):
        piles[name].add(getattr(product, name))
    piles["category"].add(spelled_path(product.category))
    _add_lists(piles["attributes"], [[spelled_value(name, value) for name, values in product.attributes.items() for value in values]])


def _add_tokens(piles: dict[str, Any], kind: str, main: Sequence[Sequence[str]], extra: Sequence[Sequence[str]] | None = None) -> None:
    piles[f"{kind}.main"].values.extend(map(len, main))
    _add_lists(piles[f"{kind}.tokens"], [[*some, *others] for some, others in zip(main, extra or [()] * len(main), strict=True)])


def _add_lists(pile: Lists[Names], lists: Sequence[Sequence[str]]) -> None:
    pile.counts.values.extend(map(len, lists))
    texts = list(chain.from_iterable(lists))
    if isinstance(pile.values, Names):
        pile.values.add_all(texts)
    else:
        pile.values.add_all(np.array([ord(text[0]) << 32 | ord(text[1]) for text in texts], np.int64))


def filter_tokens(product: Product) -> Iterator[str]:
    """The exact tokens by which the engine filters: every value that a filter can name, in normal form."""
    for name in ("brand", "shop", "region"):
        if key := normalise_name(getattr(product, name)):
            yield f"{name}:{key}"
    keys = [key for key in map(normalise_name, product.category) if key]
    for depth in range(1, len(keys) + 1):
        yield "category:" + CATEGORY_SEPARATOR.join(keys[:depth])
    yield from dict.fromkeys(ATTRIBUTES + attribute_key(name, value) for name, values in product.attributes.items() for value in values)
    if product.stock is None or product.stock > 0:
        yield "stock:in"


def told(pile: Pile) -> Any:
    """Everything that a pile holds, to be compared: numbers as they are written, texts one by one."""
    if isinstance(pile, Lists):
        return [told(pile.counts), told(pile.values)]
    texts = getattr(pile, "texts", None)
    values = pile.values.tobytes()  # type: ignore[attr-defined]
    return values if texts is None else [texts[number] for number in pile.values]  # type: ignore[attr-defined]
