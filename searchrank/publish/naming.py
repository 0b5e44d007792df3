"""The names of a shop with their senses: takes a draft that holds its columns and the phrases of its titles, writes what `query.names` reads.

Brands and categories by their own tables, values by the kind that the lexicon gives to their attribute's name, the lexicon's words, and the mined
phrases. Of several senses of a name the earlier kind stands first, then the one with more products.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.publish.commonest import NONE
from searchrank.publish.phrases import Placed, phrases
from searchrank.publish.told import Known
from searchrank.query.kinds import AUDIENCE, BRAND, CATEGORY, KINDS, MODEL, WORD
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import LONGEST_NAME, fold, name_hashes, pieces_of
from searchrank.query.names import Sense
from searchrank.query.normalise import has_han
from searchrank.query.quantities import quantities
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.suggest.grams import WordStream
from searchrank.suggest.heads import is_leftover

LONGEST = 60
_APART = (BRAND, MODEL, "colour", "size", "number")
_MARKS = (*_APART, AUDIENCE, "season")
_PARTS = re.compile(r"[/、&,，|()（）]")
_MERE_NUMBER = re.compile(r"[\d. ]+")
Senses = Mapping[str, list[Sense]]


def write_names(draft: Draft, snapshot: Snapshot, stream: WordStream, searched: Mapping[str, int]) -> None:
    """Write `name.*`; `searched` are the folded texts of logged queries with their counts."""
    senses: dict[str, list[Sense]] = defaultdict(list)
    for text, sense in _catalogue(snapshot):
        senses[text].append(sense)
    for kind, words in lexicon().words.items():
        for word in words:
            if all(sense.kind != kind for sense in senses[word]):
                senses[word].append(Sense(kind, NONE, 0, NONE))
    mined = list(phrases(stream, _placed(snapshot), searched, _known(senses)))
    for phrase in mined:
        senses[phrase.text].append(Sense(phrase.kind, NONE, phrase.products, phrase.leaf))
    for text in _for_whom(senses) - {phrase.text for phrase in mined if phrase.kind == WORD and not phrase.whole}:
        senses[text].append(Sense(AUDIENCE, NONE, 0, NONE))
    _write(draft, senses)


def _for_whom(senses: Senses) -> set[str]:
    """The names of categories that begin with people and go on with a thing."""
    return {text for text, found in senses.items() if any(one.kind == CATEGORY for one in found) and _without_audience(text)}


def _known(senses: Senses) -> Known:
    def having(*kinds: str) -> frozenset[str]:
        return frozenset(text for text, found in senses.items() if any(sense.kind in kinds for sense in found))

    values = [kind for kind in KINDS if kind not in (CATEGORY, WORD)]
    settled = [kind for kind in values if kind != "attribute"]
    return Known(having(CATEGORY, WORD), having(*settled), having(*values), having(*_MARKS), having(*_APART), having(AUDIENCE))


def _catalogue(snapshot: Snapshot) -> Iterator[tuple[str, Sense]]:
    leaf = snapshot.array("column.category")
    yield from _brands(snapshot, leaf)
    yield from _categories(snapshot)
    yield from _values(snapshot, leaf)


def _categories(snapshot: Snapshot) -> Iterator[tuple[str, Sense]]:
    """Names of categories; of a leaf also each of several names, and the thing without whom it is for (女士针织衫: 针织衫)."""
    nodes, products, ends = snapshot.array("category.leaf.row"), snapshot.array("category.products"), snapshot.array("category.end")
    for name, node in zip(snapshot.vocabulary("category.leaf").texts, nodes.tolist(), strict=True):
        leaf = ends[node] == node + 1
        texts = _spoken(name) if leaf else _spoken(name) & {fold(name)}
        yield from ((text, Sense(CATEGORY, node, int(products[node]), node)) for text in texts)
        if leaf:
            yield from ((thing, Sense(WORD, NONE, int(products[node]), node)) for text in texts if (thing := _without_audience(text)))


def _without_audience(name: str) -> str | None:
    pieces = pieces_of(name)
    for last in range(min(len(pieces) - 1, 3), 0, -1):
        if name[: pieces.finishes[last - 1]] in lexicon().words[AUDIENCE]:
            thing = name[pieces.begins[last] :]
            return thing if len(thing) > 1 else None
    return None


def _brands(snapshot: Snapshot, leaf: npt.NDArray[np.int32]) -> Iterator[tuple[str, Sense]]:
    keys, products = snapshot.vocabulary("brand.key").texts, snapshot.array("brand.products")
    usual = _usual(snapshot.array("column.brand"), leaf, len(keys))
    for row, key in enumerate(keys):
        for text in _spoken(key):
            yield text, Sense(BRAND, row, int(products[row]), int(usual[row]))


def _values(snapshot: Snapshot, leaf: npt.NDArray[np.int32]) -> Iterator[tuple[str, Sense]]:
    keys, products = snapshot.vocabulary("attribute.key").texts, snapshot.array("attribute.products")
    values = snapshot.ragged("attributes")
    owner = np.repeat(leaf, np.diff(values.offsets))
    usual = _usual(values.values[: len(owner)], owner, len(keys))
    best: dict[tuple[str, str], Sense] = {}
    brands = frozenset(fold(brand) for brand in snapshot.vocabulary("brand.key").texts)
    for row, key in enumerate(keys):
        name, _, value = key.partition(":")
        kind, text = _kind_of(lexicon().kind_of(name), value), fold(value)
        if kind == MODEL:
            text = _without_brand(text, brands)
        if _names_something(text, kind):
            sense = Sense(kind, row, int(products[row]), int(usual[row]))
            known = best.get((text, kind))
            if known is None or known.products < sense.products:
                best[text, kind] = sense
    yield from ((text, sense) for (text, _), sense in best.items())


def _kind_of(kind: str, value: str) -> str:
    """The kind of a value by that of its attribute's name: a measure where it counts or measures something, whatever else the name would say."""
    numbered = value[:1].isdigit()
    if kind in ("number", "attribute"):
        return "number" if numbered else "attribute"
    return "number" if kind not in ("size", MODEL) and quantities(value) else kind


