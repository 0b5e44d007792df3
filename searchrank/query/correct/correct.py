"""The likeliest correction of a text: takes a normalised text, gives a Correction or None, and what else may have been meant.

A text and its alternatives are weighed as a noisy channel does (Kernighan, Church and Gale 1990): the likelihood of the text by the language model
of catalogue and queries, times that of the slip. The gain is ln of how much likelier the alternative is than that the text was meant as it stands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from searchrank.query import mentions
from searchrank.query.correct.beginnings import Beginnings
from searchrank.query.correct.dictionary import Dictionary
from searchrank.query.correct.model import LanguageModel, Windows
from searchrank.query.correct.pieces import HAN_CHARACTER, LETTERS, Piece, fixed, pieces_of
from searchrank.query.correct.strength import STRENGTHS, Better, strength_of
from searchrank.query.correct.ways import FAR, WILD, Damage, Way
from searchrank.query.lexicon import han_words_said, latin_words, lexicon
from searchrank.query.normalise import HAN, has_han, unparted
from searchrank.query.tokens import stem
from searchrank.query.words import JOINING, Cutter
from searchrank.records import Correction
from searchrank.settings import QuerySettings
from searchrank.store.snapshot import Snapshot

_CONTRACTED = re.compile(r"(?<![a-z])[a-z]+['’](?:t|re|ve|ll|m|d)(?![a-z])")
_THRICE = re.compile(f"([{HAN}])\\1\\1")
"""What no slip stands for: 手宝宝宝用品 was not meant by 手抱宝宝用品."""
SHORT_PINYIN = 2
"""Letters of a name as likely as of a syllable."""
MOST_ROUNDS = 3
MOST_TEXTS = 6
AROUND = 2
SOUNDS_LIKE_IT, WORD_OF_THE_LANGUAGE = 3.0, 8.0
"""What it costs besides to change a word of the language, to one that sounds like it and to any other: its maker knew what it says."""
MOST_KNOWN = 20_000
"""Texts whose worth is remembered."""
FOUND = 2.5
"""What it is worth that some product has all words of a text."""
ROUNDING = 1e-9
"""More than sums of a few such numbers differ by their order."""


class Weighed(NamedTuple):
    """A text, every way in which it may have gone wrong with the gain of it, what the likeliest ones make of the text with theirs (`texts`), what
    the text is made of, and where the word stands that each piece belongs to (`known`)."""

    text: str
    ways: Sequence[Way]
    gains: Sequence[float]
    texts: Mapping[str, tuple[float, Way]]
    damage: Damage
    known: Mapping[int, tuple[int, int]]


def correct(text: str, snapshot: Snapshot, cutter: Cutter, settings: QuerySettings) -> Correction | None:
    """What was meant by a normalised text, where that is likelier than the text itself; None for a text to leave alone, and without `correct.*`.

    Numbers, numerals and negations stay as they are. A known brand, and a text whose words are all known and found together, give way only to a
    gain of `settings.certain_from`; a brand is never replaced.
    """
    return considered(text, snapshot, cutter, settings)[0]


def considered(text: str, snapshot: Snapshot, cutter: Cutter, settings: QuerySettings) -> tuple[Correction | None, Weighed | None]:
    """The correction of a text as `correct` gives it, and what was weighed for the text as it stands; None where nothing speaks against it."""
    if not snapshot.kept("correct.there", _has_counts):
        return None, None
    weighed = first = _weighed(text, snapshot, cutter)
    made: list[Better] = []
    while weighed and _may_gain(weighed) >= settings.offer_from and (better := _best(weighed, cutter)).gain >= settings.offer_from:
        made.append(better)
        weighed = _weighed(better.text, snapshot, cutter) if len(made) < MOST_ROUNDS else None
    strength = strength_of(text, made, snapshot, settings) if made and made[-1].text != text else None
    if strength is None:
        return None, first
    meant = made[-1].text if has_han(text) else unparted(made[-1].text)
    guess = strength == STRENGTHS[0] and any(better.is_guess(settings) for better in made)
    return Correction(text, meant, strength, made[0].kind, min(better.gain for better in made), guess), first


def _has_counts(snapshot: Snapshot) -> bool:
    return snapshot.has("correct.count")


def open_correction(snapshot: Snapshot) -> None:
    """Open what the first correction would otherwise wait for."""
    if snapshot.has("correct.count"):
        LanguageModel.of(snapshot)
        snapshot.kept("correct.dictionary", Dictionary.open)
        snapshot.kept("correct.beginnings", Beginnings.open)


def _weighed(text: str, snapshot: Snapshot, cutter: Cutter) -> Weighed | None:
    model = LanguageModel.of(snapshot)
    pieces = pieces_of(text)
    units = model.units(pieces)
    strange = model.strange(units)
    if not any(strange) and all(unit >= 0 for unit in units):
        return None
    damage = Damage(pieces, units, strange, model, snapshot.kept("correct.dictionary", Dictionary.open))
    kept = _came_since(damage, snapshot) | _everywhere(text, pieces) | _contracted(text, pieces)
    ways = [way for way in damage.ways() if kept.isdisjoint(range(way.start, way.end)) and not _is_said_everywhere(way, pieces)]
    if not ways:
        return None
    known = _known(damage, text, cutter)
    ways = [way._replace(price=_priced(way, known, pieces)) for way in ways]
    gains = _gains(ways, damage)
    texts = _made(text, ways, gains, pieces, MOST_TEXTS)
    return Weighed(text, ways, gains, texts, damage, known) if texts else None


def _came_since(damage: Damage, snapshot: Snapshot) -> frozenset[int]:
    """The pieces that the counts do not know and products say all the same: they came since publishing."""
    unknown = [at for at, unit in enumerate(damage.units) if unit < 0]
    places = snapshot.places("units", [damage.pieces[at].unit for at in unknown])
    return frozenset(at for at, place in zip(unknown, places, strict=True) if place >= 0)


def _is_said_everywhere(way: Way, pieces: Sequence[Piece]) -> bool:
    """Whether a way takes a word that means the same in every shop for a misspelt one: a present is none, though no product says it."""
    return way.kind == "spelling" and pieces[way.start].unit in latin_words()


def _everywhere(text: str, pieces: Sequence[Piece]) -> frozenset[int]:
    """The characters of Chinese words that mean the same in every shop (旗舰店, 男款), and what ends a question (吗): they are no slips, though no
    product says them."""
    spans = [(hit.start, hit.end) for hit in han_words_said().found(mentions.pieces_of(text))] if has_han(text) else []
    spans += [(len(text) - 1, len(text))] if text[-1:] in lexicon().chinese.particles and len(text) > 1 else []
    return _within(spans, pieces)


def _contracted(text: str, pieces: Sequence[Piece]) -> frozenset[int]:
    """The pieces of contracted English words: can and t of can't are no slips."""
    return _within([one.span() for one in _CONTRACTED.finditer(text)], pieces)


