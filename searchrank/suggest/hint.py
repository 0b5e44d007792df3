"""The shading word, shown in the empty box: takes what a shopper did lately and what the shop's shoppers search, gives words worth a search.

Own unfinished searches stand first, then what is popular in the categories the shopper looked at, then what is popular. A word that was shown and
not taken tires (SPEC 1.2.4): its score falls by RHO each time, and after MOST_SHOWN times in three days it rests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import log1p

from searchrank.query.normalise import normalise
from searchrank.records import Suggestion
from searchrank.store.shoppers import Past
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import NONE
from searchrank.suggest.bank import LOG, presentable
from searchrank.suggest.index import REASONS

HINT = "hint"
UNFINISHED, INTEREST, POPULAR = "unfinished", "your_categories", "popular"
DAY, MINUTE = 86_400.0, 60.0
KEPT_SECONDS = 7 * DAY
"""How far back an unfinished search is offered again."""
JUST_SECONDS = 10 * MINUTE
"""What was searched this recently is not offered."""
TAKEN_SECONDS = DAY
"""A hint that was taken is not offered again for this long."""
RHO, MOST_SHOWN, TIRED_SECONDS = 0.7, 5, 3 * DAY
FRESH_SECONDS = 2 * DAY
"""Half-life of the wish behind an unfinished search."""
OWN_BONUS, INTEREST_BONUS = 1.0, 0.5
POOL, TURN_SECONDS = 60, 10 * MINUTE
"""Popular words that take turns, and how long a turn lasts for somebody of whom nothing is known."""
LOOKED_AT = 5000
"""Entries of the bank, best first, that are looked through for them."""
LONGEST = 24
"""Characters that the box shows on a phone."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word that may be shown: its text, normal form, worth, products in stock, where it comes from, and its category row."""

    text: str
    plain: str
    score: float
    hits: int
    reason: str
    leaf: int = NONE


@dataclass(frozen=True, slots=True)
class Popular:
    """What the shop's shoppers search most, of one snapshot: best first, each with enough products."""

    words: tuple[Word, ...]

    @staticmethod
    def open(snapshot: Snapshot, least_hits: int) -> Popular:
        """The logged queries of the snapshot that can stand in the box; where there is no log yet, the catalogue's own names."""
        texts, hits, reasons = snapshot.strings("suggest.text"), snapshot.array("suggest.hits"), snapshot.array("suggest.reason")
        leaves = snapshot.array("suggest.leaf") if snapshot.has("suggest.leaf") else None
        scores, found = snapshot.array("suggest.score"), list[Word]()
        logged = len(texts) > 0 and int(reasons[0]) == REASONS.index(LOG)
        for number in range(min(len(texts), LOOKED_AT)):
            if len(found) == POOL or (logged and int(reasons[number]) != REASONS.index(LOG)):
                break
            text = texts[number]
            if hits[number] >= least_hits and len(text) <= LONGEST:
                leaf = NONE if leaves is None else int(leaves[number])
                found.append(Word(text, text.lower(), float(scores[number]), int(hits[number]), POPULAR, leaf))
        top = log1p(found[0].score) if found else 1.0
        return Popular(tuple(replace(word, score=log1p(word.score) / top) for word in found))


@dataclass(frozen=True, slots=True)
class Shopper:
    """What is known of who sees the box: the past, the moment (Unix seconds), and the category of a normal form (-1 where it is unknown)."""

    past: Past
    now: float
    leaf_of: Callable[[str], int]


