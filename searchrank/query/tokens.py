"""The tokens of recall, cut alike for index and query. Takes normalised text, gives units and bigrams.

Chinese is cut into single characters, Latin and digits into stemmed runs; a glued run (`r50`, `500ml`) is kept whole and as its parts, a dashed one
also joined (`wh-1000xm4` -> `wh1000xm4`). Each script is treated by its own rule; there is no switch by language. (SPEC 5.1, 5.2.)
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from searchrank.query.normalise import HAN
from searchrank.records import Token

RUN = re.compile(rf"[{HAN}]|\d+\.\d+(?![\w.])|[^\W_{HAN}]+(?:[-./][^\W_{HAN}]+)*")
"""What a unit begins as: a Han character, a decimal number, or letters and digits with dashes, dots and slashes between them."""
_LATIN_RUN = re.compile(RUN.pattern.partition("|")[2])
_SPLIT = re.compile(r"[-./]")
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_HAN_RUN = re.compile(f"[{HAN}]+")
_DIGIT = re.compile(r"\d")
_DECIMAL = re.compile(r"\d+\.\d+")
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "to",
        "with",
        "who",
        "without",
        "your",
        "my",
        "的",
        "了",
        "和",
        "与",
    ]
) - {"without"}
"""Words that leave the query (never the index), unless nothing else is left."""


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one text: `main` in the order of the text, `extra` (parts and joined forms) behind, so that neighbours in `main` are
    neighbours."""

    main: tuple[str, ...]
    extra: tuple[str, ...]


def stem(word: str) -> str:
    """The word without its plural ending; words with digits and short ones stay.

    >>> [stem(word) for word in ("shoes", "batteries", "glasses", "boxes", "bus", "gps", "dress")]
    ['shoe', 'battery', 'glass', 'box', 'bus', 'gps', 'dress']
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1]


def words_of_stem(text: str) -> set[str]:
    """Every word that `stem` cuts to this one.

    >>> sorted(words_of_stem("shoe")), sorted(words_of_stem("battery"))
    (['shoe', 'shoes'], ['batteries', 'battery', 'batterys'])
    """
    longer = (text, f"{text}s", f"{text}es", f"{text.removesuffix('y')}ies")
    return {word for word in longer if stem(word) == text}


def units(text: str) -> Units:
    """The units of a normalised text.

    >>> units("启辰r50大灯 wh-1000xm4 2.5 shoes")
    Units(main=('启', '辰', 'r50', '大', '灯', 'wh', '1000xm4', '2.5', 'shoe'), extra=('r', '50', 'wh1000xm4'))
    """
    return _units_of(RUN.findall(text))


def latin_units(text: str) -> Units:
    """The units of a normalised text that are not Chinese.

    >>> latin_units("启辰r50大灯 2.5 shoes").main
    ('r50', '2.5', 'shoe')
    """
    return _units_of(_LATIN_RUN.findall(text))


def _units_of(runs: Sequence[str]) -> Units:
    main: list[str] = []
    extra: list[str] = []
    for run in runs:
        if len(run) == 1:
            main.append(run)
        else:
            pieces, others = cut_run(run)
            main += pieces
            extra += others
    return Units(tuple(main), tuple(extra))


def has_only_han(text: str) -> bool:
    """Whether a text is Chinese characters and nothing else."""
    return _HAN_RUN.fullmatch(text) is not None


def has_unit(text: str) -> bool:
    """Whether a normalised text has any unit."""
    return RUN.search(text) is not None


@lru_cache(maxsize=1 << 16)
def cut_run(run: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The main and extra units of a Latin run; remembered, because a catalogue repeats its words."""
    if _DECIMAL.fullmatch(run):
        return (run,), ()
    pieces = _SPLIT.split(run)
    extra = [part for piece in pieces for part in glued_parts(piece)]
    if len(pieces) > 1 and _DIGIT.search(run):
        extra.append("".join(pieces))
    return tuple(stem(piece) for piece in pieces), tuple(extra)


def glued_parts(run: str) -> list[str]:
    """The letters and the digits of a run of just those two, otherwise nothing.

    Codes with more changes (`ah547aa`) stay whole: their pieces are no words, and would answer `aa`.

    >>> glued_parts("iphone11"), glued_parts("shoes"), glued_parts("ah547aa"), glued_parts("2.5")
    (['iphone', '11'], [], [], [])
    """
    if run.isalpha() or run.isdigit():
        return []
    parts = _PARTS.findall(run)
    return parts if len(parts) == 2 and "".join(parts) == run else []


def bigrams(text: str) -> list[str]:
    """Neighbouring pairs of Han characters; a lone character gives none.

    >>> bigrams("跑步鞋 a 女")
    ['跑步', '步鞋']
    """
    runs = [text] if has_only_han(text) else _HAN_RUN.findall(text)
    return [run[at : at + 2] for run in runs for at in range(len(run) - 1)]


def query_units(text: str) -> tuple[Token, ...]:
    """The units of a query, each once, in order, without stop words, with the sequences that stand for them as well.

    A glued run may be matched by its parts; neighbours may be matched by their joined form (`ear buds` by `earbuds`, `wh-1000xm4` by `wh1000xm4`).

    >>> [(token.text, token.alternatives) for token in query_units("the ear buds r50")]
    [('ear', (('earbud',),)), ('bud', (('earbud',), ('budsr50',))), ('r50', (('r', '50'), ('budsr50',)))]
    """
    return tuple([Token(unit, "unit", 1.0, tuple(ways)) if ways else plain_token(unit, "unit") for unit, ways in unit_ways(text).items()])


def unit_ways(text: str) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """The same as plain texts: what stands for each unit as well.

    >>> unit_ways("the r50")
    {'r50': [('r', '50')]}
    """
    if has_only_han(text):
        found: dict[str, Sequence[tuple[str, ...]]] = dict.fromkeys(text, ())
        return {unit: () for unit in found if unit not in STOP_WORDS} or found
    runs = [piece for run in RUN.findall(text) for piece in _asked(run)]
    kept = [piece for piece in runs if piece.unit not in STOP_WORDS] or runs
    alternatives: dict[str, list[tuple[str, ...]]] = {}
    for piece in kept:
        alternatives.setdefault(piece.unit, [piece.parts] if piece.parts else [])
    for first, second in itertools.pairwise(kept):
        if not (first.is_han or second.is_han):
            joined = (stem(first.text + second.text),)
            alternatives[first.unit].append(joined)
            alternatives[second.unit].append(joined)
    return alternatives


@lru_cache(maxsize=1 << 14)
def plain_token(text: str, tag: str) -> Token:
    """The token of a text with nothing beside it; remembered, because queries repeat their words."""
    return Token(text, tag)


class _Piece(NamedTuple):
    """One piece of a query: its unit, what was typed, the parts that it is glued of."""

    unit: str
    text: str
    parts: tuple[str, ...]
    is_han: bool


@lru_cache(maxsize=1 << 16)
def _asked(run: str) -> tuple[_Piece, ...]:
    """The pieces of a run; remembered, because queries repeat their words."""
    pieces = [run] if _DECIMAL.fullmatch(run) else _SPLIT.split(run)
    return tuple(_Piece(stem(piece), piece, tuple(glued_parts(piece)), _HAN_RUN.match(piece) is not None) for piece in pieces)