def _within(spans: Sequence[tuple[int, int]], pieces: Sequence[Piece]) -> frozenset[int]:
    """The pieces that begin in one of these stretches of the text."""
    return frozenset(at for at, piece in enumerate(pieces) for start, end in spans if start <= piece.start < end)


def _known(damage: Damage, text: str, cutter: Cutter) -> Mapping[int, tuple[int, int]]:
    """The pieces that belong to a word, each with where that stands: Chinese that the dictionary of the language keeps whole, letters that the
    catalogue has."""
    words = cutter.pieces(text) if has_han(text) else []
    ends = accumulate(map(len, words))
    whole = [(end - len(word), end) for word, end in zip(words, ends, strict=True) if len(word) > 1]
    spans = {at: (start, end) for start, end in whole for at in range(start, end)}
    of_letters = {at: (one.start, one.end) for at, one in enumerate(damage.pieces) if one.kind != HAN_CHARACTER and damage.units[at] >= 0}
    return {at: spans[one.start] for at, one in enumerate(damage.pieces) if one.kind == HAN_CHARACTER and one.start in spans} | of_letters


def _priced(way: Way, known: Mapping[int, tuple[int, int]], pieces: Sequence[Piece]) -> float:
    """The price of a way, dearer where it changes characters of a word of the language."""
    changed = range(way.start, way.end)
    whole = (all if way.kind == "doubled" else any)(at in known for at in changed)
    if pieces[way.start].kind != HAN_CHARACTER or not whole:
        return way.price
    return way.price + (SOUNDS_LIKE_IT if way.kind in ("homophone", "pinyin") else WORD_OF_THE_LANGUAGE)


def likeliest(text: str, ways: Sequence[Way], gains: Sequence[float], damage: Damage, most: int) -> Mapping[str, tuple[float, Way]]:
    """What the `most` likeliest ways make of the text, each with how much likelier that is than the text as it stands, and what was changed."""
    return _found(text, _made(text, ways, gains, damage.pieces, most), damage.model)


def _made(text: str, ways: Sequence[Way], gains: Sequence[float], pieces: Sequence[Piece], most: int) -> Mapping[str, tuple[float, Way]]:
    """What the `most` likeliest ways make of the text, each with its gain as by its neighbours alone, and what was changed."""
    kept, found = fixed(text), dict[str, tuple[float, Way]]()
    for at in sorted(range(len(ways)), key=lambda at: -gains[at])[:most]:
        changed = replaced(text, pieces, ways[at])
        if changed not in found and fixed(changed) == kept and (_THRICE.search(changed) is None or _THRICE.search(text)):
            found[changed] = gains[at], ways[at]
    return found


def _found(text: str, texts: Mapping[str, tuple[float, Way]], model: LanguageModel) -> dict[str, tuple[float, Way]]:
    """The texts with their whole gains: also by what each is worth as a whole, beside the text as it stands."""
    worth = _worth(text, model)
    return {changed: (gain + _worth(changed, model) - worth, way) for changed, (gain, way) in texts.items()}


