"""How exactly prices, sizes and numbers become filters: `python -m tests.bench.bench_intents HOME [--labels 300] [--seed 99] [--wrong 0]`.

For the home of a demo shop. Queries of simulated shoppers, who say prices, sizes and numbers in the wordings that they always use, but as often as
makes each kind frequent (`OFTEN`), are drawn until each kind has been labelled so many times. A price is exact where understanding applies just the
bounds that were meant, and none where none was (`none`); a size or a number where it applies the attribute that was meant with just the value that
was meant, in either language of the catalogue and any way to write its unit (`unsaid`: a filter where none was said). Likely categories are measured
on the same draw without the change of frequency: how often the likeliest is the one that was meant, and the calibration error (ten bins of equal
width, weighted by queries).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from math import isnan
from pathlib import Path

import numpy as np

from searchrank.evaluate.bootstrap import interval
from searchrank.pipeline import Search
from searchrank.query.intent import PRICE
from searchrank.query.kinds import CHEAP
from searchrank.query.normalise import normalise
from searchrank.query.quantities import quantities
from searchrank.query.understand import Understand
from searchrank.query.wishes import ATTRIBUTES
from searchrank.records import Filter, Query
from searchrank.settings import load_settings
from searchrank.shop import Shop, open_shop
from searchrank.simulate.truth.asking import Asking, asking
from searchrank.simulate.typing.mentions import Wording
from searchrank.simulate.typing.typist import Utterance, typist
from searchrank.simulate.world.folder import open_world
from searchrank.simulate.world.reading import fixtures, load_lexicon

OFTEN = Wording(priced=0.2, cheap=0.05, size=2.0, number=2.0)
KINDS = ("price", "cheap", "size", "number")
MOST = 200_000
Mentioned = tuple[str, frozenset[str], frozenset[str]]
"""A kind, the names of the attribute and the ways to write the value."""


def drawn(home: Path, seed: int, wording: Wording | None = None) -> tuple[Asking, Iterator[Utterance]]:
    """Who asks, and what: first queries of this seed, each text once."""
    world, lexicon = open_world(home / "world"), load_lexicon(fixtures())
    asks = asking(lexicon, world.places, world.today, seed)
    if wording is not None:
        asks = replace(asks, typist=typist(lexicon, world.places, asks.population, wording))
    return asks, _different(said for said, _ in asks.utterances())


def _different(utterances: Iterator[Utterance]) -> Iterator[Utterance]:
    seen = set[str]()
    for said in islice(utterances, MOST):
        if said.typed.intended not in seen:
            seen.add(said.typed.intended)
            yield said


def mentioned(asks: Asking, said: Utterance) -> list[Mentioned]:
    """The sizes and numbers that a query says."""
    found = []
    for one in said.mentions:
        if one.part == "value":
            phrase = asks.typist.phrases[said.typed.language].values[said.want.leaf][one.slot][one.place]
            attribute = asks.places.leaves[said.want.leaf].attributes[one.slot]
            names, values = attribute.name.values(), (texts[one.place] for texts in attribute.values.values())
            found.append((phrase.kind, frozenset(map(normalise, names)), frozenset(map(normalise, values))))
    return [one for one in found if one[0] in ("size", "number")]


def understood(shop: Shop, text: str) -> Query:
    """The query as understanding leaves it, without correction."""
    return Understand(shop.settings.query).run(Search(Query(text, exact=True), shop.watch.view())).query


def judged_price(query: Query, said: Utterance) -> tuple[str, str]:
    """Kind and verdict on the price of a query; `none` is the kind of one that says no price."""
    made = next((one.filter for one in query.applied if one.filter.field == PRICE), None)
    meant = tuple(None if isnan(bound) else round(bound, 2) for bound in (said.want.low, said.want.high))
    if any(one.part == "cheap" for one in said.mentions):
        return "cheap", "exact" if CHEAP in query.intents else "missed"
    kind = "none" if meant == (None, None) else "price"
    if made is None:
        return kind, "exact" if kind == "none" else "missed"
    return kind, "exact" if (made.low, made.high) == meant else "wrong"


def judged_value(query: Query, meant: Mentioned) -> str:
    """Verdict on a size or number."""
    _, names, values = meant
    made = [one.filter for one in query.applied if normalise(one.filter.field.removeprefix(ATTRIBUTES)) in names]
    if not made:
        return "missed"
    return "exact" if all(_is_same(value, values) for value in _values(made[0])) else "wrong"


def _measures(query: Query) -> bool:
    """Whether a filter was made of a size or a number."""
    said = {query.text[one.start : one.end] for one in query.entities if one.kind in ("size", "number")}
    return any(one.text in said for one in query.applied)


def _values(made: Filter) -> Sequence[str]:
    return [normalise(str(value)) for value in (made.value, *made.also) if value is not None]


def _is_same(value: str, meant: frozenset[str]) -> bool:
    amounts = [quantities(one) for one in meant]
    return value in meant or any(len(one) == 1 and quantities(value) == one for one in amounts)


def intents(home: Path, shop: Shop, seed: int, least: int, shown: int) -> Mapping[tuple[str, str], int]:
    """How many labels of each kind had each verdict."""
    asks, utterances = drawn(home, seed, OFTEN)
    found, wrong = Counter[tuple[str, str]](), Counter[str]()
    for said in utterances:
        query = understood(shop, said.typed.intended)
        values = mentioned(asks, said)
        verdicts = [judged_price(query, said), *((one[0], judged_value(query, one)) for one in values)]
        verdicts += [] if values else [("unsaid", "wrong" if query.intents and "size" in query.intents and _measures(query) else "exact")]
        found.update(verdicts)
        for kind, verdict in verdicts:
            wrong[kind] += verdict != "exact"
            if verdict != "exact" and wrong[kind] <= shown:
                _tell(f"  {kind} {verdict}: {said.typed.intended} [{', '.join(query.intents)}] applied {_applied(query)}")
        if all(sum(count for (one, _), count in found.items() if one == kind) >= least for kind in KINDS):
            break
    return found


def _applied(query: Query) -> str:
    made = [one.filter for one in query.applied]
    return ", ".join(f"{one.field}={'/'.join(_values(one))}{one.low or ''}..{one.high or ''}" for one in made)


def categories(home: Path, shop: Shop, seed: int, count: int) -> tuple[list[float], float]:
    """Whether the likeliest category was the one meant, by query, and the calibration error."""
    asks, utterances = drawn(home, seed)
    texts = shop.watch.view().snapshot.vocabulary("category").texts
    told = []
    for said in islice((said for said in utterances if said.want.leaf >= 0), count):
        likely = understood(shop, said.typed.intended).categories
        best, chance = next(iter(likely.items()), (-1, 0.0))
        meant = {" > ".join(path).lower() for path in asks.places.leaves[said.want.leaf].path.values()}
        told.append((chance, float(best >= 0 and texts[best].lower() in meant)))
    return [right for _, right in told], calibration_error(told)


def calibration_error(told: Sequence[tuple[float, float]]) -> float:
    """The mean difference between how likely and how often right, over ten bins of equal width weighted by their queries."""
    bins: dict[int, list[tuple[float, float]]] = {}
    for chance, right in told:
        bins.setdefault(min(int(chance * 10), 9), []).append((chance, right))
    return sum(abs(sum(chance - right for chance, right in one)) for one in bins.values()) / max(len(told), 1)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--labels", type=int, default=300)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=99)
    parser.add_argument("--wrong", type=int, default=0)
    asked = parser.parse_args()
    shop = open_shop(load_settings(asked.home))
    found = intents(asked.home, shop, asked.seed, asked.labels, asked.wrong)
    for kind in (*KINDS, "none", "unsaid"):
        counts = {verdict: found[kind, verdict] for verdict in ("exact", "wrong", "missed")}
        right = [1.0] * counts["exact"] + [0.0] * (counts["wrong"] + counts["missed"])
        _tell(f"{kind:8} {len(right):5} labels  {_share(right)}  {counts}")
    right, error = categories(asked.home, shop, asked.seed, asked.queries)
    _tell(f"category {len(right):5} queries top-1 {_share(right)}  calibration error {error:.4f}")
    shop.close()


def _share(right: Sequence[float]) -> str:
    if not right:
        return "none"
    low, high = interval(np.array(right)[:, None], seed=0)
    return f"{sum(right) / len(right):.4f} [{low[0]:.4f}, {high[0]:.4f}]"


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
