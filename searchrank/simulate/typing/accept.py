"""Looking at suggestions while typing: takes the columns of suggestions that a typeahead shows, gives which rows were looked at and which one was
taken.

The model is that of Kharitonov and others (2013): row j of the column shown after i characters is looked at with probability A_i B_j. What was not
looked at was not declined: a log of columns alone can't tell, so each glance says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from searchrank.simulate.typing.typed import Key

Value = Callable[[str], float]
"""How well a suggested text serves the need, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Looking:
    """How shoppers look at suggestions: chosen so that what is published comes out, since no published log gives these curves; to be swept.

    by_characters A_i after 1, 2, ... characters, the last one holds on: few look at once; in Chinese most after two to four characters, in English
    later (published means of what is typed before a suggestion is taken: 9.2 to 9.5). by_row B_j falls as j ** -row_power, so that the first row gets
    about half of what is taken where the best comes first; rows in view; willing how often a suggestion that serves the whole need is taken once it
    is seen; least the value below which nothing is taken; lazy how much more willing somebody is who would still have lazy_keys keys to press.
    """

    by_characters: tuple[float, ...] = (0.16, 0.26, 0.32, 0.34, 0.34, 0.33, 0.31, 0.29, 0.27, 0.25)
    row_power: float = 0.55
    rows: int = 10
    willing: float = 0.65
    least: float = 0.35
    lazy: float = 0.25
    lazy_keys: float = 12.0


LOOKING: Mapping[str, Looking] = MappingProxyType(
    {"zh": Looking(), "en": Looking(by_characters=(0.04, 0.08, 0.13, 0.18, 0.23, 0.27, 0.31, 0.34, 0.36, 0.37, 0.38, 0.38, 0.36, 0.34))}
)
"""How shoppers look, by the language they type."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What one column got: `seen` the rows looked at, in order; `taken` the row that was accepted, None where typing went on."""

    seen: tuple[int, ...]
    taken: int | None = None


def examination(looking: Looking, characters: int, rows: int, use: float = 1.0) -> npt.NDArray[np.float64]:
    """The probability A_i B_j of looking at each row of a column, by a shopper who looks at suggestions at all with probability `use`.

    >>> examination(Looking(by_characters=(0.5,), row_power=1.0), 3, 2).tolist()
    [0.5, 0.25]
    """
    if characters < 1:
        return np.zeros(rows)
    after = looking.by_characters[min(characters, len(looking.by_characters)) - 1]
    return np.asarray(use * after * np.arange(1, rows + 1) ** -looking.row_power)


def glance(texts: Sequence[str], characters: int, left: int, value: Value, use: float, looking: Looking, chance: Random) -> Glance:
    """Which rows are looked at, from the top, until one is taken. `left` are the keys that would still have to be pressed."""
    seen: list[int] = []
    for row, probability in enumerate(examination(looking, characters, min(len(texts), looking.rows), use).tolist()):
        if chance.random() < probability:
            seen.append(row)
            if chance.random() < acceptance(value(texts[row]), left, looking):
                return Glance(tuple(seen), row)
    return Glance(tuple(seen))


def acceptance(worth: float, left: int, looking: Looking) -> float:
    """The probability that a suggestion of this worth is taken once it is seen.

    >>> round(acceptance(1.0, 0, Looking()), 2), acceptance(0.2, 9, Looking())
    (0.65, 0.0)
    """
    if worth < looking.least:
        return 0.0
    return min(1.0, worth * (looking.willing + looking.lazy * min(1.0, left / looking.lazy_keys)))


@dataclass(frozen=True, slots=True)
class Shown:
    """One column while a query was typed: it was asked for after key number `key` (from 0), `prefix` was in the box, and this is what it got."""

    key: int
    prefix: str
    texts: tuple[str, ...]
    glance: Glance


def browse(
    keys: Sequence[Key], offers: Callable[[str], Sequence[str]], value: Value, use: float, looking: Looking, chance: Random, every: int = 1
) -> Iterator[Shown]:
    """The columns that a typeahead shows while these keys are pressed, until one of their rows is taken, or the text is whole.

    `offers` answers for what the box shows; it is asked after every `every` keys, as a typeahead that waits for a pause is. A column that is the same
    as the one before is not looked at anew.
    """
    before: tuple[str, ...] = ()
    for place in range(every - 1, len(keys) - 1, every):
        shown = keys[place].shown
        texts = tuple(offers(shown))
        if texts == before:
            continue
        before = texts
        got = glance(texts, _characters(shown), len(keys) - 1 - place, value, use, looking, chance)
        yield Shown(place, shown, texts, got)
        if got.taken is not None:
            return


def taken(columns: Iterable[Shown]) -> tuple[str, int, int] | None:
    """(text, row, characters typed) of what was accepted, None where nothing was.

    >>> taken([Shown(0, "r", ("red shoes",), Glance((0,), 0))])
    ('red shoes', 0, 1)
    """
    for column in columns:
        if column.glance.taken is not None:
            return column.texts[column.glance.taken], column.glance.taken, _characters(column.prefix)
    return None


def _characters(shown: str) -> int:
    """What has been typed, the marks between syllables not counted."""
    return len(shown.replace("'", ""))