def _may_gain(weighed: Weighed) -> float:
    """What the likeliest text may gain at most: whether a product has all its words need not be looked up where that is too little anyway."""
    model = weighed.damage.model
    most = max(gain + model.asked(changed) for changed, (gain, _) in weighed.texts.items())
    return most + FOUND - model.asked(weighed.text) + ROUNDING


def _best(weighed: Weighed, cutter: Cutter) -> Better:
    """The likeliest text; its gain is over the text as it stands and all other alternatives together, so that one guess among many gains little.

    What means the same (shoe, shoes) is no other.
    """
    pieces = weighed.damage.pieces
    found = _found(weighed.text, weighed.texts, weighed.damage.model)
    best = max(found, key=lambda changed: found[changed][0])
    gain, way = found.pop(best)
    gain -= math.log1p(sum(math.exp(other) for other, rival in found.values() if _rivals(way, rival, pieces)))
    spans = [weighed.known[at] for at in range(way.start, way.end) if at in weighed.known]
    words = (spans[0][0], spans[-1][1]) if len(spans) == way.end - way.start else None
    return Better(best, pieces[way.start].start, pieces[way.end - 1].end, gain, way.kind, words, _far(way, best, pieces[way.start], cutter))


def _far(way: Way, text: str, piece: Piece, cutter: Cutter) -> int:
    """How far a way goes that made this text. Two letters (lv), and a character typed twice (钉钉), are names where the one that was meant belongs to
    no word; of a word (手ji, 制氧氧机) they are slips."""
    of_letters = way.kind == "pinyin" and len(way.meant) == 1 and len(piece.text) <= SHORT_PINYIN
    if not (of_letters or way.kind == "doubled") or not _is_alone(text, piece.start, cutter):
        return way.far
    return WILD if of_letters else FAR


def _is_alone(text: str, at: int, cutter: Cutter) -> bool:
    """Whether the character at this place belongs to no word, and joins none."""
    return text[at] not in JOINING and {at, at + 1} <= cutter.edges(text)


def _rivals(one: Way, other: Way, pieces: Sequence[Piece]) -> bool:
    """Whether only one of two ways can be right: at one place, or anywhere in Chinese, where one slip makes all its neighbours strange."""
    if (one.start, one.end) == (other.start, other.end) and tuple(map(stem, one.meant)) == tuple(map(stem, other.meant)):
        return False
    overlap = one.start < other.end and other.start < one.end
    return overlap or pieces[one.start].kind == pieces[other.start].kind == HAN_CHARACTER


def _worth(text: str, model: LanguageModel) -> float:
    """What it is worth that a whole text was searched or is found; remembered, because readings weigh again what correction weighed."""
    known: dict[str, float] = model.snapshot.kept("correct.worth", lambda _: {})
    if text not in known:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[text] = model.asked(text) + (FOUND if model.finds(text) else 0.0)
    return known[text]


def _gains(ways: Sequence[Way], damage: Damage) -> list[float]:
    """How much likelier each way makes its surroundings, less its price."""
    spans = list(dict.fromkeys((way.start, way.end) for way in ways))
    place, costs = {span: at for at, span in enumerate(spans)}, damage.model.costs(damage.pieces, damage.units)
    meant = {text: _as_piece(text) for way in ways for text in way.meant}
    units = dict(zip(meant, damage.model.units([*meant.values()]), strict=True))
    new = dict(zip(meant, damage.model.costs([*meant.values()], [units[text] for text in meant]), strict=True))
    windows = Windows()
    for start, end in spans:
        _add_window(windows, damage, costs, start, end, damage.units[start:end], costs[start:end])
    for way in ways:
        _add_window(windows, damage, costs, way.start, way.end, [units[text] for text in way.meant], [new[text] for text in way.meant])
    likely = damage.model.likelihoods(windows)
    return [after - likely[place[way.start, way.end]] - way.price for after, way in zip(likely[len(spans) :], ways, strict=True)]


def _add_window(windows: Windows, damage: Damage, costs: Sequence[float], start: int, end: int, units: Sequence[int], new: Sequence[float]) -> None:
    """Add these units, with what each costs where it is not known, in place of a span of the text, between the neighbours of that."""
    first, last = max(start - AROUND, 0), end + AROUND
    windows.add((*damage.units[first:start], *units, *damage.units[end:last]), (*costs[first:start], *new, *costs[end:last]), start - first)


@lru_cache(maxsize=1 << 13)
def _as_piece(text: str) -> Piece:
    return Piece(text, 0, len(text), HAN_CHARACTER if has_han(text) else LETTERS)


def replaced(text: str, pieces: Sequence[Piece], way: Way) -> str:
    """The text with what was meant in place of what was typed.

    >>> replaced("nike pao xie", pieces_of("nike pao xie"), Way(1, 2, ("跑",), 0.0, "pinyin"))
    'nike 跑 xie'
    """
    meant = way.meant[0]
    for last, this in zip(way.meant, way.meant[1:], strict=False):
        meant += this if has_han(last) or has_han(this) else f" {this}"
    return text[: pieces[way.start].start] + meant + text[pieces[way.end - 1].end :]
