"""The words of each category: takes the token arrays and the category column of a draft, writes the weights by which queries are classified.

Naive Bayes over the tokens of titles, brands and category names with Dirichlet smoothing: P(t|c) = (n_tc + m P(t)) / (N_c + m), n counting
products. A weight is ln(1 + n_tc / (m P(t))), what the category's products add to the catalogue's; `unseen` ln(m / (N_c + m)) falls to every token.
A temperature makes the probabilities true for texts as short as queries: pieces of titles that the weights were not learned from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.query.category import LEAF, SHARES, Classifier
from searchrank.query.tokens import bigrams
from searchrank.records import FIELDS, Floats
from searchrank.store.arrays import distinct
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.view import NONE

SMOOTHING = 200.0
"""m of the formula: the weight of the catalogue's use of words beside a category's own, in tokens."""
PRIOR = 0.3
"""How much a category's number of products counts: what is sold most is not what is searched most."""
FEWEST_PRODUCTS = 2
"""A category of fewer products has no words of its own yet."""
LEAST_PLACED = 0.9
"""Where fewer of the products have a category, being of none says nothing against a product."""
_FIELDS = (FIELDS.index("title"), FIELDS.index("brand"), FIELDS.index("category"))
TEMPERATURES = np.geomspace(0.4, 4.0, 24)
SAMPLED, PIECE_WORDS = 3000, 2
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Each token of a kind with each product that uses it, once: int64 (p,), ascending by token, then product."""

    tokens: Ints
    products: Ints
    known: int


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weights of one kind: token and category place of each pair, ascending; `unseen` (C,)."""

    tokens: Ints
    leaves: Ints
    weight: Floats
    unseen: Floats
    known: int


def write_categories(draft: Draft, snapshot: Snapshot) -> None:
    """Write `class.*`: nothing to tell apart where fewer than two categories have products, or most products have none."""
    column = snapshot.array("column.category")
    rows, counts = np.unique(column[column != NONE], return_counts=True)
    kept = (counts >= FEWEST_PRODUCTS) & (counts.sum() >= LEAST_PLACED * len(column))
    rows, counts = rows[kept], counts[kept]
    draft.array(LEAF, rows.astype(np.int32))
    if len(rows) < 2:
        return
    place = np.full(len(snapshot.array("category.end")) + 1, NONE, np.int64)
    place[rows] = np.arange(len(rows))
    leaf = place[column]
    pairs = {kind: pairs_of(snapshot, kind) for kind in SHARES}
    prior = (PRIOR * np.log(counts / counts.sum())).astype(np.float32)
    draft.array("class.prior", prior)
    for kind, one in pairs.items():
        _write(draft, kind, learned(one, leaf, len(rows)), np.float32(SHARES[kind]))
    draft.array("class.temperature", np.ones(1, np.float32))
    written = _written(draft, snapshot)
    draft.array("class.temperature", np.array([temperature(written, leaf)], np.float32))


def pairs_of(snapshot: Snapshot, kind: str) -> Pairs:
    """The pairs of a kind: Han characters and what only attributes or descriptions use left out."""
    tokens = snapshot.ragged(f"{kind}.tokens")
    known = len(snapshot.array(f"{kind}.df"))
    fields = 1 if kind == "bigrams" else len(FIELDS)
    lists = np.arange(len(tokens)) if fields == 1 else np.flatnonzero(np.isin(np.arange(len(tokens)) % fields, _FIELDS))
    values, lengths = tokens.take(lists)
    rows = np.repeat(lists // fields, lengths)
    if kind == "units":
        kept = ~snapshot.array("units.han")[values]
        values, rows = values[kept], rows[kept]
    products = snapshot.count
    both = distinct(values.astype(np.int64) * products + rows)
    return Pairs(both // products, both % products, known)


def learned(pairs: Pairs, leaf: Ints, leaves: int) -> Weights:
    """The weights that these pairs teach; `leaf` (n,) is the category place of every product, NONE for none."""
    kept = leaf[pairs.products] != NONE
    keys, count = np.unique(pairs.tokens[kept] * leaves + leaf[pairs.products[kept]], return_counts=True)
    tokens, places = keys // leaves, keys % leaves
    of_leaf = np.bincount(places, count, leaves)
    of_token = np.bincount(tokens, count, pairs.known)
    share = of_token[tokens] / max(float(of_token.sum()), 1.0)
    weight = np.log1p(count / (SMOOTHING * share)).astype(np.float32)
    return Weights(tokens, places, weight, np.log(SMOOTHING / (of_leaf + SMOOTHING)).astype(np.float32), pairs.known)


def _write(draft: Draft, kind: str, weights: Weights, share: np.float32) -> None:
    lengths = np.bincount(weights.tokens, minlength=weights.known)
    draft.ragged(f"class.{kind}", lengths, weights.leaves.astype(np.int32))
    draft.array(f"class.{kind}.weight", weights.weight * share)
    draft.array(f"class.{kind}.unseen", weights.unseen * share)


def temperature(snapshot: Snapshot, leaf: Ints) -> float:
    """The temperature under which the categories of pieces of titles are least surprising (mean -ln p), of TEMPERATURES."""
    classifier = Classifier.open(snapshot)
    rows = np.flatnonzero(leaf != NONE)
    rows = rows[:: max(1, len(rows) // SAMPLED)]
    said = [(row, ids) for row in rows.tolist() if (ids := _piece(snapshot, row))]
    scored = [(leaf[row], scores) for row, ids in said if classifier and (scores := classifier.scores(ids)) is not None]
    if not scored:
        return 1.0
    truth, scores = np.array([place for place, _ in scored]), np.stack([one for _, one in scored]).astype(np.float64)
    return float(min(TEMPERATURES, key=lambda one: (_surprise(scores / one, truth), one)))


def _surprise(scores: npt.NDArray[np.float64], truth: Ints) -> float:
    top = scores.max(axis=1)
    return float((top + np.log(np.exp(scores - top[:, None]).sum(axis=1)) - scores[np.arange(len(truth)), truth]).mean())


def _piece(snapshot: Snapshot, row: int) -> Mapping[str, list[int]]:
    """The tokens of a few neighbouring words of a product's title, the place chosen by the row; Chinese ones where it has some."""
    fields = len(FIELDS)
    words, units = snapshot.ragged("words.tokens")[row * fields], snapshot.ragged("units.tokens")[row * fields]
    latin = units[~snapshot.array("units.han")[units]]
    chosen = words if len(words) else latin
    at = (row * 7919) % max(len(chosen) - PIECE_WORDS + 1, 1)
    kept = chosen[at : at + 1 + row % PIECE_WORDS].tolist()
    if not len(words):
        return {"units": kept} if kept else {}
    pairs = snapshot.vocabulary("bigrams").ids(bigrams("".join(snapshot.vocabulary("words").texts[word] for word in kept)))
    return {"words": kept, "bigrams": pairs[pairs >= 0].tolist()}


def _written(draft: Draft, snapshot: Snapshot) -> Snapshot:
    return Snapshot(draft.folder, {"version": draft.version, "products": snapshot.count})
