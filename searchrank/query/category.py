"""Which categories a query is about: takes its tokens and the snapshot's word weights, gives a probability for each category of products.

A linear model: the score of a category is its prior, plus a weight for every token that its products use, less a constant for every token, because
a large category would otherwise profit from each token that it has not. Weights are learned when the catalogue is published (`publish.categories`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.query.normalise import has_han
from searchrank.records import Floats, Token
from searchrank.store.arrays import Ragged
from searchrank.store.compiled import F32, FLOAT, I32, I64, compiled, together
from searchrank.store.snapshot import Snapshot

Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]
SHARES: Mapping[str, float] = MappingProxyType({"units": 1.0, "words": 1.0, "bigrams": 0.5})
"""What a token of each kind counts: bigrams say what words say already, and what no word says."""
KINDS = len(SHARES)
FEWEST = 0.01
"""Categories less likely than this are left out."""
MOST = 8
LEAF = "class.leaf"
TAGS: Mapping[str, str] = MappingProxyType({"unit": "units", "han_word": "words", "bigram": "bigrams"})


@dataclass(frozen=True, eq=False)
class Classifier:
    """The word weights of one snapshot. `leaves` int32 (C,) the category rows it tells apart; `prior`, `unseen` float32 (C,); `learned` the
    categories and weights of every token, by kind."""

    leaves: npt.NDArray[np.int32]
    prior: Floats
    unseen: Mapping[str, Floats]
    learned: Mapping[str, tuple[Ragged, Floats]]
    temperature: float

    @staticmethod
    def open(snapshot: Snapshot) -> Classifier | None:
        """The classifier of a snapshot; None where its products have no categories to tell apart."""
        if not snapshot.has(LEAF) or len(snapshot.array(LEAF)) < 2:
            return None
        unseen = {kind: snapshot.array(f"class.{kind}.unseen") for kind in SHARES}
        learned = {kind: (snapshot.ragged(f"class.{kind}"), snapshot.array(f"class.{kind}.weight")) for kind in SHARES}
        temperature = float(snapshot.array("class.temperature")[0])
        return Classifier(snapshot.array(LEAF), snapshot.array("class.prior"), unseen, learned, temperature)

    def scores(self, ids: Mapping[str, Sequence[int]]) -> Floats | None:
        """The score of every category for tokens given by their ids in each vocabulary: float32 (C,); None where no category uses any of them."""
        total, known = self.prior, 0
        for kind, tokens in ids.items():
            (leaves, weights), asked = self.learned[kind], np.array(tokens, np.int64)
            total, used = added(total, self.unseen[kind], leaves.offsets, leaves.values, weights, asked)
            known += used
        return total if known else None

    def likely(self, ids: Mapping[str, Sequence[int]]) -> dict[int, float]:
        """The probability of each likely category, by its row, the likeliest first; nothing where no category uses any of the tokens."""
        said = [ids.get(kind, ()) for kind in SHARES]
        asked = np.array([*map(len, said), *chain.from_iterable(said)], np.int64)
        rows, chances = likely_rows(asked, self.prior, self.weights, self.leaves, self.temperature)
        return dict(zip(rows.tolist(), chances.tolist(), strict=True))

    @cached_property
    def weights(self) -> Weights:
        """What each kind of SHARES has learned, as the loops read it."""
        each = [(self.unseen[kind], lists.offsets, lists.values, weights) for kind, (lists, weights) in self.learned.items()]
        return tuple(zip(*each, strict=True))


Weights = tuple[tuple[Any, ...], ...]
"""By kind: what a category has for every token that it does not use; for each token where its categories begin, these, and their weights."""


@compiled()
def add_tokens(scores: Any, unseen: Any, edges: Any, leaves: Any, weights: Any, tokens: Any) -> int:
    """Add what these tokens of a kind say to the score of each category; gives how many of them any category uses."""
    used = 0
    for token in tokens:
        used += edges[token] < edges[token + 1]
        for place in range(edges[token], edges[token + 1]):
            scores[leaves[place]] += weights[place]
    for one in range(len(scores)):
        scores[one] += unseen[one] * np.float32(used)
    return used


@compiled(F32, F32, I64, I32, F32, I64)
def added(total: Floats, unseen: Floats, edges: Ints, leaves: Ids, weights: Floats, tokens: Ints) -> tuple[Floats, int]:
    """Scores (C,) with what these tokens of a kind add to each category, and how many of them any category uses."""
    scores = total.copy()
    used = add_tokens(scores, unseen, edges, leaves, weights, tokens)
    return scores, used


@compiled()
def likeliest(scores: Any, temperature: float) -> tuple[Ints, Floats]:
    """The places of the categories that are likely enough by the softmax of their scores, and how likely: at most MOST, equal ones by place."""
    best, total, chance = scores.max(), 0.0, np.zeros(len(scores), np.float32)
    for one in range(len(scores)):
        chance[one] = np.exp((scores[one] - best) / temperature)
        total += chance[one]
    places, kept = np.empty(MOST, np.int64), 0
    for one in range(len(scores)):
        if chance[one] < FEWEST * total:
            continue
        at = kept if kept < MOST else MOST - 1
        if kept == MOST and chance[places[at]] >= chance[one]:
            continue
        while at > 0 and chance[places[at - 1]] < chance[one]:
            places[at] = places[at - 1]
            at -= 1
        places[at] = one
        kept = min(kept + 1, MOST)
    return places[:kept], chance[places[:kept]] / np.float32(total)


@compiled(I64, F32, together(*(together(*[kind] * KINDS) for kind in (F32, I64, I32, F32))), I32, FLOAT)
def likely_rows(asked: Ints, prior: Floats, learned: Weights, leaves: Ids, temperature: float) -> tuple[Ids, Floats]:
    """The rows of the likely categories and their chances, the likeliest first; none where no category uses any token.

    `asked` is how many tokens there are of each kind, then their ids.
    """
    scores, known, at = prior.copy(), 0, KINDS
    for kind in range(KINDS):
        end = at + asked[kind]
        if end > at:
            known += add_tokens(scores, learned[0][kind], learned[1][kind], learned[2][kind], learned[3][kind], asked[at:end])
        at = end
    places, chances = likeliest(scores, temperature)
    kept = len(places) if known else 0
    return leaves[places[:kept]], chances[:kept]


def token_numbers(snapshot: Snapshot, tokens: Sequence[Token]) -> dict[str, list[int]]:
    """The ids of the tokens that the published catalogue knows, by vocabulary; single Han characters are none: their words and pairs say more."""
    asked: dict[str, list[str]] = {kind: [] for kind in SHARES}
    for token in tokens:
        kind, text = TAGS.get(token.tag), token.text
        # Most units are of the first kind or of the second, which is seen in a fifth of the time that a search takes.
        if kind is not None and (text.isascii() or token.tag != "unit" or not ("\u4e00" <= text <= "\u9fff" or has_han(text))):
            asked[kind].append(text)
    found: dict[str, list[int]] = {}
    for kind, texts in asked.items():
        if texts and (known := [number for number in snapshot.base.places(kind, texts) if number >= 0]):
            found[kind] = known
    return found


def mean(every: Sequence[Mapping[int, float]]) -> Mapping[int, float]:
    """What several readings say on average, the likeliest first, equal ones by row; readings that say nothing do not count.

    >>> mean([{3: 0.9, 5: 0.1}, {}, {5: 1.0}])
    {5: 0.55, 3: 0.45}
    """
    telling = [one for one in every if one]
    if len(telling) < 2:
        return telling[0] if telling else {}
    found = {row: round(sum(one.get(row, 0.0) for one in telling) / len(telling), 6) for one in telling for row in one}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
