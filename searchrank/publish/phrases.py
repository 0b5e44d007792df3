"""The phrases of titles and what they are: takes titles cut into words with the category and brand of each product, gives product words, models,
features of products, and the words of marketing.

A phrase of marketing is spread over the departments of the shop as its products are; a product word ends a category's name, or is searched alone,
or acts as the words that do (`LEAST_CONCENTRATION` of its products in one category, at the end of stretches); a model holds a digit and belongs to
one brand. The rest are features.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from searchrank.publish.bonds import Bond, Bonds
from searchrank.publish.commonest import NONE, commonest, valued, values_of
from searchrank.publish.told import Known, Told
from searchrank.query.kinds import FEATURE, MODEL, WORD
from searchrank.query.mentions import FIRST_HAN, MAX_PIECES, fold
from searchrank.query.normalise import has_han
from searchrank.query.quantities import quantities
from searchrank.query.tokens import STOP_WORDS
from searchrank.suggest.gram_loops import titles_of
from searchrank.suggest.grams import Grams, WordStream, cohesion, freedom, frequent_grams, spelled

LEAST_PRODUCTS = 3
LEAST_COHESION, FIXED_COHESION = 1.0, 4.0
"""Bits for each word after the first, as in `suggest.names`: of product words and models, and of what else is said in several words."""
LEAST_CONCENTRATION, SEARCHED_CONCENTRATION = 0.5, 0.1
LEAST_FREEDOM = 0.9
"""Bits, as in `suggest.names`: a fragment of a longer phrase has about 0."""
MOST_COUNTED = 0.5
"""A phrase that follows a number more often says what is counted."""
INSEPARABLE = 0.5
"""The beginning of a name is said with it at least this often."""
HARDLY_ALONE = 0.9
"""So often what follows a value is said behind it where both together are one name."""
LEAST_ENDINGS = 0.1
"""A product word that no category's name ends in ends this share of the stretches that have it."""
ONE_BRAND = 0.9
EVEN = 0.25
"""Half the sum of the differences between a phrase's shares of departments and all products'; 0 is even, 1 is apart."""
LEAST_PLACED = 0.5
"""Where fewer of the products have a department, nothing is known to be spread over them."""
LEAST_DEPARTMENTS = 5.0
"""Departments of like size (one over the chance that two products share theirs): over fewer, a word may be spread by chance."""
EVEN_SHARE, EVEN_PRODUCTS = 0.003, 30
Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Halves = Sequence[tuple[str, str]]
"""A phrase parted behind each of its words but the last, folded: what stands before, and the rest."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A folded phrase, its kind, the products that bear it, the category row of most of them (NONE for none), and whether it is cut as one word."""

    text: str
    kind: str
    products: int
    leaf: int
    whole: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where products belong: rows of category, brand and department (n,), NONE for none; whether a title has Chinese (n,)."""

    leaf: Ints
    brand: Ints
    department: Ints
    han: npt.NDArray[np.bool_]


def phrases(stream: WordStream, placed: Placed, searched: Mapping[str, int], known: Known) -> Iterator[Phrase]:
    """The phrases of at least LEAST_PRODUCTS titles; `searched` are the folded texts of logged queries with their counts."""
    grams = frequent_grams(stream, LEAST_PRODUCTS)
    reading = _Reading.of(stream)
    told = Told.of(known, searched)
    bonds = Bonds(grams, placed.leaf[reading.titles])
    for gram in grams:
        counted = _Counted.of(gram, grams, reading, placed)
        chosen = list(_candidates(gram, counted, reading, told))
        places = np.array([at for at, _, _ in chosen], np.int64)
        found = zip(chosen, bonds.of(gram, places, counted.leaf[places]), strict=True)
        kinds = [(text, at, _kind_of(text, parts, at, counted, told, held, partial(_bound, gram, at, grams))) for (at, parts, text), held in found]
        told.ends.update(text for text, _, kind in kinds if kind == WORD)
        yield from (Phrase(text, kind, int(gram.products[at]), int(counted.leaf[at]), gram.length == 1) for text, at, kind in kinds if kind)


def _candidates(gram: Grams, counted: _Counted, reading: _Reading, told: Told) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """The sequences that can be phrases and are not known to be something else: number, words and folded text."""
    hanging = counted.hang_together()
    for at, parts in zip(hanging.tolist(), spelled(gram, reading.words, reading.names, hanging), strict=True):
        # A model always follows its brand: it need not stand freely among others.
        if (counted.free[at] >= LEAST_FREEDOM or _like_model(parts)) and _is_phrase(parts, counted.firm[at], told.characters):
            text = _folded(parts)
            if text not in told.known.settled:
                yield at, parts, text


def _kind_of(
    text: str, parts: tuple[str, ...], at: int, counted: _Counted, told: Told, bonds: Sequence[Bond], bound: Callable[[], Collection[int]]
) -> str | None:
    """What a phrase is; None where it only says several things beside each other."""
    halves = [(_folded(parts[:cut]), _folded(parts[cut:])) for cut in range(1, len(parts))]
    cuts = [cut for cut, (first, rest) in enumerate(halves) if rest in told.ends or first in told.ends]
    if not cuts or (text in told.known.things and halves[0][0] not in told.known.people):
        if halves and parts[0].isdigit() and halves[0][1] in told.known.values and bonds[0].is_one(True):
            return FEATURE
        if _is_pair(halves, told.known.values) and not _is_one(halves, told.known, text in told.searched, bound):
            return None
        return _kind(text, parts, at, counted, told)
    if _is_pair(halves, told.known.apart) or any(map(_is_number, parts)):
        return None
    return WORD if all(_is_held(*halves[cut], bonds[cut], text, told) for cut in cuts) else None


def _is_held(first: str, rest: str, bond: Bond, text: str, told: Told) -> bool:
    """Whether both parts are one name, by the titles or by what is asked."""
    doubtful = _is_doubtful(first, rest, told)
    return bond.is_one(doubtful) or (not doubtful and told.is_asked_for(text, rest))


def _is_doubtful(first: str, rest: str, told: Told) -> bool:
    """Whether what stands before a cut is said of other things too (a value, the last character of a word that was cut), or is the thing itself."""
    return first in told.known.values or (len(first) == 1 and has_han(first)) or rest not in told.ends


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """All titles as one stream of words: number, stretch and title of each, whether it is the `last` of its stretch and stands `behind` a number
    (then it may be what is counted), and the words by number."""

    words: Ints
    stretches: Ints
    titles: Ints
    last: npt.NDArray[np.bool_]
    behind: npt.NDArray[np.bool_]
    names: Sequence[str]

    @staticmethod
    def of(stream: WordStream) -> _Reading:
        words, stretches, names = stream.ids(), stream.stretches(), list(stream.words)
        same = stretches[1:] == stretches[:-1]
        number = np.array([_is_number(name) for name in names], bool)
        first = np.zeros(len(words[:1]), bool)
        return _Reading(words, stretches, stream.titles(), np.append(~same, ~first), np.append(first, number[words[:-1]] & same), names)


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """What is known of each sequence: its commonest category, that one's share, the commonest brand's share, how uneven, how often it ends a stretch
    and is counted, and whether its first word is mostly said with the rest."""

    leaf: Ints
    concentration: Reals
    one_brand: Reals
    uneven: Reals
    endings: Reals
    counted: Reals
    bound: npt.NDArray[np.bool_]
    firm: Reals
    free: Reals

    @staticmethod
    def of(gram: Grams, grams: Sequence[Grams], reading: _Reading, placed: Placed) -> _Counted:
        places = np.flatnonzero(gram.number >= 0)
        number, count = gram.number[places], len(gram.products)
        owner, product = np.repeat(np.arange(count), gram.products), titles_of(gram.number, reading.titles, gram.products)
        leaf, concentration = commonest(owner, placed.leaf[product], count)
        uses = np.maximum(gram.uses, 1)
        long = gram.length > 1
        return _Counted(
            leaf,
            concentration,
            commonest(owner, placed.brand[product], count)[1],
            _unevenness(owner, product, placed, count),
            np.bincount(number[reading.last[places + gram.length - 1]], minlength=count) / uses,
            np.bincount(number[reading.behind[places]], minlength=count) / uses,
            gram.uses >= INSEPARABLE * grams[0].uses[grams[0].number[gram.place]],
            cohesion(grams, gram.length) / (gram.length - 1) if long else np.full(count, np.inf),
            freedom(gram, reading.words, reading.stretches) if long else np.full(count, np.inf),
        )

    def hang_together(self) -> Ints:
        """The sequences whose words do, and are not what numbers count; ascending."""
        return np.flatnonzero((self.firm >= LEAST_COHESION) & (self.counted <= MOST_COUNTED))


def _kind(text: str, parts: Sequence[str], at: int, counted: _Counted, told: Told) -> str | None:
    if any(map(_has_digit, parts)):
        if text in told.searched and counted.concentration[at] >= LEAST_CONCENTRATION and counted.bound[at] and fold(_joined(parts[1:])) in told.ends:
            return WORD
        return MODEL if _like_model(parts) and not quantities(text) and counted.one_brand[at] >= ONE_BRAND else None
    if counted.uneven[at] <= EVEN:
        return "marketing"
    if text in told.ends or (text in told.searched and counted.concentration[at] >= SEARCHED_CONCENTRATION):
        return WORD
    alike = parts[-1][-1] in told.characters if has_han(text[-1]) else parts[-1] in told.ends
    often = alike and counted.endings[at] >= LEAST_ENDINGS and counted.concentration[at] >= LEAST_CONCENTRATION
    # All queries are looked through last: that takes longer than the rest.
    if often and not told.only_beside(text):
        return WORD
    return FEATURE if counted.firm[at] >= FIXED_COHESION else None


def _is_number(word: str) -> bool:
    return word.replace(".", "").isdigit()


def _like_model(parts: Sequence[str]) -> bool:
    """Whether letters and a digit stand together, the digit last or before one Latin word (`a40 lite`)."""
    if not (_has_digit(parts[-1]) or (len(parts) > 1 and _has_digit(parts[-2]) and not has_han(parts[-1]))):
        return False
    return any(map(_has_letter, parts))


@lru_cache(maxsize=1 << 16)
def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


@lru_cache(maxsize=1 << 16)
def _has_letter(word: str) -> bool:
    return any(map(str.isalpha, word))


def _is_phrase(parts: Sequence[str], firm: float, characters: Collection[str]) -> bool:
    """No stop word at either end; a lone character only where a firm phrase holds it, or where it ends categories' names."""
    if parts[0] in STOP_WORDS or parts[-1] in STOP_WORDS or len("".join(parts)) < 2:
        return False
    if firm >= FIXED_COHESION and len(parts) > 1:
        return has_han(parts[0]) or len(parts[0]) > 1
    return len(parts[0]) > 1 and (len(parts[-1]) > 1 or parts[-1] in characters or parts[-1].isdigit())


