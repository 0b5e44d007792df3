"""Characters apart: takes a query, gives whether products have nothing of it but single characters of words that the shop does not say.

戒指 would bring laptops for their 指纹, 口罩 sofa covers, where no product is one: that looks like an answer and is none.
"""

from __future__ import annotations

import re

import numpy as np

from searchrank.query.entities import remaining
from searchrank.query.heads import all_placed
from searchrank.query.intent import PRICE
from searchrank.query.kinds import FEATURE, SAID, VALUES
from searchrank.query.lexicon import lexicon
from searchrank.query.normalise import HAN
from searchrank.query.tokens import bigrams
from searchrank.recall.found import Flags
from searchrank.recall.matches import Matches
from searchrank.records import Query
from searchrank.store.arrays import Ragged
from searchrank.store.snapshot import Snapshot

DESCRIBING = (*VALUES, *SAID, PRICE)
FEWEST = 3
"""A pair of characters that fewer products have may be said by chance."""
ACROSS = 10
"""Where fewer products have the two characters of a word, and in no word of theirs, one word ends between them and another begins: 网面包裹 says no
面包."""
RARE = 0.002
"""Where no categories tell things from what describes them, a phrase that a smaller share of the products says is a thing: 哑铃 in 6 of
20,000 titles, 新鲜 in 67."""
_WORDS = re.compile(f"[{HAN}]{{2,}}(?: [{HAN}]{{2,}})*")


def is_unsaid(query: Query, snapshot: Snapshot) -> bool:
    """Whether a query is made of Chinese words of the language of which products say none, nor a part, nor what stands for them; words that describe
    it beside them (儿童口罩) are no answer.

    False where a thing is named or a character is one by itself, and where the words were not told: it may be a slip.
    """
    if query.sought != query.text or not _names_nothing(query) or _may_name_a_thing(query, snapshot):
        return False
    left = remaining(query.text, query.entities, DESCRIBING)
    words = [token.text for token in query.tagged("han_word") if len(token.text) > 1 and token.text in left]
    whole = sum(map(len, words)) == len(left.replace(" ", "")) > 0
    return whole and not any(_is_said(word, snapshot) for word in (*words, *(one.text for one in query.rewrites)))


def has_only_characters(matches: Matches, among: Flags, share: float) -> bool:
    """Whether of a Chinese query in which nothing is named these candidates have two neighbouring characters nowhere in a title, and no more than
    this share by idf. What other words stand for counts as had."""
    if matches.query.entities or not _names_nothing(matches.query) or not among.any():
        return False
    return bool(matches.coverage[among].max() <= share) and not matches.bigrams.held()[among].any()


def _names_nothing(query: Query) -> bool:
    named = any(one.kind not in DESCRIBING for one in query.entities) or lexicon().one_character.intersection(_things_aside(query.sought))
    return not named and _WORDS.fullmatch(query.sought) is not None


def _may_name_a_thing(query: Query, snapshot: Snapshot) -> bool:
    """Whether what describes by its kind may be a thing, because products have no categories and few of them say it."""
    described = [query.text[one.start : one.end] for one in query.entities if one.kind == FEATURE]
    if not described or snapshot.kept("placed", all_placed):
        return False
    return any(0 < _fewest(text, snapshot) < RARE * snapshot.count for text in described)


def _fewest(text: str, snapshot: Snapshot) -> int:
    """How many products say the rarest two neighbouring characters of a text; 0 for a text without such."""
    places = np.array(snapshot.places("bigrams", bigrams(text)), np.int32)
    return int(snapshot.frequency("bigrams", places[places >= 0]).min(initial=snapshot.count)) if (places >= 0).any() else 0


def _things_aside(text: str) -> str:
    """The text without the words that end in the one character of a thing and are none: 面包 is no 包."""
    for word in lexicon().no_things:
        text = text.replace(word, "")
    return text


def _is_said(word: str, snapshot: Snapshot) -> bool:
    """Whether products say a word or two neighbouring characters of it; a few may have such a pair where one word ends and another begins."""
    places = np.array(snapshot.places("bigrams", bigrams(word)), np.int32)
    often = int(snapshot.frequency("bigrams", places[places >= 0]).max(initial=0))
    if len(word) == 2 and often < ACROSS:
        return often > 0 and (snapshot.places("words", [word])[0] >= 0 or _is_within(word, snapshot.vocabulary("words").texts.rows))
    return bool((places >= 0).all()) or often >= FEWEST


def _is_within(word: str, texts: Ragged) -> bool:
    """Whether one of these texts in UTF-8 has the word in it: all are looked through as they lie, which takes a tenth of reading each.

    >>> values = np.frombuffer("网面包裹全麦面包".encode(), np.uint8)
    >>> _is_within("面包", Ragged(np.array([0, 6, 12, 24]), values)), _is_within("裹全", Ragged(np.array([0, 6, 12, 24]), values))
    (True, False)
    """
    sought, every = word.encode(), texts.values.tobytes()
    at = every.find(sought)
    while at >= 0:
        end = texts.offsets[np.searchsorted(texts.offsets, at, side="right")]
        if at + len(sought) <= end:
            return True
        at = every.find(sought, at + 1)
    return False
