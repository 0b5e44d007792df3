"""How one leaf category answers when another was asked for: takes Places, gives the kinds as a table by word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.lexicon import LANGUAGES, Leaf

STRANGE, NEAR, ACCESSORY, NARROWER, SAME, OWN = range(6)
"""What a category is to the one that was asked for.

Something else; taken instead by some; made for it; a narrower kind, named by the word with something before it; one of the very word; itself.
"""
Kinds = npt.NDArray[np.int8]
Word = tuple[int, int, int]
"""Language, leaf and number of a word."""


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """How names contain one another. By (language, asked leaf, number of its word, offered leaf): `same` names, and how many names end with the word;
    `after` are (asked, offered) leaves of which the second has a name that begins with a name of the first.
    """

    same: frozenset[tuple[int, int, int, int]]
    endings: Mapping[tuple[int, int, int, int], int]
    after: frozenset[tuple[int, int]]


def kinds_of(places: Places) -> Kinds:
    """int8 (languages, L asked, words + 1, L offered): the kind by the word that was used; the last word stands for none."""
    leaves, names = places.leaves, _names(places.leaves)
    words = max(len(leaf.words[language]) for leaf in leaves for language in LANGUAGES)
    kinds = np.zeros((len(LANGUAGES), len(leaves), words + 1, len(leaves)), np.int8)
    kinds[:] = _whatever_word(places, names)[None, :, None]
    chinese = {(asked, offered) for (language, asked, number, offered) in names.endings if _telling(leaves[asked], language, number)}
    for (language, asked, number, offered), count in names.endings.items():
        most = 2 * count > len(leaves[offered].words[LANGUAGES[language]])
        # English shares heads between far things (bathing suit, air conditioner); departments and Chinese heads keep them apart.
        alike = leaves[asked].department == leaves[offered].department or (asked, offered) in chinese
        # For one name alone, what the fixtures call near is no kind of it: 越野跑鞋 makes no hiking shoe a running shoe, 沙发床 no sofa a bed.
        some = (asked, offered) in chinese and leaves[offered].key not in leaves[asked].near
        if alike and (most or some):
            kinds[language, asked, number, offered] = max(kinds[language, asked, number, offered], NARROWER)
    for at in names.same:
        kinds[at] = max(kinds[at], SAME)
    return kinds


def _whatever_word(places: Places, names: Names) -> Kinds:
    """(L, L) the kinds that no word changes."""
    kinds = np.zeros((len(places.leaves), len(places.leaves)), np.int8)
    for asked, leaf in enumerate(places.leaves):
        kinds[asked, [places.leaf[key] for key in leaf.near]] = NEAR
    for asked, offered in names.after:
        one, other = places.leaves[asked], places.leaves[offered]
        # A name in common is not enough (camera drone, coffee mug), nor that it is bought after it (phone, earbuds).
        if other.key in one.complements and one.department == other.department:
            kinds[asked, offered] = ACCESSORY
    for offered, leaf in enumerate(places.leaves):
        if leaf.fits:
            kinds[places.leaf[leaf.fits], offered] = ACCESSORY
    np.fill_diagonal(kinds, OWN)
    return kinds


def _telling(leaf: Leaf, language: int, number: int) -> bool:
    """Whether a word is Chinese and long enough to be the head of a kind: one character ends too many names."""
    return LANGUAGES[language] == "zh" and len(leaf.words["zh"][number]) > 1


def _names(leaves: tuple[Leaf, ...]) -> Names:
    called = defaultdict[tuple[int, str], list[Word]](list)
    for language, leaf, number, word in _words(leaves):
        called[language, word].append((language, leaf, number))
    same, after = set[tuple[int, int, int, int]](), set[tuple[int, int]]()
    endings = Counter[tuple[int, int, int, int]]()
    for language, offered, _, word in _words(leaves):
        same |= {(*one, offered) for one in called[language, word]}
        endings.update((*one, offered) for part in _parts(word, language, ends=True) for one in called.get((language, part), ()))
        after |= {(one[1], offered) for part in _parts(word, language, ends=False) for one in called.get((language, part), ())}
    return Names(frozenset(same), endings, frozenset(after))


def _words(leaves: tuple[Leaf, ...]) -> Iterator[tuple[int, int, int, str]]:
    """(language, leaf, number, word) of every word, small."""
    for place, language in enumerate(LANGUAGES):
        for row, leaf in enumerate(leaves):
            for number, word in enumerate(leaf.words[language]):
                yield place, row, number, word.lower()


def _parts(word: str, language: int, *, ends: bool) -> list[str]:
    """The proper ends, or beginnings, of a word: by characters in Chinese, by words in English.

    >>> _parts("kids running shoes", 1, ends=True), _parts("跑鞋垫", 0, ends=False)
    (['running shoes', 'shoes'], ['跑', '跑鞋'])
    """
    pieces, joint = (list(word), "") if LANGUAGES[language] == "zh" else (word.split(), " ")
    return [joint.join(pieces[cut:] if ends else pieces[:cut]) for cut in range(1, len(pieces))]