def _without_brand(model: str, brands: Collection[str]) -> str:
    """A model without its brand: a query may name either alone."""
    pieces = pieces_of(model)
    for last in range(len(pieces) - 1, 0, -1):
        if model[: pieces.finishes[last - 1]] in brands:
            return model[pieces.begins[last] :]
    return model


def _names_something(text: str, kind: str) -> bool:
    """Whether a value can be said: no bare number, no yes or no, not a sentence; a letter or two only where they are a word."""
    short = len(text) < 2 if has_han(text) or kind != "attribute" else len(text) < 3
    return (
        bool(text)
        and not short
        and text not in ("yes", "no")
        and not _MERE_NUMBER.fullmatch(text)
        and len(text) <= LONGEST
        and len(pieces_of(text)) <= LONGEST_NAME
    )


def _spoken(name: str) -> set[str]:
    """A name and, where it is several (`Midea/美的`, `手机壳/套`), each of them; what stands for none is left out."""
    if is_leftover(name):
        return set()
    parts = {fold(part) for part in (name, *_PARTS.split(name))}
    return {part for part in parts if len(part) > 1 and len(part) <= LONGEST and len(pieces_of(part)) <= LONGEST_NAME}


def _usual(owner: npt.NDArray[np.int32], leaf: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.int32]:
    """The category of most products of each owner, NONE for none."""
    kept = (owner != NONE) & (leaf != NONE)
    size = int(leaf.max(initial=0)) + 1
    keys, uses = np.unique(owner[kept].astype(np.int64) * size + leaf[kept], return_counts=True)
    order = np.lexsort((-keys, uses))
    usual = np.full(count, NONE, np.int32)
    usual[keys[order] // size] = keys[order] % size
    return usual


def _placed(snapshot: Snapshot) -> Placed:
    parent = snapshot.array("category.parent").tolist()
    department, departments = list[int](), itertools.count()
    for above in parent:  # Parents stand before their children.
        department.append(next(departments) if above == NONE else department[above])
    leaf, brand = (snapshot.array(f"column.{name}").astype(np.int64) for name in ("category", "brand"))
    han = snapshot.array("units.lengths")[:, 0, 1] > 0
    return Placed(leaf, brand, np.array([*department, NONE], np.int64)[leaf], han)


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    senses: list[Sense]


def _write(draft: Draft, senses: Senses) -> None:
    rows = [
        _Row(text, sorted(found, key=lambda sense: (KINDS.index(sense.kind), -sense.products, sense.id))) for text, found in sorted(senses.items())
    ]
    hashes = name_hashes([row.text for row in rows])
    order = np.argsort(hashes, kind="stable")
    flat = [sense for place in order.tolist() for sense in rows[place].senses]
    draft.strings("name.texts", [rows[place].text for place in order.tolist()])
    draft.array("name.numbers", hashes[order])
    draft.ragged(
        "name.senses",
        np.array([len(rows[place].senses) for place in order.tolist()], np.int64),
        np.array([KINDS.index(one.kind) for one in flat], np.uint8),
    )
    for name in ("id", "products", "leaf"):
        draft.array(f"name.{name}", np.array([getattr(one, name) for one in flat], np.int32))
