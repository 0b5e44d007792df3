"""The report as text: takes findings, gives the sentences and rows that people read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from searchrank.simulate.report.measure import Finding
from searchrank.simulate.report.report import Realism

COLUMNS = ("measure", "simulated", "published", "", "n", "what")


def rows(findings: Sequence[Finding]) -> Iterator[tuple[str, ...]]:
    """A row a finding, in the order of COLUMNS."""
    for finding in findings:
        value = figure(finding.measure.value, finding.range.unit)
        yield finding.measure.name, value, span(finding), verdict(finding), f"{finding.measure.n:,}", finding.range.what


def sentence(finding: Finding) -> str:
    """One line on a finding: what it is, how it lies to the range, and whose figures those are.

    >>> from searchrank.simulate.report.measure import Measure, Range
    >>> sentence(Finding(Measure("page.clicked", 0.4, 1000), Range("page.clicked", "lists with a click", 0.5, 0.7, "share", "two shops", "seen")))
    'page.clicked, lists with a click: 40.0 %, below by 10.0 points (x 0.80); published 50.0 to 70.0 %: two shops (seen)'
    """
    one, value = finding.range, figure(finding.measure.value, finding.range.unit)
    return f"{one.name}, {one.what}: {value}, {verdict(finding)}; published {span(finding)}: {one.source} ({one.known})"


def headline(realism: Realism) -> str:
    """One sentence: how many measures lie inside.

    >>> headline(Realism({}, (), ()))
    'Of 0 measures with a published range 0 lie inside and 0 outside; 0 could not be judged.'
    """
    ranged = [finding for finding in realism.findings if finding.range.published]
    inside = sum(finding.verdict == "inside" for finding in ranged)
    outside = len(realism.outside)
    told = f"Of {len(ranged)} measures with a published range {inside} lie inside and {outside} outside"
    return f"{told}; {len(ranged) - inside - outside} could not be judged."


def verdict(finding: Finding) -> str:
    """How a finding lies to its range, and by how much of the bound it misses: nothing where there is none.

    >>> from searchrank.simulate.report.measure import Measure, Range
    >>> verdict(Finding(Measure("page.clicked", 0.4, 1000), Range("page.clicked", "", 0.5, 0.7, "share")))
    'below by 10.0 points (x 0.80)'
    """
    if not finding.outside:
        return "" if finding.verdict == "no range" else finding.verdict
    unit, bound = finding.range.unit, finding.measure.value - finding.off
    off = f"{_bare(abs(finding.off), unit)} points" if unit == "share" else figure(abs(finding.off), unit)
    return f"{finding.verdict} by {off} (x {finding.measure.value / bound:.2f})" if bound else f"{finding.verdict} by {off}"


def span(finding: Finding) -> str:
    """The range in the measure's unit; nothing where there is none.

    >>> from searchrank.simulate.report.measure import Measure, Range
    >>> span(Finding(Measure("dwell.p50", 30, 9), Range("dwell.p50", "", 20, 40, "s"))), span(Finding(Measure("a.b", 1, 9), Range("a.b", "", low=2)))
    ('20 to 40 s', 'from 2')
    """
    if not finding.range.published:
        return ""
    low, high = finding.bounds
    unit = finding.range.unit
    if math.isinf(high):
        return f"from {figure(low, unit)}"
    return f"up to {figure(high, unit)}" if math.isinf(low) else f"{_bare(low, unit)} to {figure(high, unit)}"


def figure(value: float, unit: str) -> str:
    """A number as people read it: shares in percent, three figures that count.

    >>> figure(0.1234, "share"), figure(6.0, "characters"), figure(0.947, ""), figure(float("nan"), "s")
    ('12.3 %', '6 characters', '0.947', '')
    """
    if math.isnan(value):
        return ""
    told = {"share": " %", "ratio": "", "": ""}.get(unit, f" {unit}")
    return f"{_bare(value, unit)}{told}"


def _bare(value: float, unit: str) -> str:
    if unit == "share":
        return f"{100 * value:.2f}" if 0 < abs(value) < 0.01 else f"{100 * value:.1f}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
