"""Others searched: takes a query, gives the queries of the bank that shoppers search beside it, and behind these the ones that share its words.

`write_related` keeps, beside the completion index and by the numbers of its entries: `related.key` (two forms a query, see `fold.same_query`),
`related.together` the entries searched together with each, `related.word` with `related.word.entries` and `related.word.product` (1 where the word
alone names a kind of product), `related.category.entries` by category row, and `suggest.leaf` the category of most products of an entry.
"""

from __future__ import annotations

from collections import defaultdict
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
from searchrank.store.compiled import FLAGS, I32, I64, ascend, compiled
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.view import NONE
from searchrank.suggest.bank import BankEntry
from searchrank.suggest.fold import same_query
from searchrank.suggest.index import shelves_of

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
    return {key: number // 2 for number, key in enumerate(entry_keys(entries))}


def entry_keys(entries: Sequence[BankEntry]) -> list[str]:
    """The two forms by which each entry is known, one entry after another."""
    return [key for entry in entries for key in same_query(entry.key, entry.words)]


def write_related(draft: Draft, entries: Sequence[BankEntry], lengths: npt.NDArray[Any], others: Ints, leaves: Ints, categories: int) -> None:
    """Write everything of these entries, best first; `lengths` and `others` are the entries searched together with each, `leaves` category rows."""
    draft.vocabulary("related.key", entry_keys(entries))
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
    shelves: Sequence[int]

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
            shelves_of(snapshot),
        )

    def related(self, asked: Asked, limit: int, blocked: Blocked) -> tuple[Suggestion, ...]:
        """At most `limit` queries, those searched together with it first, then those that share its words, then those of its category.

        Never the query itself, nor two that only a slip tells apart or that bring the same products, nor what `blocked` says of a normal form.
        All had products in stock when they were published.
        """
        if not asked.words or limit < 1:
            return ()
        found, said, itself = list[Suggestion](), [asked.text], self.entry(asked)
        shelves = {NONE if itself == NONE else self.shelves[itself]}
        for entry, reason in self._candidates(asked, itself):
            text = self.texts[entry]
            plain = text.lower()
            if self.shelves[entry] in shelves or plain in said or blocked(plain) or _is_slip(plain, said):
                continue
            said.append(plain)
            shelves.add(self.shelves[entry])
            found.append(Suggestion(text, "", "query", "related", self.scores.item(entry), self.hits.item(entry), None, reason))
            if len(found) == limit:
                break
        return tuple(found)

    def entry(self, asked: Asked) -> int:
        """The number of the bank's entry that asks for the same, -1 where there is none."""
        places = self.keys.ids(same_query(asked.text, asked.words))
        known = places[places >= 0]
        return int(known[0]) // 2 if len(known) else NONE

    def _candidates(self, asked: Asked, itself: int) -> Iterator[tuple[int, str]]:
        """Entries that may be offered, each once; what comes later is looked up only when it is asked for."""
        seen = {itself}
        for reason, listed in ((TOGETHER, self._beside), (SAME_WORD, self._sharing), (SAME_CATEGORY, self._of_category)):
            for entry in listed(asked, itself):
                if entry not in seen:
                    seen.add(entry)
                    yield entry, reason

    def _beside(self, asked: Asked, itself: int) -> list[int]:
        return self.together[itself].tolist() if itself != NONE else []

    def _sharing(self, asked: Asked, itself: int) -> list[int]:
        """Entries that share its words, those that share more first; words that name a kind of product count where there are any."""
        places = [place for place in self.words.ids(asked.words).tolist() if place >= 0]
        if not places:
            return []
        lists = [self.by_word[place] for place in places]
        lengths = np.array([len(numbers) for numbers in lists], np.int64)
        found: list[int] = by_times(np.concatenate(lists), lengths, self.products[places] > 0).tolist()
        return found

    def _of_category(self, asked: Asked, itself: int) -> Iterable[int]:
        return (number for row in asked.categories if row < len(self.by_category) for number in self.by_category[row].tolist())


@compiled(I32, I64, FLAGS)
def by_times(numbers: Ints, lengths: npt.NDArray[np.int64], preferred: npt.NDArray[np.bool_]) -> Ints:
    """The different numbers of some lists, one behind the other, those in most lists first, then the lowest; those alone that a preferred list has,
    where one has any. No list has a number twice."""
    keys, start, some = np.empty(len(numbers), np.int64), 0, False
    for one in range(len(lengths)):
        some |= preferred[one] and lengths[one] > 0
        for place in range(start, start + lengths[one]):
            keys[place] = 2 * numbers[place] + preferred[one]
        start += lengths[one]
    ascend(keys)
    found, count, place = np.empty(len(keys), np.int64), 0, 0
    while place < len(keys):
        number, first, wanted = keys[place] >> 1, place, False
        while place < len(keys) and keys[place] >> 1 == number:
            wanted |= keys[place] & 1 == 1
            place += 1
        if wanted or not some:
            found[count] = ((len(lengths) - (place - first)) << 32) + number
            count += 1
    ascend(found[:count])
    return (found[:count] & 0xFFFFFFFF).astype(np.int32)


def _is_slip(text: str, others: Iterable[str]) -> bool:
    """Whether a text is another with a slip: one letter apart, numbers aside. One Chinese character more often means another thing.

    >>> _is_slip("runing shoes", ["running shoes"]), _is_slip("iphone 13", ["iphone 14"]), _is_slip("男士跑鞋", ["女士跑鞋"])
    (True, False, False)
    """
    return len(text) >= SHORTEST_TYPO and not has_han(text) and any(_one_apart(text, other) for other in others)


def _one_apart(text: str, other: str) -> bool:
    # Most pairs differ by their lengths alone, and that costs least to see.
    if abs(len(text) - len(other)) > 1 or len(other) < SHORTEST_TYPO or has_han(other) or _digits(text) != _digits(other):
        return False
    return bool(OSA.distance(text, other, score_cutoff=1) <= 1)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