def hints(popular: Popular, shopper: Shopper, limit: int, blocked: Callable[[str], bool], supply: Callable[[str], int]) -> tuple[Suggestion, ...]:
    """At most `limit` words, best first, one of a category, half of them (rounded up) the shopper's own; the same state gives the same.

    Left out: what `blocked` says, what has no supply, what was just searched, what was bought, what was shown too often.
    """
    own = list(_unfinished(shopper, supply))
    worth = {word.plain: word for word in (*_interesting(popular, shopper), *own)}
    awake = _awake([word for word in worth.values() if not blocked(word.plain)], shopper)
    turned = awake if shopper.past.searches else _turned(awake, shopper.now, limit)
    chosen = list(_different(turned, limit))
    return tuple(Suggestion(word.text, "", "query", HINT, round(word.score, 6), word.hits, None, word.reason) for word in chosen)


def _unfinished(shopper: Shopper, supply: Callable[[str], int]) -> Iterator[Word]:
    """Searches of the last week that no order ended, each once at its newest."""
    done, seen = _ordered(shopper.past), set[str]()
    for search in shopper.past.searches:
        plain = normalise(search.text)
        age = shopper.now - search.at
        if plain in seen or plain in done or not 0 <= age <= KEPT_SECONDS:
            continue
        seen.add(plain)
        if presentable(plain) and len(search.text) <= LONGEST and (hits := supply(plain)) > 0:
            text = " ".join(search.text.split())
            yield Word(text, plain, OWN_BONUS + 2.0 ** (-age / FRESH_SECONDS), hits, UNFINISHED, shopper.leaf_of(plain))


def _ordered(past: Past) -> frozenset[str]:
    return frozenset(normalise(search.text) for search in past.searches if search.query_id in past.ordered)


def _interesting(popular: Popular, shopper: Shopper) -> Iterator[Word]:
    """The popular words, those of the categories that the shopper searched in worth more."""
    looked = {shopper.leaf_of(normalise(search.text)) for search in shopper.past.searches} - {NONE}
    for word in popular.words:
        mine = word.leaf in looked
        yield replace(word, score=word.score + INTEREST_BONUS, reason=INTEREST) if mine else word


def _awake(words: Iterable[Word], shopper: Shopper) -> list[Word]:
    """The words that may be shown now with what tiredness leaves of their score, best first, ties by text."""
    last, shown = _last_searched(shopper.past), _shown(shopper)
    resting = _ordered(shopper.past) | {plain for plain, wait in _waiting(shopper.past).items() if shopper.now < wait}
    kept = [word for word in words if word.plain not in resting and shopper.now - last.get(word.plain, float("-inf")) >= JUST_SECONDS]
    tired = [replace(word, score=word.score * RHO ** shown[word.plain]) for word in kept if shown[word.plain] < MOST_SHOWN]
    return sorted(tired, key=lambda word: (-word.score, word.text))


def _last_searched(past: Past) -> Mapping[str, float]:
    return {normalise(search.text): search.at for search in reversed(past.searches)}


def _waiting(past: Past) -> Mapping[str, float]:
    """Until when a word rests that was taken from the box."""
    return {normalise(search.text): search.at + TAKEN_SECONDS for search in reversed(past.searches) if search.source == HINT}


def _shown(shopper: Shopper) -> Counter[str]:
    """How often each word was shown lately without being searched since."""
    last, since = _last_searched(shopper.past), shopper.now - TIRED_SECONDS
    told = ((normalise(one.text), one.at) for one in shopper.past.offered if one.scene == HINT and one.at >= since)
    return Counter(plain for plain, at in told if at > last.get(plain, float("-inf")))


def _turned(words: list[Word], now: float, limit: int) -> list[Word]:
    """The words from another place on every turn, so that strangers do not see the same one for ever."""
    if not words:
        return words
    start = int(now // TURN_SECONDS) * limit % len(words)
    return [*words[start:], *words[:start]]


def _different(words: Iterable[Word], limit: int) -> Iterator[Word]:
    leaves, own, count = set[int](), 0, 0
    for word in words:
        mine = word.reason == UNFINISHED
        if count < limit and (word.leaf == NONE or word.leaf not in leaves) and not (mine and own >= (limit + 1) // 2):
            leaves.add(word.leaf)
            own, count = own + mine, count + 1
            yield word
