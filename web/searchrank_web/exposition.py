"""The text format of Prometheus: takes numbers by series, gives families with what they tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends of the ranges of time, in seconds."""
SUM = "sum"

REQUESTS, SECONDS, DEGRADED = "searchrank_requests_total", "searchrank_request_seconds", "searchrank_degraded_answers_total"
EMPTY, RECORDED = "searchrank_searches_without_hits_total", "searchrank_recorded_total"
WORKERS, PAUSED = "searchrank_workers", "searchrank_engine_paused_workers"
AGE, PRODUCTS, LIVE_ROWS = "searchrank_snapshot_age_seconds", "searchrank_products", "searchrank_live_rows"
BEHIND, WAITING = "searchrank_live_changes_behind", "searchrank_imported_products_waiting"
INFO, PART, SNAPSHOT = "searchrank_info", "searchrank_part_ok", "searchrank_snapshot_info"
FAMILIES: Mapping[str, tuple[str, str]] = {
    REQUESTS: ("counter", "Answers by address, method and status."),
    SECONDS: ("histogram", "How long an answer took, in seconds."),
    DEGRADED: ("counter", "Answers that lacked a part, by the part and why."),
    EMPTY: ("counter", "Searches that brought no product."),
    RECORDED: ("counter", "Events and asked queries that were sent: kept, known already, or refused."),
    WORKERS: ("gauge", "Worker processes of this server that live."),
    PAUSED: ("gauge", "Those of them that leave Elasticsearch alone for the moment, because it did not answer."),
    INFO: ("gauge", "The version of searchrank."),
    PART: ("gauge", "Whether a part works, as /health/ready says (1 or 0)."),
    SNAPSHOT: ("gauge", "The snapshot that is served."),
    AGE: ("gauge", "How long ago it was published."),
    PRODUCTS: ("gauge", "Products that are served."),
    LIVE_ROWS: ("gauge", "Products that were changed since publishing, and are served as changed."),
    BEHIND: ("gauge", "Changes that are on disk and not served yet."),
    WAITING: ("gauge", "Products that were imported and wait for publishing."),
}


def series(name: str, **labels: str) -> str:
    """The name of a series, as the text format writes it.

    >>> print(series("searchrank_info", version='1"0'))
    searchrank_info{version="1\\"0"}
    """
    written = ",".join([f'{label}="{_escaped(value)}"' for label, value in labels.items()])
    return f"{name}{{{written}}}" if labels else name


def in_range(name: str, place: int | str) -> str:
    """Where one range of a histogram is counted, by the place of its upper end in `BOUNDS`, or the `SUM` of all times.

    >>> in_range("searchrank_request_seconds", SUM)
    'searchrank_request_seconds sum'
    """
    return f"{name} {place}"


def exposition(numbers: Mapping[str, float]) -> str:
    """Numbers by series as text, family after family; ranges of histograms are counted one by one, and added up here.

    >>> print(exposition({"searchrank_products": 3.0}), end="")
    # HELP searchrank_products Products that are served.
    # TYPE searchrank_products gauge
    searchrank_products 3
    """
    lines: list[str] = []
    for name, (kind, said) in FAMILIES.items():
        own = {one: numbers[one] for one in sorted(numbers) if one.partition("{")[0] == name}
        if own:
            lines += [f"# HELP {name} {said}", f"# TYPE {name} {kind}"]
            lines += _histograms(name, own) if kind == "histogram" else [f"{one} {number:.15g}" for one, number in own.items()]
    return "".join(line + "\n" for line in lines)


def _histograms(name: str, numbers: Mapping[str, float]) -> list[str]:
    every = dict.fromkeys(one.rpartition(" ")[0] for one in numbers)
    return [line for one in every for line in _histogram(name, one, numbers)]


def _histogram(name: str, one: str, numbers: Mapping[str, float]) -> Sequence[str]:
    labels = one.removeprefix(name)[1:-1]
    sums = list(accumulate(numbers.get(in_range(one, place), 0.0) for place in range(len(BOUNDS) + 1)))
    ends = [*map(str, BOUNDS), "+Inf"]
    ranges = [f'{name}_bucket{{{labels},le="{end}"}} {count:.15g}' for end, count in zip(ends, sums, strict=True)]
    return [*ranges, f"{name}_sum{{{labels}}} {numbers.get(in_range(one, SUM), 0.0):.9g}", f"{name}_count{{{labels}}} {sums[-1]:.15g}"]


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
