"""Characters apart: takes a query, gives whether products have nothing of it but single characters of words that the shop does not say.

戒指 would bring laptops for their 指纹, 口罩 sofa covers, where no product is one: that looks like an answer and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from searchrank.query.endings import endings
from searchrank.query.entities import remaining
from searchrank.query.heads import all_placed
from searchrank.query.intent import PRICE
from searchrank.query.kinds import CATEGORY, FEATURE, SAID, VALUES
from searchrank.query.lexicon import lexicon
from searchrank.query.normalise import HAN
from searchrank.query.people import PEOPLE, products_saying
from searchrank.query.tokens import bigrams
from searchrank.recall.found import Flags
from searchrank.recall.matches import Matches
from searchrank.recall.terms import Terms
from searchrank.records import Entity, Query, changed
from searchrank.store.arrays import Ragged
from searchrank.store.snapshot import Snapshot

DESCRIBING = (*VALUES, *SAID, PRICE)
FEWEST = 3
"""A pair of characters that fewer products have may be said by chance."""
PAIR = 2
"""Of a text of so many characters one is not enough, whatever it weighs: 辣条 brings no cat treats (猫条)."""
HELD = 0.5
"""A unit is held where a candidate has this share of what it is worth."""
TELLING = 4
"""A number with so many digits may be the name of a product."""
ACROSS = 10
"""Where fewer products have the two characters of a word, and in no word of theirs, one word ends between them and another begins: 网面包裹 says no
面包."""
RARE = 0.002
"""Where no categories tell things from what describes them, a phrase that a smaller share of the products says is a thing: 哑铃 in 6 of
20,000 titles, 新鲜 in 67."""
_WORDS = re.compile(f"[{HAN}]{{2,}}(?: [{HAN}]{{2,}})*")


def is_unsaid(query: Query, snapshot: Snapshot) -> bool:
    """Whether a query asks in Chinese for what no product says: none of its words, nor a part, nor what stands for them; words that describe it
    beside them (儿童口罩) are no answer, nor is what the thing behind 的 is to do (洗洁精 of 不伤手的洗洁精).

    False where a thing is named, a character is one by itself, or is of no word: it may be a slip.
    """
    if not _names_nothing(query) or _may_name_a_thing(query, snapshot):
        return False
    if last := _last_thing(query):
        return not _is_said(last, snapshot) and not _is_said_otherwise(query, snapshot)
    told = {one.text for one in query.rewrites if one.kind == PEOPLE}
    left = remaining(query.sought, _described(query), DESCRIBING)
    words = [token.text for token in query.tagged("han_word") if len(token.text) > 1 and token.text in left and token.text not in told]
    rest = _without(left, [*words, *told])
    # Phrases of titles may be the thing, where characters are left beside them.
    joining = frozenset() if any(one.kind == FEATURE for one in query.entities) else lexicon().chinese.joining
    whole = bool(words) and not set(rest) - joining
    return whole and not any(_is_said(word, snapshot) for word in words) and not _is_said_otherwise(query, snapshot)


def _described(query: Query) -> Sequence[Entity]:
    """The names of a query where they stand in what is sought."""
    if query.sought == query.text:
        return query.entities
    said = [(one, query.text[one.start : one.end]) for one in query.entities]
    return sorted(
        (changed(one, start=at, end=at + len(text)) for one, text in said if (at := query.sought.find(text)) >= 0), key=lambda one: one.start
    )


def _last_thing(query: Query) -> str:
    """The word of the language with which a Chinese query ends behind 的; empty where it ends otherwise, or with a kind of things here (架子)."""
    last = query.sought.rpartition("的")[2] if "的" in query.sought else ""
    known = any(one.filter.field == CATEGORY and one.text == last for one in query.applied)
    return last if len(last) > 1 and not known and last in [token.text for token in query.tagged("han_word")] else ""


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(word, "")
    return text.replace(" ", "")


def _is_said_otherwise(query: Query, snapshot: Snapshot) -> bool:
    """Whether products say what the dictionary says in place of a word, all of it."""
    others = (one.text for one in query.rewrites if one.kind != PEOPLE)
    return any(min(snapshot.places("bigrams", bigrams(text)), default=-1) >= 0 and _is_said(text, snapshot) for text in others)


def says_only_digits(terms: Terms) -> bool:
    """Whether products have nothing of these terms but short numbers, beside words that none of them says: 5 of ps5, 15 of an unknown name's 15."""
    known = [text for text, found in zip(terms.texts, terms.ids.tolist(), strict=True) if found >= 0]
    unknown = [text for text, found in zip(terms.texts[: terms.units], terms.ids.tolist(), strict=False) if found < 0]
    return any(any(map(str.isalpha, text)) for text in unknown) and all(text.isdecimal() and len(text) < TELLING for text in known)


def has_only_characters(matches: Matches, among: Flags, share: float) -> bool:
    """Whether of a Chinese query in which nothing is named these candidates have two neighbouring characters nowhere in a title, and no more than
    this share by idf; of two characters alone not both. What other words stand for counts as had."""
    if any(one.kind not in SAID for one in matches.query.entities) or not _names_nothing(matches.query) or not among.any():
        return False
    few = not _has_both(matches, among) if _is_pair(matches) else bool(matches.coverage[among].max() <= share)
    return few and not matches.bigrams.held()[among].any()


def _is_pair(matches: Matches) -> bool:
    """Whether a query as it was typed is two characters, neither of which is the name of a category."""
    query, called = matches.query, endings(matches.view.snapshot).called
    return len(query.sought) == PAIR and query.correction is None and not any(one in called for one in query.sought)


def _has_both(matches: Matches, among: Flags) -> bool:
    """Whether one of these candidates has every unit of the query."""
    return bool((matches.present[among] >= HELD * matches.units.terms.unit_idf).all(axis=1).any())


def _names_nothing(query: Query) -> bool:
    named = any(one.kind not in DESCRIBING for one in query.entities) or lexicon().one_character.intersection(_things_aside(query.sought))
    return not named and _WORDS.fullmatch(query.sought) is not None


def _may_name_a_thing(query: Query, snapshot: Snapshot) -> bool:
    """Whether what describes by its kind may be a thing, because products have no categories and few of them say it."""
    described = [query.text[one.start : one.end] for one in query.entities if one.kind == FEATURE]
    if not described or snapshot.kept("placed", all_placed):
        return False
    return any(0 < products_saying(text, snapshot) < RARE * snapshot.count for text in described)


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
