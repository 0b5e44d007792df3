"""`evaluate`: from judged queries and a pipeline, or a run file, to measures with their intervals."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from searchrank.cli.output import json_option, print_json, print_table, progress_bars, warn
from searchrank.cli.parts import opened_shop, opened_store
from searchrank.errors import NotFound

if TYPE_CHECKING:
    from searchrank.evaluate.measure import Measure
    from searchrank.evaluate.report import Finding
    from searchrank.evaluate.run import MadeRun
    from searchrank.evaluate.study import Oddities, Study

DEFAULT_MEASURES = "nDCG@10 RR@10 R@100 Judged@10"
LEAST_DEPTH = 100
GREATEST_DEPTH = 1000

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command."""

    queries: Path | None
    judgments: Path | None
    measures: str
    scope: str
    pipeline: str | None
    run: Path | None
    run_out: Path | None
    compare: Path | None
    empty_as_zero: bool
    depth: int | None
    seed: int
    channels: bool = False


@click.command()
@click.option("--queries", type=_FILE, help="Queries, a line each: id, tab, text. The store's judged queries by default.")
@click.option("--judgments", type=_FILE, help="Judgments in TREC format: query 0 product grade. The store's judgments by default.")
@click.option(
    "--measures", default=DEFAULT_MEASURES, show_default=True, help="Measures by their ir-measures names; docs/measures.md has the formulas."
)
@click.option(
    "--scope", type=click.Choice(["all", "judged"]), default="all", show_default=True, help="Rank all products, or only the judged ones of a query."
)
@click.option("--pipeline", metavar="NAME", help="Pipeline to search with; the shop's own by default.")
@click.option("--run", type=_FILE, help="Score this run file, in TREC format, instead of searching.")
@click.option("--run-out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the run to this file, in TREC format.")
@click.option("--compare", type=_FILE, help="Another run file to compare with, query by query.")
@click.option("--empty-as-zero", is_flag=True, help="Count judged queries without a relevant product as 0 instead of leaving them out.")
@click.option(
    "--depth", type=click.IntRange(1, GREATEST_DEPTH), help="Products to fetch for a query; by default what the measures look at, at least 100."
)
@click.option("--channels", is_flag=True, help="Say what each recall channel is worth: its recall, what it alone brings, its time, what it saves.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the resamples.")
@json_option
@click.pass_obj
def evaluate(obj: dict[str, Any], /, json_: bool, **options: Any) -> None:
    """Measure a pipeline on judged queries, with intervals; or score a run file, or compare two runs."""
    from searchrank.evaluate.report import as_json, warnings

    if options["channels"]:
        _tell_channels(obj["home"], Asked(**options), json_)
        return
    finding = find(obj["home"], Asked(**options))
    for sentence in warnings(finding):
        warn(sentence)
    if json_:
        print_json(as_json(finding))
    else:
        _print(finding)


def find(home: Path, asked: Asked) -> Finding:
    """The finding that the options ask for; raises InvalidInput for files and measures that cannot be read, and what the shop raises."""
    from searchrank.evaluate.parse import parse_measures
    from searchrank.evaluate.trec import write_run

    _refuse_contradictions(asked)
    measures = parse_measures(asked.measures)
    study = _study(home, asked)
    made, odd = _read(asked, study) if asked.run else _search(home, asked, study, measures)
    if asked.run_out:
        write_run(asked.run_out, made.run, made.pipeline or "searchrank")
    return _finding(asked, measures, study, made, odd)


def _refuse_contradictions(asked: Asked) -> None:
    if asked.queries and not asked.judgments:
        raise click.UsageError("--queries without --judgments: give both, or neither to use those in the store")
    if asked.judgments and not asked.queries and not asked.run:
        raise click.UsageError("--judgments without --queries: give both, or neither to use those in the store")
    if asked.run and (asked.pipeline or asked.depth):
        raise click.UsageError("--run scores a finished run: leave out --pipeline and --depth")


