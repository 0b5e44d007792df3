"""Types queries: takes a need, gives what is asked for, key by key, and the want that exactly this text says; then other wordings of the same
need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from random import Random
from types import MappingProxyType

from searchrank.simulate.chance import Weighted
from searchrank.simulate.shopper.population import Population
from searchrank.simulate.typing.entry import Hand, entered
from searchrank.simulate.typing.mentions import BRAND_ALONE, Mention, Wording, choose, possible, priced, want_of
from searchrank.simulate.typing.phrases import Phrases, all_phrases
from searchrank.simulate.typing.typed import INPUTS, Typed
from searchrank.simulate.typing.wording import compose
from searchrank.simulate.wants import Needs, Want, Wants
from searchrank.simulate.world.catalogue import LANGUAGE_PLACES, Places
from searchrank.simulate.world.lexicon import LANGUAGES, Lexicon

STEPS = ("first", "narrower", "broader", "synonym", "brand", "price", "corrected", "again")
"""How a query follows from the one before it; "again" is the same one, where nothing else came to mind."""
NEXT = Weighted.of({"narrower": 38, "broader": 22, "synonym": 34, "brand": 4, "price": 0.1}.items())
"""What shoppers try next. Published figures give how often they do (31 % of queries follow another of the same task), not what: to be swept. A price
is seldom typed, as of 100,000 different queries .13 % have one: it is set as a filter."""
CHINESE = LANGUAGE_PLACES["zh"]
CORRECTS = 0.85
"""How often a query that went wrong is typed again as it was meant."""
TRIES = 6
MOST_SAID = 3
"""Who has said so many things of a product says no more: another word or less of them is tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """One query of a need: `want` is what the text says explicitly, `step` of `STEPS`, `mentions` the things said in the order of the text."""

    want: Want
    typed: Typed
    mentions: tuple[Mention, ...]
    step: str = "first"

    @property
    def said(self) -> Wants:
        """The want as columns of one row."""
        return Wants.of([self.want])


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A need as plain numbers, and the hand that types it."""

    want: Want
    weight: Sequence[float]
    hand: Hand
    favourites: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Typist:
    """Types for the shoppers of a population. Made by `typist`."""

    places: Places
    population: Population
    phrases: Mapping[str, Phrases]
    wording: Wording

    def say(self, needs: Needs, row: int, chance: Random, *, keys: bool = True) -> Utterance:
        """A first query of the need in this row; without `keys` it is quicker, and the box after every key is left out."""
        return self._first(self._row(needs, row), chance, keys)

    def refine(self, needs: Needs, row: int, previous: Utterance, chance: Random, *, keys: bool = True) -> Utterance:
        """The next query of the same need: corrected where the last one had a slip, else narrower, broader, by another word, brand or a price.

        Always another text than the last one, unless nothing else can be said.
        """
        return self._next(self._row(needs, row), previous, chance, keys)

    def say_all(self, needs: Needs, chance: Random, *, keys: bool = False) -> list[Utterance]:
        """A first query of every need, in order: what `say` gives, with less work a query."""
        return [self._first(row, chance, keys) for row in self._rows(needs)]

    def _row(self, needs: Needs, row: int) -> Row:
        people, shopper = self.population, int(needs.shopper[row])
        hand = Hand(INPUTS[people.input[shopper]], float(people.typo_rate[shopper]))
        return Row(needs.wants.row(row), needs.weight[row].tolist(), hand, people.favourites[shopper].tolist())

    def _rows(self, needs: Needs) -> Iterator[Row]:
        people, shopper = self.population, needs.shopper
        columns = (people.input[shopper].tolist(), people.typo_rate[shopper].tolist(), people.favourites[shopper].tolist())
        for want, weight, input_, typos, favourites in zip(needs.wants.rows(), needs.weight.tolist(), *columns, strict=True):
            yield Row(want, weight, Hand(INPUTS[input_], typos), favourites)

    def _first(self, row: Row, chance: Random, keys: bool) -> Utterance:
        mentions = choose(row.want, row.weight, self._said(row), self.wording, chance)
        return self._utter(row, mentions, "first", chance, keys)

    def _next(self, row: Row, previous: Utterance, chance: Random, keys: bool) -> Utterance:
        if previous.typed.error and chance.random() < CORRECTS:
            return self._again(previous, chance, keys)
        for _ in range(TRIES):
            step = NEXT.pick(chance)
            mentions = CHANGES[step](self, row, previous.mentions, chance)
            made = self._utter(row, mentions, step, chance, keys) if mentions is not None else previous
            if made.typed.intended != previous.typed.intended:
                return made
        return replace(previous, step="again")

    def _again(self, previous: Utterance, chance: Random, keys: bool) -> Utterance:
        typed = previous.typed
        again = entered(typed.intended, typed.language, typed.spans, typed.segments, Hand(typed.input, 0.0), chance, keys)
        return Utterance(previous.want, again, previous.mentions, "corrected")

    def _utter(self, row: Row, mentions: Sequence[Mention], step: str, chance: Random, keys: bool) -> Utterance:
        said = self._said(row)
        text, spans, segments, kept = compose(mentions, row.want.leaf, said, self.wording, chance)
        typed = entered(text, said.language, spans, segments, row.hand, chance, keys)
        return Utterance(want_of(kept, row.want, self.places), typed, kept, step)

    def _said(self, row: Row) -> Phrases:
        return self.phrases[LANGUAGES[row.want.language]]


def typist(lexicon: Lexicon, places: Places, population: Population, wording: Wording | None = None) -> Typist:
    """A typist for these shoppers, in the words of this lexicon."""
    return Typist(places, population, all_phrases(lexicon, places), wording or Wording())


def _narrower(typist: Typist, row: Row, said: tuple[Mention, ...], chance: Random) -> Sequence[Mention] | None:
    """One more thing of the need is said; who said a brand alone first says of what."""
    if not any(one.part in ("word", "model") for one in said):
        return (Mention("word", row.want.word), *said)
    phrases = typist.phrases[LANGUAGES[row.want.language]]
    if len(said) >= MOST_SAID:
        return None
    left = [pair for pair in possible(row.want, row.weight, phrases, typist.wording) if pair[0] not in said and not _taken(pair[0], said)]
    more = Weighted.of([*left, (None, typist.wording.silent)]).pick(chance)
    return (*said, more) if more else None


def _broader(typist: Typist, row: Row, said: tuple[Mention, ...], chance: Random) -> Sequence[Mention] | None:
    """One thing less is said, never the product itself."""
    shorter = [said[:place] + said[place + 1 :] for place, one in enumerate(said) if one.part != "word"]
    left = [rest for rest in shorter if _stands(rest)]
    return left[int(chance.random() * len(left))] if left else None


def _synonym(typist: Typist, row: Row, said: tuple[Mention, ...], chance: Random) -> Sequence[Mention] | None:
    words = typist.phrases[LANGUAGES[row.want.language]].words[row.want.leaf]
    place = next((number for number, one in enumerate(said) if one.part == "word"), None)
    if place is None or len(words) < 2:
        return None
    used = typist.population.demand.called[row.want.language, row.want.leaf].tolist()
    others = [(number, used[number] - (used[number - 1] if number else 0.0)) for number in range(min(len(words), len(used)))]
    return (*said[:place], Mention("word", Weighted.of(pair for pair in others if pair[0] != said[place].place).pick(chance)), *said[place + 1 :])


def _brand(typist: Typist, row: Row, said: tuple[Mention, ...], chance: Random) -> Sequence[Mention] | None:
    """A brand liked that makes the thing, or else one that does, by market share, in the place of what else was said but for whom it is."""
    serves = typist.population.demand.brands[row.want.leaf]
    last = {want_of(said, row.want, typist.places).brand}
    makers = [one for one in row.favourites if serves[one] > 0 and one not in last] or serves.nonzero()[0].tolist()
    names, foreign = typist.phrases[LANGUAGES[row.want.language]].brands, typist.wording.foreign if row.want.language == CHINESE else 1.0
    others = [(one, float(serves[one]) * (foreign if names[one][0].text.isascii() else 1.0)) for one in makers if one not in last]
    if not others:
        return None
    kept = [one for one in said if one.part in ("word", "audience")]
    word = () if any(one.part == "word" for one in kept) else (Mention("word", row.want.word),)
    return (*word, *kept, Mention("brand", Weighted.of(others).pick(chance)))


def _price(typist: Typist, row: Row, said: tuple[Mention, ...], chance: Random) -> Sequence[Mention] | None:
    if isnan(row.want.high) or any(one.part in ("price", "cheap") for one in said):
        return None
    return (*said, priced(row.want, chance))


def _stands(said: Sequence[Mention]) -> bool:
    """Whether it is still said of what: a brand can stand alone, and for whom it is; a value is one of a product."""
    parts = {one.part for one in said}
    return bool(parts & {"word", "model"}) or ("brand" in parts and parts <= BRAND_ALONE)


def _taken(mention: Mention, said: Sequence[Mention]) -> bool:
    """Whether another brand or model is said already."""
    return mention.part in ("brand", "model") and any(one.part == mention.part for one in said)


Change = Callable[[Typist, Row, tuple[Mention, ...], Random], Sequence[Mention] | None]
CHANGES: Mapping[str, Change] = MappingProxyType({"narrower": _narrower, "broader": _broader, "synonym": _synonym, "brand": _brand, "price": _price})
"""What each step makes of what was said; None where it is not possible."""
