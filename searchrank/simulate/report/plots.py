"""What the page draws: takes the curves and findings of a report, gives each plot as the traces and layout that plotly.js takes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from searchrank.simulate.report.measure import Curve, Finding

COLOURS = ("#1f5fa8", "#c2571a", "#3d8a4e", "#8a4fa0")
PUBLISHED = "rgba(90, 90, 90, 0.35)"
_PERCENT = "~%"


@dataclass(frozen=True, slots=True)
class Plot:
    """How a plot is drawn. `marks` are published ranges to stand in it: (x, name of the measure).

    Points of `names` are too many to be written out: they are told where the pointer is.
    """

    title: str
    x: str
    y: str
    log_x: bool = False
    log_y: bool = False
    percent: bool = False
    bars: bool = False
    names: bool = False
    marks: tuple[tuple[float, str], ...] = ()


PLOTS: Mapping[str, Plot] = {
    "queries.frequency": Plot("Searches by rank of the query", "rank", "searches", log_x=True, log_y=True),
    "queries.characters": Plot("Length of different queries", "characters", "share of queries", percent=True),
    "position.clicks": Plot("Clicks by position", "position", "clicks by served product", percent=True),
    "position.visible": Plot("What came into view", "position", "share of served products", percent=True),
    "position.examined": Plot(
        "What was looked at on a page that was opened, by position 1 (truth)", "position", "examined, by position 1", percent=True
    ),
    "dwell": Plot("Time on a product page", "seconds", "share of visits up to it", log_x=True, percent=True),
    "session": Plot("Sessions with a search", "queries, pages, minutes", "share of sessions up to it", log_x=True, percent=True),
    "hours": Plot("Hours of the day", "hour", "share of searches", percent=True, bars=True),
    "suggest.sources": Plot("How queries came about", "", "share of queries", percent=True, bars=True),
    "suggest.scenes": Plot("Suggested words taken", "", "taken of those shown", percent=True, bars=True),
    "orders.delay": Plot(
        "From click to order",
        "hours",
        "share of orders up to it",
        log_x=True,
        percent=True,
        marks=((1.0, "orders.within_hour"), (24.0, "orders.within_day")),
    ),
    "use.events": Plot(
        "Events a shopper and a product", "clicks, carts and orders", "share with at least so many", log_x=True, log_y=True, percent=True
    ),
    "products.prices": Plot("Prices by category", "category, cheapest first", "yuan", log_y=True, names=True),
    "products.titles": Plot("Length of Chinese titles", "characters", "share of titles", percent=True),
    "products.ages": Plot("Age of products", "months since release; the last holds all that are older", "share of products", percent=True, bars=True),
    "products.ratings": Plot("Ratings", "mean rating", "share of products with reviews", percent=True, bars=True),
}
"""The plots by the name that their curves carry, in the order of the page."""


def figures(curves: Sequence[Curve], findings: Sequence[Finding]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(name, figure) of each plot that has a curve with points."""
    by_name = {finding.measure.name: finding for finding in findings}
    for name, plot in PLOTS.items():
        drawn = [one for one in curves if one.plot == name and one.x]
        if drawn:
            marks = [trace for x, measure in _marks(name, plot, by_name) if (trace := _range(x, by_name[measure]))]
            lines = [_line(one, plot, COLOURS[place % len(COLOURS)]) for place, one in enumerate(drawn)]
            yield name, {"data": [*marks, *lines], "layout": _layout(plot, several=len(drawn) + len(marks) > 1)}


def _marks(name: str, plot: Plot, by_name: Mapping[str, Finding]) -> Iterator[tuple[float, str]]:
    """Published ranges of a plot: those it names, and those of its own measures that end in a position and a device."""
    yield from plot.marks
    for measure in by_name:
        if name == "position.examined" and measure.startswith(name):
            yield float(measure.split("_")[1]), measure


def _range(x: float, finding: Finding) -> Mapping[str, Any] | None:
    low, high = finding.bounds
    if math.isinf(low) or math.isinf(high):
        return None
    name = f"published: {finding.range.what}"
    line = {"color": PUBLISHED, "width": 9}
    return {"type": "scatter", "mode": "lines", "x": [x, x], "y": [low, high], "name": name, "line": line, "showlegend": False}


def _line(one: Curve, plot: Plot, colour: str) -> Mapping[str, Any]:
    points: dict[str, Any] = {"x": one.x, "y": one.y, "name": one.line}
    if plot.bars:
        return {**points, "type": "bar", "marker": {"color": colour}}
    return {**points, "type": "scatter", "mode": "lines", "line": {"color": colour, "width": 2}}


def _layout(plot: Plot, *, several: bool) -> Mapping[str, Any]:
    x: dict[str, Any] = {"title": {"text": plot.x}, "type": "log" if plot.log_x else "-", "automargin": True}
    y: dict[str, Any] = {"title": {"text": plot.y}, "type": "log" if plot.log_y else "-", "automargin": True}
    if plot.names:
        x["showticklabels"] = False
    if plot.percent:
        y |= {"tickformat": _PERCENT, "rangemode": "tozero"}
    return {
        "title": {"text": plot.title, "font": {"size": 15}},
        "xaxis": x,
        "yaxis": y,
        "showlegend": several,
        "legend": {"orientation": "h", "y": -0.3},
        "margin": {"l": 60, "r": 15, "t": 40, "b": 50},
        "height": 360,
        "plot_bgcolor": "#ffffff",
        "font": {"family": "system-ui, sans-serif", "size": 12},
    }
