"""Suggested queries in a log: takes visits and a bank of queries that are known, gives what was shown, and which word was taken.

The bank of a day holds queries of the day before and what each visitor left unfinished; no engine suggests anything here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.behaviour.after import accept_word
from searchrank.simulate.behaviour.examine import Floats
from searchrank.simulate.behaviour.parameters import SCENES, Behaviour
from searchrank.simulate.log.columns import take
from searchrank.simulate.shopper.population import Population
from searchrank.simulate.typing.typist import Utterance
from searchrank.simulate.wants import Needs, Wants

Rows = npt.NDArray[np.int32]
COMPLETE, HISTORY, HINT, DISCOVER, HOT, RELATED, CLICKBACK, PUSHED = range(len(SCENES))
LISTED = {HISTORY: 1, HINT: 1, DISCOVER: 3, HOT: 4, RELATED: 3, CLICKBACK: 3, PUSHED: 1}
"""Words a scene shows at once; the column of completions shows up to `COLUMN`."""
COLUMN = 5
OWN_VALUE = 0.9
"""How well a shopper's own unfinished query serves them."""
BROWSING = 0.3
"""Share of visits without a search that come by the words of discovery."""


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """q known queries: what they were typed for, what they say, and how."""

    needs: Needs
    said: Wants
    spoken: list[Utterance]

    def __len__(self) -> int:
        return len(self.spoken)

    def texts(self, words: Iterable[int]) -> list[str]:
        """What these words read like: as they were meant."""
        return [self.spoken[word].typed.intended for word in words]


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """w words shown, one a row; rows of one suggestion answer stand together.

    answer int32 numbers the answers from 0; shopper int32; visit int32, -1 for a push; at float64 seconds of the day; scene int8 by `SCENES`;
    position int16 from 1; text and prefix; taken bool.
    """

    answer: Rows
    shopper: Rows
    visit: Rows
    at: npt.NDArray[np.float64]
    scene: npt.NDArray[np.int8]
    position: npt.NDArray[np.int16]
    text: list[str]
    prefix: list[str]
    taken: npt.NDArray[np.bool_]

    @property
    def answers(self) -> int:
        """How many suggestion answers there are."""
        return int(self.answer[-1]) + 1 if len(self.answer) else 0


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """Words (v, k) shown to v visits in one scene, as rows of the bank; value (v, k) of each for who sees it; taken (v,) the place taken, or -1."""

    scene: int
    visit: Rows
    words: Rows
    value: Floats
    taken: npt.NDArray[np.int64]


def words_for(bank: Bank, language: npt.NDArray[np.int8], count: int, chance: np.random.Generator) -> Rows:
    """`count` words of the bank for each of these shoppers, in the language that each reads; any where the bank has none in it."""
    words = chance.integers(0, len(bank), (len(language), count)).astype(np.int32)
    for one in np.unique(language):
        readable = np.flatnonzero(bank.needs.wants.language == one)
        if len(readable):
            words[language == one] = readable[words[language == one] % len(readable)]
    return words


def value_of(bank: Bank, words: Rows, population: Population, shopper: Rows) -> Floats:
    """How well words (v, k) serve shoppers (v,): by their interest in the department; their own serve them best."""
    needs = bank.needs
    department = population.demand.department[needs.wants.leaf[words]]
    interest = population.interests[shopper[:, None], department]
    own = needs.shopper[words] == shopper[:, None]
    return np.where(own, OWN_VALUE, np.clip(3 * interest, 0.03, 0.6)).astype(np.float32)


def listed(behaviour: Behaviour, scene: int, visit: Rows, words: Rows, value: Floats, before: Any, chance: np.random.Generator) -> Listed:
    """A scene's words shown to visits, and which one is taken: looked at from the top, the first that is accepted."""
    accepted = chance.random(words.shape) < accept_word(behaviour, value, np.broadcast_to(before, words.shape), SCENES[scene])
    taken = np.where(accepted.any(axis=1), accepted.argmax(axis=1), -1)
    return Listed(scene, visit, words, value, taken)


def offered(
    shown: Listed, first_answer: int, shopper: Rows, at: npt.NDArray[np.float64], texts: Sequence[str], prefixes: Sequence[str] | None = None
) -> Offers:
    """The rows of a scene: shopper (v,), `at` (v,) seconds of the day, texts (v * k,) of all words in order, prefixes (v,) of completions.

    Where a column has fewer words than places, the last texts are empty; they are left out.
    """
    visits, count = shown.words.shape
    position = np.tile(np.arange(1, count + 1, dtype=np.int16), visits)
    offers = Offers(
        answer=np.repeat(np.arange(first_answer, first_answer + visits, dtype=np.int32), count),
        shopper=np.repeat(shopper, count).astype(np.int32),
        visit=np.repeat(shown.visit, count).astype(np.int32),
        at=np.repeat(at, count),
        scene=np.full(visits * count, shown.scene, np.int8),
        position=position,
        text=list(texts),
        prefix=[one for one in (prefixes or [""] * visits) for _ in range(count)],
        taken=np.repeat(shown.taken, count) == position - 1,
    )
    there = np.flatnonzero([bool(text) for text in offers.text])
    return offers if len(there) == len(position) else take(offers, there)
