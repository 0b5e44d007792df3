"""Others searched: takes a query, gives the queries of the bank that shoppers search beside it, and behind these the ones that share its words.

`write_related` keeps, beside the completion index and by the numbers of its entries: `related.key` (two forms a query, see `fold.same_query`),
`related.together` the entries searched together with each, `related.word` with `related.word.entries` and `related.word.product` (1 where the word
alone names a kind of product), `related.category.entries` by category row, and `suggest.leaf` the category of most products of an entry.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from searchrank.query.normalise import has_han
from searchrank.query.tokens import STOP_WORDS
from searchrank.records import Suggestion
from searchrank.store.arrays import Ragged, Strings, Vocabulary
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.view import NONE
from searchrank.suggest.bank import BankEntry
from searchrank.suggest.fold import same_query

MOST = 12
"""Neighbours kept for a query, and queries kept for a word or category."""
TOGETHER, SAME_WORD, SAME_CATEGORY = "searched_together", "same_word", "same_category"
SHORTEST_TYPO = 5
"""From this length on, Latin texts that differ by one letter are one text and its misspelling."""

Ints = npt.NDArray[np.int32]
Blocked = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as related queries are looked up: its normal form, its words in order, the categories that it names."""

    text: str
    words: tuple[str, ...]
    categories: tuple[int, ...] = ()


def entry_places(entries: Sequence[BankEntry]) -> dict[str, int]:
    """The number of the entry behind every form that asks for the same."""
    return {key: number for number, entry in enumerate(entries) for key in same_query(entry.key, entry.words)}


def write_related(draft: Draft, entries: Sequence[BankEntry], lengths: npt.NDArray[Any], others: Ints, leaves: Ints, categories: int) -> None:
    """Write everything of these entries, best first; `lengths` and `others` are the entries searched together with each, `leaves` category rows."""
    draft.vocabulary("related.key", [key for entry in entries for key in same_query(entry.key, entry.words)])
    draft.ragged("related.together", lengths, others)
    draft.array("suggest.leaf", leaves)
    _write_words(draft, entries)
    by_category: dict[int, list[int]] = defaultdict(list)
    for number, leaf in enumerate(leaves.tolist()):
        if leaf != NONE and len(by_category[leaf]) < MOST:
            by_category[leaf].append(number)
    _write_lists(draft, "related.category.entries", [by_category.get(row, []) for row in range(categories)])


def _write_words(draft: Draft, entries: Sequence[BankEntry]) -> None:
    lists: dict[str, list[int]] = defaultdict(list)
    products = set()
    for number, entry in enumerate(entries):
        for word in dict.fromkeys(entry.words):
            if word not in STOP_WORDS and len(lists[word]) < MOST:
                lists[word].append(number)
        if entry.type in ("product", "category") and len(entry.words) == 1:
            products.add(entry.words[0])
    words = sorted(word for word, numbers in lists.items() if len(numbers) > 1)
    draft.vocabulary("related.word", words)
    draft.array("related.word.product", np.array([word in products for word in words], np.uint8))
    _write_lists(draft, "related.word.entries", [lists[word] for word in words])


def _write_lists(draft: Draft, name: str, lists: Sequence[Sequence[int]]) -> None:
    flat = [number for numbers in lists for number in numbers]
    draft.ragged(name, np.array([len(numbers) for numbers in lists], np.int64), np.array(flat, np.int32))


@dataclass(frozen=True, slots=True, eq=False)
class Related:
    """The related queries of one snapshot, mapped; safe to share between threads. `known` is False for a snapshot that was published without."""

    known: bool
    keys: Vocabulary
    together: Ragged
    words: Vocabulary
    products: npt.NDArray[Any]
    by_word: Ragged
    by_category: Ragged
    texts: Strings
    hits: npt.NDArray[Any]
    scores: npt.NDArray[Any]

    @staticmethod
    def open(snapshot: Snapshot) -> Related | None:
        """What `write_related` wrote; None for a snapshot that was published before there was such a thing."""
        if not snapshot.has("related.key.places"):
            return None
        return Related(
            True,
            snapshot.vocabulary("related.key"),
            snapshot.ragged("related.together"),
            snapshot.vocabulary("related.word"),
            snapshot.array("related.word.product"),
            snapshot.ragged("related.word.entries"),
            snapshot.ragged("related.category.entries"),
            snapshot.strings("suggest.text"),
            snapshot.array("suggest.hits"),
            snapshot.array("suggest.score"),
        )

    def related(self, asked: Asked, limit: int, blocked: Blocked) -> tuple[Suggestion, ...]:
        """At most `limit` queries, those searched together with it first, then those that share its words, then those of its category.

        Never the query itself, nor two that only a slip tells apart, nor what `blocked` says of a normal form. All had products in stock when they
        were published.
        """
        if not asked.words or limit < 1:
            return ()
        itself = self.entry(asked)
        found: list[Suggestion] = []
        for entry, reason in self._candidates(asked, itself):
            text = self.texts[entry]
            plain = text.lower()
            if (
                entry != itself
                and not blocked(plain)
                and not any(_alike(plain, other) for other in (asked.text, *(one.text.lower() for one in found)))
            ):
                found.append(Suggestion(text, "", "query", "related", float(self.scores[entry]), int(self.hits[entry]), None, reason))
            if len(found) == limit:
                break
        return tuple(found)

    def entry(self, asked: Asked) -> int:
        """The number of the bank's entry that asks for the same, -1 where there is none."""
        places = self.keys.ids(same_query(asked.text, asked.words))
        known = places[places >= 0]
        return int(known[0]) // 2 if len(known) else NONE

    def _candidates(self, asked: Asked, itself: int) -> Iterator[tuple[int, str]]:
        seen: set[int] = set()
        neighbours = self.together[itself].tolist() if itself != NONE else []
        for entry, reason in (
            *((one, TOGETHER) for one in neighbours),
            *((one, SAME_WORD) for one in self._sharing(asked)),
            *self._of_category(asked),
        ):
            if entry not in seen:
                seen.add(entry)
                yield entry, reason

    def _sharing(self, asked: Asked) -> list[int]:
        """Entries that share its words, those that share more first; words that name a kind of product count where there are any."""
        places = self.words.ids(asked.words)
        places = places[places >= 0]
        kinds = places[self.products[places] > 0]
        shared = Counter(number for place in (kinds if len(kinds) else places) for number in self.by_word[int(place)].tolist())
        more = Counter(number for place in places for number in self.by_word[int(place)].tolist())
        return sorted(shared, key=lambda number: (-more[number], number))

    def _of_category(self, asked: Asked) -> Iterable[tuple[int, str]]:
        return ((number, SAME_CATEGORY) for row in asked.categories if row < len(self.by_category) for number in self.by_category[row].tolist())


def _alike(text: str, other: str) -> bool:
    """Whether one is the other with a slip: one letter apart, numbers aside. One Chinese character more often means another thing.

    >>> _alike("runing shoes", "running shoes"), _alike("iphone 13", "iphone 14"), _alike("男士跑鞋", "女士跑鞋")
    (True, False, False)
    """
    if text == other:
        return True
    if min(len(text), len(other)) < SHORTEST_TYPO or has_han(text) or has_han(other) or _digits(text) != _digits(other):
        return False
    return bool(OSA.distance(text, other, score_cutoff=1) <= 1)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
