"""The whole report: takes a world folder and a log folder, gives findings and curves, reading each day once and holding two at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchrank.errors import Conflict
from searchrank.simulate.report.folder import LogFolder, open_log
from searchrank.simulate.report.measure import Curve, Finding, Tally, judge
from searchrank.simulate.report.orders import Bought, OrderTally
from searchrank.simulate.report.pages import PageTally
from searchrank.simulate.report.products import product_curves, product_measures
from searchrank.simulate.report.queries import QueryTally
from searchrank.simulate.report.ranges import FILE, Range, load_ranges
from searchrank.simulate.report.reading import read_days, read_later
from searchrank.simulate.report.sessions import SessionTally
from searchrank.simulate.report.shelf import Shelf, read_shelf
from searchrank.simulate.report.suggestions import SuggestionTally
from searchrank.simulate.report.truth import TruthTally
from searchrank.simulate.report.use import UseTally
from searchrank.simulate.world.folder import open_world
from searchrank.simulate.world.reading import fixtures

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Realism:
    """A report: `about` says of which world and log it speaks, `findings` are in the order of the ranges."""

    about: Mapping[str, Any]
    findings: tuple[Finding, ...]
    curves: tuple[Curve, ...]

    @property
    def outside(self) -> tuple[Finding, ...]:
        """What lies outside its published range."""
        return tuple(finding for finding in self.findings if finding.outside)


def compare(world: Path, log: Path, progress: Progress) -> Realism:
    """The report on a world and a log over it.

    Raises NotFound where a folder is missing, Conflict where one is unfinished, damaged, of another version, or where the log is of another world.
    """
    folder, opened = open_log(log), open_world(world)
    if folder.noted.get("world") != opened.digest:
        raise Conflict(f"the log in {log} was made in another world than the one in {world}: name the world it was made in, or make the log again")
    shelf = read_shelf(opened.product_files, opened.places, opened.today)
    progress("products", len(shelf), len(shelf))
    tallies = count(folder, shelf, progress)
    measures = [*product_measures(shelf), *(one for tally in tallies for one in tally.measures())]
    curves = [*(one for tally in tallies for one in tally.curves()), *product_curves(shelf)]
    about = {"world": {"products": opened.products, "seed": opened.seed}, "log": dict(folder.noted.get("plan", {})), "days": list(folder.days)}
    return Realism(about, judge(measures, published()), tuple(curves))


def published() -> tuple[Range, ...]:
    """The ranges that the project holds, in the order of the report."""
    return load_ranges(fixtures().joinpath(FILE).read_text("utf-8"))


def count(log: LogFolder, shelf: Shelf, progress: Progress) -> tuple[Tally, ...]:
    """Everything that is counted of a log over these products."""
    orders, refunds = read_later(log, "purchase"), read_later(log, "refund")
    bought = OrderTally.none(Bought(log.end, orders, refunds, shelf.id, shelf.group))
    use = UseTally.begun(orders, shelf.id, shelf.brand)
    tallies: tuple[Tally, ...] = (QueryTally.none(), PageTally.none(), SessionTally.none(), SuggestionTally.none(), bought, use, TruthTally.none(log))
    for done, day in enumerate(read_days(log), 1):
        tallies = tuple(tally.add(day) for tally in tallies)
        progress("days", done, len(log.days))
    return tallies


def plain(realism: Realism) -> Mapping[str, Any]:
    """The report as what JSON can hold: missing numbers are null, curves are left out."""
    findings = [_finding(finding) for finding in realism.findings]
    return {"about": realism.about, "outside": [one for one in findings if one["verdict"] in ("below", "above")], "findings": findings}


def _finding(finding: Finding) -> Mapping[str, Any]:
    low, high = finding.bounds
    return {
        "name": finding.measure.name,
        "what": finding.range.what,
        "value": _number(finding.measure.value),
        "n": finding.measure.n,
        "low": _number(low),
        "high": _number(high),
        "unit": finding.range.unit,
        "verdict": finding.verdict,
        "off": finding.off,
        "source": finding.range.source,
        "known": finding.range.known,
    }


def _number(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
