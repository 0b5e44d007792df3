"""Both engines beside each other: `python -m tests.bench.bench_engines HOME --queries FILE --judgments FILE [--elasticsearch 8.19]`.

HOME is a shop with products in its store. A copy of it is published on the embedded engine, another on an Elasticsearch that is started for this.
Printed: each pipeline's measures with 95 % intervals on both, their paired difference, and how many of the first 300 products the two share, over
the queries for which the embedded engine finds any.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from searchrank.cli.evaluating import depth_for
from searchrank.evaluate.compare import compare
from searchrank.evaluate.means import Report, evaluate
from searchrank.evaluate.measure import Measure
from searchrank.evaluate.parse import parse_measures
from searchrank.evaluate.run import make_run
from searchrank.evaluate.study import Study, study_of
from searchrank.evaluate.trec import Run, read_qrels, read_queries
from searchrank.publish.build import publish
from searchrank.settings import load_settings
from searchrank.shop import Shop, open_shop
from searchrank.store.store import open_store
from tests.services import elasticsearch

BEST = 300
SERVED_BY = 'engine = "elasticsearch"\n[elasticsearch]\nurl = "{url}"\ntimeout_ms = 5000\n'


def published(home: Path, folder: Path, url: str | None) -> Shop:
    """A copy of a shop, published on an engine: the server at `url`, else the embedded one."""
    shutil.copytree(home, folder, ignore=shutil.ignore_patterns("snapshots", "live", "searchrank.toml"))
    (folder / "searchrank.toml").write_text(SERVED_BY.format(url=url) if url else "")
    settings = load_settings(folder)
    store = open_store(settings)
    publish(store, settings)
    store.close()
    return open_shop(settings)


def measured(shop: Shop, study: Study, measures: Sequence[Measure], pipeline: str) -> tuple[Run, Report]:
    """What a pipeline answers, and what that is worth."""
    run = make_run(shop, study.texts, pipeline=pipeline, depth=max(BEST, depth_for(measures))).run
    return run, evaluate(measures, study.judgments, run)


def shared(run: Run, other: Run) -> list[float]:
    """For each query with results, which share of its first 300 the other's first 300 have."""
    best = {query: [one for one, _ in found[:BEST]] for query, found in run.items() if found}
    return [len(set(first) & {one for one, _ in other.get(query, ())[:BEST]}) / len(first) for query, first in best.items()]


def told(report: Report) -> str:
    """The measures of a report with their intervals."""
    return "  ".join(f"{name} {one.mean:.4f} [{one.low:.4f}, {one.high:.4f}]" for name, one in report.estimates.items())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--judgments", type=Path, required=True)
    parser.add_argument("--measures", default="nDCG@10 R@100")
    parser.add_argument("--pipelines", default="keyword,day_one")
    parser.add_argument("--elasticsearch", default="8.19", choices=list(elasticsearch.RELEASES))
    asked = parser.parse_args()
    measures, study = parse_measures(asked.measures), study_of(read_queries(asked.queries), read_qrels(asked.judgments))
    with tempfile.TemporaryDirectory() as folder:
        server = elasticsearch.start(asked.elasticsearch)
        try:
            shops = [published(asked.home, Path(folder) / name, url) for name, url in (("embedded", None), ("served", server.url))]
            for pipeline in asked.pipelines.split(","):
                answers = [measured(shop, study, measures, pipeline) for shop in shops]
                sys.stdout.writelines(tell(pipeline, answers, asked.elasticsearch))
        finally:
            server.stop()


def tell(pipeline: str, answers: Sequence[tuple[Run, Report]], release: str) -> Iterator[str]:
    """One pipeline on both engines, a line each."""
    (run, report), (other, served) = answers
    yield f"{pipeline}, embedded:            {told(report)}  ({len(report.queries)} queries)\n"
    yield f"{pipeline}, Elasticsearch {release}: {told(served)}\n"
    for one in compare(served, report):
        yield f"  {one.measure} {one.mean:+.4f} [{one.low:+.4f}, {one.high:+.4f}], {one.wins} up, {one.losses} down\n"
    overlaps = np.array(shared(run, other))
    yield f"  of the first {BEST}, {overlaps.mean():.4f} are shared in the mean, {overlaps.min():.4f} at least\n"


if __name__ == "__main__":
    main()
