"""What came of a run, in figures: takes a tally, gives the report that is printed. Everything in it is simulated but the shop's answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from searchrank.simulate.behaviour.parameters import SCENES
from searchrank.simulate.live.tally import MOST_FAULTS, Latency, Tally

COUNTED: Mapping[str, str] = MappingProxyType(
    {
        "visits": "visits",
        "visits_with_search": "visits_with_search",
        "impressions": "told.impression",
        "clicks": "told.click",
        "carts": "told.add_to_cart",
        "orders": "told.purchase",
        "recorded": "recorded",
        "duplicates": "duplicates",
        "refused": "refused",
    }
)
"""Counts of a tally that a report shows as they are, by their name in the report."""


@dataclass(frozen=True, slots=True)
class LiveReport:
    """Simulated shoppers at a real shop. `suggestions` and `taken` by scene, `sources` of searches; shares are of searches.

    impressions and clicks are of cards; recorded, duplicates, refused count events and queries; waiting are those whose time had not come (orders of
    later days); latency_ms is what a shopper waited for, as seen at the door; faults by sentence, `errors` all of them.
    """

    shoppers: int
    days: int
    visits: int
    visits_with_search: int
    searches: int
    zero_result_share: float
    click_share: float
    suggestions: Mapping[str, int]
    taken: Mapping[str, int]
    sources: Mapping[str, int]
    impressions: int
    clicks: int
    carts: int
    orders: int
    recorded: int
    duplicates: int
    refused: int
    waiting: int
    latency_ms: Mapping[str, Latency]
    seconds: float
    searches_per_second: float
    errors: int
    faults: Mapping[str, int]


def report_of(tally: Tally, *, shoppers: int, days: int, waiting: int, seconds: float) -> LiveReport:
    """The report of everything that was counted in so many seconds.

    >>> report_of(Tally(), shoppers=3, days=1, waiting=0, seconds=0.0).zero_result_share
    0.0
    """
    counts, searches = tally.counts, tally.counts["searches"]
    return LiveReport(
        shoppers=shoppers,
        days=days,
        searches=searches,
        zero_result_share=_share(counts["zero_results"], searches),
        click_share=_share(counts["with_click"], searches),
        suggestions=_by_scene(tally, "suggest"),
        taken=_by_scene(tally, "taken"),
        sources={name.partition(".")[2]: count for name, count in sorted(counts.items()) if name.startswith("source.")},
        waiting=waiting,
        latency_ms=tally.latencies(),
        seconds=round(seconds, 2),
        searches_per_second=round(searches / seconds, 2) if seconds else 0.0,
        errors=sum(tally.faults.values()) + counts["refused"],
        faults=dict(tally.faults.most_common(MOST_FAULTS)),
        **{name: counts[counted] for name, counted in COUNTED.items()},
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _by_scene(tally: Tally, what: str) -> Mapping[str, int]:
    return {scene: tally.counts[f"{what}.{scene}"] for scene in SCENES if tally.counts[f"{what}.{scene}"]}
