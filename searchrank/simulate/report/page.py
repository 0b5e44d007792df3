"""The report as one HTML page that needs nothing else: what lies outside stands first, then plots (plotly.js is embedded), then every measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.util import find_spec
from typing import Any

import orjson

from searchrank.errors import NotFound
from searchrank.simulate.report.measure import Finding
from searchrank.simulate.report.plots import figures
from searchrank.simulate.report.report import Realism
from searchrank.simulate.report.text import figure, headline, span, verdict

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1d2126; background: #f6f7f9; margin: 0 }
main { max-width: 1240px; margin: 0 auto; padding: 24px }
h1 { font-size: 26px; margin: 0 0 4px } h2 { font-size: 19px; margin: 32px 0 10px }
.about { color: #59616b } .outside li { margin: 6px 0 } .outside b { font-weight: 600 }
li, td { overflow-wrap: anywhere } .wide { overflow-x: auto } td:first-child { min-width: 170px } td:nth-child(4) { min-width: 130px }
.source { color: #59616b; font-size: 13px }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(520px, 1fr)); gap: 14px }
.plot, table { background: #fff; border: 1px solid #dfe3e8; border-radius: 6px }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: 6px 10px; border-top: 1px solid #edf0f3 }
th { background: #edf0f3 } td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
tr.outside td:nth-child(4) { color: #a3320b; font-weight: 600 } tr.inside td:nth-child(4) { color: #2c7a3f }
@media (max-width: 600px) { .plots { grid-template-columns: 1fr } main { padding: 12px } td:nth-child(6) { display: none } }
"""
_NO_PLOTLY = 'the page needs plotly, which is not installed: `pip install "searchrank[report]"`, or leave out --out and read the report as text'
COLUMNS = ("measure", "simulated", "published", "", "n", "whose figures, and how known")


def check_plotly(module: str = "plotly") -> None:
    """Raises NotFound with the remedy where plotly is not installed."""
    if find_spec(module) is None:
        raise NotFound(_NO_PLOTLY)


def page(realism: Realism) -> str:
    """The report as HTML with everything embedded, about 5 MB; the same report gives the same text. Raises NotFound without plotly."""
    check_plotly()
    from plotly.offline import get_plotlyjs

    parts = [_head(), f"<script>{get_plotlyjs()}</script>", "<main>", *_top(realism), *_plots(realism), *_table(realism.findings), "</main>"]
    return "\n".join((*parts, "</html>\n"))


def _head() -> str:
    view = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    return f'<!doctype html>\n<html lang="en">\n{view}<title>Simulated and real shops</title><style>{_STYLE}</style>'


def _top(realism: Realism) -> Iterator[str]:
    yield f"<h1>Is the simulated shop like real ones?</h1><p class=about>{escape(_about(realism.about))}</p><p>{escape(headline(realism))}</p>"
    yield "<h2>Outside the published ranges</h2>"
    if not realism.outside:
        yield "<p>Nothing.</p>"
        return
    yield "<ul class=outside>"
    yield from (f"<li>{_sentence(finding)}</li>" for finding in realism.outside)
    yield "</ul>"


def _sentence(finding: Finding) -> str:
    one = finding.range
    value, told = figure(finding.measure.value, one.unit), f"{verdict(finding)}; published {span(finding)}"
    source = f"<br><span class=source>{escape(_upper(one.source))} ({escape(one.known)})</span>"
    return f"<b>{escape(_upper(one.what))}: {escape(value)}</b>, {escape(told)}. <code>{escape(one.name)}</code>{source}"


def _about(about: Mapping[str, Any]) -> str:
    world, days = about["world"], about["days"]
    told = ", ".join(f"{name} {about['log'][name]}" for name in ("preset", "shoppers", "seed") if name in about["log"])
    return f"Simulated: {world['products']:,} products (seed {world['seed']}), log from {days[0]} to {days[-1]}{f' ({told})' if told else ''}."


def _plots(realism: Realism) -> Iterator[str]:
    yield "<h2>Plots</h2><p class=about>Grey bars are published ranges.</p><div class=plots>"
    drawn = list(figures(realism.curves, realism.findings))
    yield from (f'<div class=plot id="{escape(name)}"></div>' for name, _ in drawn)
    yield "</div><script>const draw = (name, one) => Plotly.newPlot(name, one.data, one.layout, {responsive: true, displaylogo: false});"
    for name, one in drawn:
        # What a script holds must not look like its end.
        told = orjson.dumps(one).decode().replace("<", "\\u003c")
        yield f'draw("{name}", {told});'
    yield "</script>"


def _table(findings: Sequence[Finding]) -> Iterator[str]:
    yield f"<h2>Every measure</h2><div class=wide><table><tr>{''.join(f'<th>{name}</th>' for name in COLUMNS)}</tr>"
    for finding in findings:
        one, kind = finding.range, "outside" if finding.outside else finding.verdict
        what = f"{escape(_upper(one.what))}<br><code>{escape(one.name)}</code>"
        value, published = escape(figure(finding.measure.value, one.unit)), escape(span(finding))
        source = escape(f"{_upper(one.source)} ({one.known})") if one.source else ""
        cells = f"<td>{what}</td><td class=number>{value}</td><td class=number>{published}</td><td>{escape(verdict(finding))}</td>"
        yield f'<tr class="{escape(kind)}">{cells}<td class=number>{finding.measure.n:,}</td><td class=source>{source}</td></tr>'
    yield "</table></div>"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