def _study(home: Path, asked: Asked) -> Study:
    from searchrank.evaluate.study import study_of
    from searchrank.evaluate.trec import read_qrels, read_queries

    if asked.judgments:
        return study_of(read_queries(asked.queries) if asked.queries else None, read_qrels(asked.judgments))
    with opened_store(home) as (store, _):
        texts, judgments = store.judgments.read()
        if not judgments:
            raise NotFound("this shop has no judgments: run `searchrank import judgments QRELS --queries TSV`, or name both files")
        return study_of(texts, judgments)


def _read(asked: Asked, study: Study) -> tuple[MadeRun, None]:
    from searchrank.evaluate.run import MadeRun

    return MadeRun(_scoped(asked.run, asked.scope, study)), None


def _scoped(path: Path | None, scope: str, study: Study) -> Mapping[str, Any]:
    from searchrank.evaluate.run import among_judged
    from searchrank.evaluate.trec import read_run

    run = read_run(path) if path else {}
    return among_judged(run, study.graded) if scope == "judged" else run


def _search(home: Path, asked: Asked, study: Study, measures: Collection[Measure]) -> tuple[MadeRun, Oddities]:
    from searchrank.evaluate.run import make_run
    from searchrank.evaluate.study import oddities
    from searchrank.query.normalise import normalise

    depth, judged = asked.depth or depth_for(measures), study.graded
    with opened_shop(home) as shop, progress_bars() as report:
        odd = oddities(shop, study, normalise)
        made = make_run(shop, study.texts, pipeline=asked.pipeline, depth=depth, scope=asked.scope, judged=judged, progress=report)
    return made, odd if made.model else odd.untrained()


def _tell_channels(home: Path, asked: Asked, json_: bool) -> None:
    """Print what each channel is worth; raises UsageError beside options that score one finished order."""
    from searchrank.cli.channels import channels_worth
    from searchrank.evaluate import channels
    from searchrank.evaluate.parse import parse_measures

    if asked.run or asked.compare or asked.run_out or asked.scope == "judged":
        raise click.UsageError("--channels searches by itself: leave out --run, --run-out, --compare and --scope judged")
    _refuse_contradictions(asked)
    study = _study(home, asked)
    with opened_shop(home) as shop:
        found = channels_worth(shop, study, parse_measures(asked.measures), asked.pipeline, asked.seed)
    if json_:
        print_json(channels.as_json(found, found[0].queries))
        return
    click.echo(f"queries with a relevant product: {found[0].queries}; quota 0: the measure without the channel minus with it, 95 % interval, paired")
    print_table(channels.COLUMNS, channels.rows(found))


def depth_for(measures: Collection[Measure]) -> int:
    """How many products the measures look at, at least 100; 1,000 where one looks at all.

    >>> from searchrank.evaluate.parse import parse_measures
    >>> depth_for(parse_measures("nDCG@10 R@200")), depth_for(parse_measures("AP"))
    (200, 1000)
    """
    cutoffs = [measure.cutoff or GREATEST_DEPTH for measure in measures]
    return min(GREATEST_DEPTH, max(LEAST_DEPTH, *cutoffs))


def _finding(asked: Asked, measures: tuple[Measure, ...], study: Study, made: MadeRun, odd: Oddities | None) -> Finding:
    from searchrank.evaluate.compare import compare
    from searchrank.evaluate.means import evaluate as measure
    from searchrank.evaluate.report import Finding

    options: dict[str, Any] = {"count_empty_as_zero": asked.empty_as_zero, "seed": asked.seed}
    report = measure(measures, study.judgments, made.run, **options)
    source = f"run {asked.run.name}" if asked.run else f"pipeline {made.pipeline}"
    finding = Finding(report, made, study, asked.scope, source, odd)
    if not asked.compare:
        return finding
    other = measure(measures, study.judgments, _scoped(asked.compare, asked.scope, study), **options)
    return finding.against(asked.compare.name, compare(report, other, seed=asked.seed))


def _print(finding: Finding) -> None:
    from searchrank.evaluate import report

    for sentence in report.sentences(finding):
        click.echo(sentence)
    print_table(report.MEASURE_COLUMNS, report.measure_rows(finding))
    if finding.other:
        print_table(report.DIFFERENCE_COLUMNS, report.difference_rows(finding), title=f"{finding.source} minus {finding.other}")


commands: tuple[click.Command, ...] = (evaluate,)
