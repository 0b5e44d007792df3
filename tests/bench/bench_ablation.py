"""What each part of understanding, recall and ranking is worth: `python -m tests.bench.bench_ablation HOME [--measures ...] [--pipeline NAME]`.

HOME is a published shop with judgments in its store. Every part is switched off in turn by its setting; the differences are paired by query, with
95 % intervals.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from searchrank.cli.evaluating import depth_for
from searchrank.evaluate.compare import Difference, compare
from searchrank.evaluate.means import Report, evaluate
from searchrank.evaluate.parse import parse_measures
from searchrank.evaluate.run import make_run
from searchrank.evaluate.study import Study, study_of
from searchrank.settings import Settings, load_settings
from searchrank.shop import open_shop
from searchrank.store.store import open_store

OFF: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "correction": {"query": {"correct": False}},
    "prices": {"query": {"price": False}},
    "words that ask for nothing": {"query": {"said": False}},
    "negations": {"query": {"negation": False}},
    "numbers and units": {"query": {"numbers": False}},
    "wishes": {"query": {"wishes": False}},
    "likely categories": {"query": {"category": False}},
    "category as a filter": {"query": {"category_filter": 1.0}},
    "heads": {"query": {"head_share": 0.0}},
    "demanding all terms": {"recall": {"demand_all_from": 1_000_000}},
    "match set by coverage": {"recall": {"coverage": 0.0}},
    "bigrams in recall": {"recall": {"bigram_weight": 0.0}},
    "rarer characters first": {"recall": {"rare_share": 1.0, "rare_floor": 1_000_000_000}},
    "rewrite channel": {"recall": {"channels": {"rewrite": 0}}},
    "vector channel": {"recall": {"channels": {"vector": 0}}},
}


def changed(settings: Settings, off: Mapping[str, Mapping[str, Any]]) -> Settings:
    """The settings with these fields of their sections set, however deep."""
    return settings.model_copy(update={name: _deep(getattr(settings, name), values) for name, values in off.items()})


def _deep(section: Any, values: Mapping[str, Any]) -> Any:
    told = {name: _deep(getattr(section, name), value) if isinstance(value, Mapping) else value for name, value in values.items()}
    return section.model_copy(update=told)


def report_of(settings: Settings, study: Study, measures: str, pipeline: str) -> Report:
    """The measures of a shop that is opened with these settings."""
    parsed = parse_measures(measures)
    shop = open_shop(settings)
    try:
        made = make_run(shop, study.texts, pipeline=pipeline, depth=depth_for(parsed))
    finally:
        shop.close()
    return evaluate(parsed, study.judgments, made.run)


def main(tell: Callable[[str], None] = print) -> None:
    """Print the whole and, for each part, what is lost without it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--measures", default="nDCG@10 RR@10 R@100")
    parser.add_argument("--pipeline", default="day_one")
    asked = parser.parse_args()
    settings = load_settings(asked.home)
    store = open_store(settings)
    study = study_of(*store.judgments.read())
    store.close()
    whole = report_of(settings, study, asked.measures, asked.pipeline)
    means = "  ".join(f"{name} {one.mean:.4f} [{one.low:.3f}, {one.high:.3f}]" for name, one in whole.estimates.items())
    tell(f"{asked.pipeline}, {len(whole.queries)} queries: {means}")
    for part, off in OFF.items():
        differences = compare(report_of(changed(settings, off), study, asked.measures, asked.pipeline), whole)
        tell(f"without {part:28s} " + "  ".join(map(_told, differences)))


def _told(one: Difference) -> str:
    return f"{one.measure} {one.mean:+.4f} [{one.low:+.4f}, {one.high:+.4f}] ({one.wins} better, {one.losses} worse)"


if __name__ == "__main__":
    main()
