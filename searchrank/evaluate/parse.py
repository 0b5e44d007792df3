"""From `nDCG@10 P(rel=2)@5` to measures: the written form is ir-measures', and what a measure prints is read back as the same measure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from searchrank.errors import InvalidInput, UnknownName
from searchrank.evaluate.binary import AveragePrecision, Precision, Recall
from searchrank.evaluate.gain import NDCG
from searchrank.evaluate.judged import Judged
from searchrank.evaluate.measure import Measure
from searchrank.evaluate.reciprocal import ExpectedReciprocalRank, ReciprocalRank

MEASURES: Mapping[str, type[Measure]] = MappingProxyType(
    {one.name: one for one in (NDCG, ReciprocalRank, AveragePrecision, Precision, Recall, ExpectedReciprocalRank, Judged)}
)
"""Every measure by its name."""

_WRITTEN = re.compile(r"(?P<name>[A-Za-z]\w*)(?:\((?P<parameters>[^()]*)\))?(?:@(?P<cutoff>\d{1,6}))?")
_PARAMETER = re.compile(r"""\s*(?P<name>\w+)\s*=\s*(?:(?P<number>\d{1,6})|(?P<quote>['"])(?P<word>[^'"]*)(?P=quote))\s*""")
_BETWEEN = re.compile(r"[\s,]+(?![^(]*\))")


def parse_measures(text: str) -> tuple[Measure, ...]:
    """The measures written in a text, apart by blanks or commas, each once, in order.

    Raises UnknownName for a measure or parameter that there is not, InvalidInput for anything else that cannot be read.

    >>> [str(measure) for measure in parse_measures("nDCG@10, R@100 nDCG(dcg='exp-log2')@10")]
    ['nDCG@10', 'R@100']
    """
    measures = tuple(dict.fromkeys(parse_measure(part) for part in _BETWEEN.split(text.strip()) if part))
    if not measures:
        raise InvalidInput("no measure is named: write some, for example nDCG@10 RR@10", field="measures")
    return measures


def parse_measure(text: str) -> Measure:
    """The measure with this printed form; raises as `parse_measures` does.

    >>> parse_measure("RR@10").cutoff
    10
    """
    written = _WRITTEN.fullmatch(text.strip())
    if not written:
        raise InvalidInput(f"measure {text[:80]!r} cannot be read: write NAME@10 or NAME(rel=2)@10", field="measures")
    name, parameters, cutoff = written.group("name", "parameters", "cutoff")
    if name not in MEASURES:
        raise UnknownName("measure", name, MEASURES, field="measures")
    kind = MEASURES[name]
    return kind(**_parameters(kind, parameters or ""), cutoff=int(cutoff) if cutoff else None)


def _parameters(kind: type[Measure], text: str) -> dict[str, Any]:
    known = {one.name: type(one.default) for one in fields(kind) if one.name != "cutoff"}
    values = _literals(kind, text)
    for name, value in values.items():
        if name not in known:
            raise UnknownName(f"parameter of {kind.name}", name, known, field="measures")
        if type(value) is not known[name]:
            expected = "a whole number" if known[name] is int else "a name in quotes"
            raise InvalidInput(f"parameter {name} of {kind.name} is {value!r}: expected {expected}", field="measures")
    return values


def _literals(kind: type[Measure], text: str) -> dict[str, Any]:
    parts = [_PARAMETER.fullmatch(part) for part in text.split(",")] if text.strip() else []
    pairs = [(part["name"], part["word"] if part["number"] is None else int(part["number"])) for part in parts if part]
    values = dict(pairs)
    if len(values) < len(parts):
        raise InvalidInput(f"parameters ({text[:80]}) of {kind.name} cannot be read: write them as (rel=2), each once", field="measures")
    return values
