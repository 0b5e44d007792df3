"""Simulated Chinese queries beside 100,000 different real ones. The real ones stay outside the project: without them this is left out."""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from searchrank.simulate.world.world import World
from tests.simulate.some_shoppers import town

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "queries_zh" / "queries.txt.gz"
SHARES = {"blank": r"\s", "Latin": "[A-Za-z]", "mixed": "[A-Za-z].*[一-鿿]|[一-鿿].*[A-Za-z]", "digit": r"\d"}

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not REAL.exists(), reason="the measured queries are not there: ../shared/data beside the checkout is absent"),
]


def measured(texts: list[str]) -> dict[str, float]:
    lengths = np.array([len(text) for text in texts])
    quantiles = {f"p{share}": float(np.percentile(lengths, share)) for share in (5, 25, 50, 75, 90, 95, 99)}
    shares = {name: float(np.mean([bool(re.search(pattern, text)) for text in texts])) for name, pattern in SHARES.items()}
    return {"mean": float(lengths.mean()), "sd": float(lengths.std()), **quantiles, **shares}


def test_different_simulated_queries_are_as_long_and_as_mixed_as_real_ones(world: World) -> None:
    shoppers = town(world.lexicon, 12_000)
    said = [one.typed.text for one in shoppers.say(shoppers.needs(36_000)) if one.typed.language == "zh"]
    with gzip.open(REAL, "rt", encoding="utf-8") as file:
        real = measured([line.rstrip("\n") for line in file])
    different, all_ = measured(list(dict.fromkeys(said))), measured(said)
    for name, value in real.items():
        sys.stdout.write(f"{name:6} real {value:6.3f}  simulated, different {different[name]:6.3f}  simulated, all {all_[name]:6.3f}\n")
    assert abs(different["mean"] - real["mean"]) < 1
    assert abs(different["sd"] - real["sd"]) < 1
    assert all(abs(different[name] - real[name]) <= 1 + 0.15 * real[name] for name in ("p5", "p25", "p50", "p75", "p90", "p95", "p99"))
    assert abs(different["blank"] - real["blank"]) < 0.03
    assert abs(different["Latin"] - real["Latin"]) < 0.05
    assert abs(different["digit"] - real["digit"]) < 0.05
    assert all_["mean"] < real["mean"], "what is asked often is shorter"
