"""Whether a ranker can learn from a simulated log, and how much bias costs: `python -m tests.bench.bench_learning --world DIR [--shoppers N]`.

For each preset, days of a log are lived through; on searches of the last day all recalled products are ordered by (a) the logging ranker, (b)
LambdaMART on raw clicks of earlier days, (c) LambdaMART on the truth: on true grades, and on true chances of an order, (d) the oracle that knows
grades, then order chances. Each order is measured by nDCG@10 on true grades and on true chances of an order, with 95 % intervals over searches.
Features know what titles say, prices, sales and ratings: no truth, no taste.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xgboost

from searchrank.simulate.behaviour.respond import sigmoid
from searchrank.simulate.log.day import Day, live_through
from searchrank.simulate.log.floor import Floor
from searchrank.simulate.log.opening import open_floor, open_memory
from searchrank.simulate.log.plan import Plan
from searchrank.simulate.log.rank import cooled, scores, standing
from searchrank.simulate.truth.grade import grades
from searchrank.simulate.truth.probability import true_worth
from searchrank.simulate.wants import Wants
from searchrank.simulate.world.catalogue import SAID, SLOTS

DAYS, TOP = 4, 10
JUDGED = 4000
"""Searches whose recalled products are judged for (c), and measured for all."""
ROUNDS, HIGHEST = 150, 31
SETTINGS = {"objective": "rank:ndcg", "eta": 0.1, "max_depth": 5, "min_child_weight": 5, "subsample": 0.8, "seed": 1, "nthread": 2}
SETTINGS |= {"lambdarank_pair_method": "topk", "lambdarank_num_pair_per_sample": 12}
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """m lists of k products: said, rows int32 (m, k) with -1 for none, popularity (n,), and the searches they are of."""

    said: Wants
    rows: npt.NDArray[np.int32]
    popularity: Floats
    searches: npt.NDArray[np.int64]


def features(floor: Floor, lists: Lists) -> Floats:
    """(m * k, features) of the products that are there, list by list."""
    at, place = np.nonzero(lists.rows >= 0)
    rows, said, offers = lists.rows[at, place], lists.said.take(at), floor.catalogue.take(lists.rows[at, place])
    columns: list[Any] = [(offers.filed == said.leaf), (offers.said_words >> np.maximum(said.word, 0).astype(np.uint32)) & 1]
    for bit, name in enumerate(SAID):
        wanted, told = getattr(said, name), (offers.said >> np.uint16(bit)) & 1
        same = told if name == "season" else told & (getattr(offers, name) == wanted)
        columns.append(np.where(wanted < 0, np.nan, same))
    columns.append(np.where(said.brand < 0, np.nan, offers.brand == said.brand))
    slots = (said.values & offers.values > 0) & ((offers.said_values[:, None] >> np.arange(SLOTS)) & 1 > 0)
    asked = (said.values > 0).sum(1)
    columns.append(np.where(asked == 0, np.nan, slots.sum(1) / np.maximum(asked, 1)))
    for wanted, told in ((said.points, offers.said_points), (said.uses, offers.said_uses)):
        columns += [np.where(wanted == 0, np.nan, wanted & told > 0)]
    columns += [np.log(offers.price), offers.price <= np.nan_to_num(said.high, nan=np.inf), offers.price >= np.nan_to_num(said.low)]
    columns += [np.log1p(offers.sales), np.log1p(offers.reviews), offers.rating, offers.age, offers.stock > 0, lists.popularity[rows]]
    return np.stack([np.asarray(one, np.float32) for one in columns], axis=1)


def learn(floor: Floor, lists: Lists, labels: npt.NDArray[Any], **settings: Any) -> Any:
    """LambdaMART on labels (m, k), 0 to 31."""
    there = lists.rows >= 0
    kept = there.any(axis=1)
    matrix = xgboost.DMatrix(features(floor, lists), labels[there].astype(np.float32))
    matrix.set_group(there.sum(axis=1)[kept])
    return xgboost.train({**SETTINGS, **settings}, matrix, ROUNDS)


def predict(floor: Floor, lists: Lists, model: Any) -> Floats:
    """Scores (m, k), -inf for none."""
    scored = np.full(lists.rows.shape, -np.inf, np.float32)
    scored[lists.rows >= 0] = model.predict(xgboost.DMatrix(features(floor, lists)))
    return scored


def ndcg(scored: Floats, gains: Floats) -> Floats:
    """nDCG@10 of each list with any gain; ties stay in order of candidates."""
    weights = 1 / np.log2(np.arange(2, TOP + 2))
    best = -np.sort(-gains, axis=1)[:, :TOP]
    got = np.take_along_axis(gains, np.argsort(-scored, axis=1, kind="stable")[:, :TOP], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(((got * weights[: got.shape[1]]).sum(1) / (best * weights[: best.shape[1]]).sum(1))[gains.max(axis=1) > 0], np.float32)


def study(world: Path, shoppers: int, preset: str, end: date) -> Mapping[str, tuple[Floats, Floats]]:
    """(nDCG by grades, nDCG by order chances) of each order, a value a search."""
    floor = open_floor(Plan(days=DAYS, shoppers=shoppers, seed=11, end=end, preset=preset, randomised=0.0), world)
    days, popularity = lived(floor)
    earlier, last = days[:-1], days[-1]
    clicks, labels = zip(*(served(day, popularity[number]) for number, day in enumerate(earlier)), strict=True)
    by_clicks = learn(floor, joined(clicks), np.concatenate(labels))
    judged = pooled(floor, earlier[-1], popularity[-2], 21)
    by_grades = learn(floor, judged, grades(judged.said, floor.catalogue, judged.rows, floor.places))
    wished = chances_of(floor, earlier[-1], judged)
    shares = np.rint(HIGHEST * wished / np.maximum(wished.max(axis=1, keepdims=True), 1e-9))
    by_chances = learn(floor, judged, shares, ndcg_exp_gain=False)
    asked = pooled(floor, last, popularity[-1], 22)
    grade = grades(asked.said, floor.catalogue, asked.rows, floor.places).astype(np.float32)
    gains, chances = np.where(asked.rows >= 0, 2**grade - 1, 0), chances_of(floor, last, asked)
    orders = {
        "a logging ranker": logged(floor, last, asked),
        "b raw clicks": predict(floor, asked, by_clicks),
        "c true grades": predict(floor, asked, by_grades),
        "c true chances": predict(floor, asked, by_chances),
        "d oracle": np.where(asked.rows >= 0, grade + chances, -np.inf),
    }
    return {name: (ndcg(scored, gains), ndcg(scored, chances)) for name, scored in orders.items()}


def chances_of(floor: Floor, day: Day, lists: Lists) -> Floats:
    """The true chance of an order of each product, for who searched: float32 (m, k), 0 for none."""
    needs = day.tasks.needs.take(day.answers.asked.task[lists.searches])
    chance = sigmoid(true_worth(needs, floor.population, floor.catalogue, lists.rows, floor.places))
    return np.where(lists.rows >= 0, chance, 0).astype(np.float32)


def lived(floor: Floor) -> tuple[list[Day], list[Floats]]:
    """Days of all shoppers as one part, and the popularity that each began with."""
    memory, present = open_memory(floor, 0), np.arange(len(floor.population), dtype=np.int32)
    heat, ranker = np.zeros(len(floor.catalogue), np.float32), floor.plan.ranker
    days, popularity = list[Day](), list[Floats]()
    for number in range(DAYS):
        popularity.append(standing(floor.catalogue.sales, heat, ranker))
        day = live_through(floor, memory, present, number, popularity[-1], np.random.default_rng([11, number]))
        response = day.answers.response
        products = day.answers.rows >= 0
        heat = cooled(heat, *(day.answers.rows[one & products].astype(np.int64) for one in (response.clicked, response.ordered)), ranker)
        days.append(day)
    return days, popularity


def served(day: Day, popularity: Floats) -> tuple[Lists, npt.NDArray[np.int8]]:
    """First pages with a click, and their clicks."""
    answers = day.answers
    kept = np.flatnonzero((answers.asked.page == 1) & answers.response.clicked.any(axis=1))
    return Lists(answers.asked.said.take(kept), answers.rows[kept], popularity, kept), answers.response.clicked[kept].astype(np.int8)


def pooled(floor: Floor, day: Day, popularity: Floats, seed: int) -> Lists:
    """All recalled products of a sample of first pages with more than ten."""
    asked = day.answers.asked
    found = np.flatnonzero((asked.page == 1) & (asked.step == 0) & (day.answers.total > TOP))
    drawn = np.sort(np.random.default_rng(seed).permutation(found)[:JUDGED])
    said = asked.said.take(drawn)
    return Lists(said, floor.recall.pools(said).rows, popularity, drawn)


def logged(floor: Floor, day: Day, lists: Lists) -> Floats:
    """What the logging ranker scores, with fresh noise."""
    pools = floor.recall.pools(lists.said)
    taste = floor.population.taste[day.tasks.needs.shopper[day.answers.asked.task[lists.searches]]]
    return scores(floor.plan.ranker, pools, lists.popularity, taste, floor.catalogue.look, np.random.default_rng(33))


def joined(parts: tuple[Lists, ...]) -> Lists:
    """Lists of several days, with the popularity of the last."""
    said = Wants(*(np.concatenate([getattr(part.said, one.name) for part in parts]) for one in fields(Wants)))
    return Lists(said, np.concatenate([part.rows for part in parts]), parts[-1].popularity, np.concatenate([part.searches for part in parts]))


def interval(values: Floats) -> str:
    """Mean and 95 % interval."""
    half = 1.96 * float(values.std()) / len(values) ** 0.5
    return f"{values.mean():.4f} [{values.mean() - half:.4f}, {values.mean() + half:.4f}]"


def main() -> None:
    """Print the table of all presets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", type=Path, required=True)
    parser.add_argument("--shoppers", type=int, default=40_000)
    parser.add_argument("--presets", default="default,harsh")
    parser.add_argument("--end", type=date.fromisoformat, default=date(2026, 11, 20))
    asked = parser.parse_args()
    for preset in asked.presets.split(","):
        for name, (by_grade, by_order) in study(asked.world, asked.shoppers, preset, asked.end).items():
            print(f"{preset:8} {name:18} grades {interval(by_grade)}  orders {interval(by_order)}  n={len(by_grade)}")  # noqa: T201


if __name__ == "__main__":
    main()