def _is_pair(halves: Halves, known: Collection[str], bound: Collection[int] = ()) -> bool:
    """Whether the phrase only says a known name beside something else (`red shoe`); cut at these words it does not, for what stands there is hardly
    said without the name (`battery life` of `long battery life`)."""
    return any(rest in known or (first in known and cut not in bound) for cut, (first, rest) in enumerate(halves, 1))


def _is_one(halves: Halves, known: Known, searched: bool, bound: Callable[[], Collection[int]]) -> bool:
    """Whether words that hold a value are one name all the same: searched so, or said so alone; with a brand, a colour or people they never are."""
    return not _is_pair(halves, known.marks) and (searched or not _is_pair(halves, known.values, bound()))


def _bound(gram: Grams, at: int, grams: Sequence[Grams]) -> Collection[int]:
    """The cuts of a sequence behind which stands what is hardly said without its beginning."""
    place, uses = int(gram.place[at]), int(gram.uses[at])
    rests = {cut: grams[gram.length - cut - 1] for cut in range(1, gram.length)}
    return {cut for cut, rest in rests.items() if uses >= HARDLY_ALONE * int(rest.uses[rest.number[place + cut]])}


@lru_cache(maxsize=1 << 16)
def _folded(parts: tuple[str, ...]) -> str:
    """Remembered, because a sequence is the beginning or the end of longer ones. Put together of words: these are folded already, most of them."""
    if sum(map(len, parts)) > MAX_PIECES:
        return fold(_joined(parts))
    text = ""
    for part in map(fold, parts):
        text += f" {part}" if text and text[-1] < FIRST_HAN and part[0] < FIRST_HAN else part
    return text


def _joined(parts: Sequence[str]) -> str:
    return " ".join(parts)


def _unevenness(owner: Ints, product: Ints, placed: Placed, count: int) -> Reals:
    """How far each phrase's departments are from those of all products whose titles are of its script; 1 for what too few products bear."""
    department = placed.department
    if (department != NONE).mean() < LEAST_PLACED:
        return np.ones(count, np.float64)
    departments = int(department.max(initial=0)) + 1
    uneven = np.ones(count, np.float64)
    uses = valued(owner, product, department, count)
    han = 2 * valued(owner, product, np.where(placed.han, 0, NONE), count) > np.bincount(owner, minlength=count)
    for script in (False, True):
        of_script = department[(placed.han == script) & (department != NONE)]
        usual = np.bincount(of_script, minlength=departments) / max(len(of_script), 1)
        if usual.any() and 1 / np.square(usual).sum() >= LEAST_DEPARTMENTS:
            chosen = (han == script) & (uses >= max(EVEN_PRODUCTS, EVEN_SHARE * len(of_script)))
            shares = values_of(owner, product, department, np.flatnonzero(chosen), departments).astype(np.float64)
            uneven[chosen] = 0.5 * np.abs(shares / uses[chosen, None] - usual).sum(axis=1)
    return uneven
