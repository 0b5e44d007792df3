"""Synonyms as terms: takes a query's terms and tokens, gives the terms with a column for every sequence that stands for a stretch of the query.

A sequence of several units is one column, a *phrase*: a product has it where a field holds its units side by side, so that 西 and 红 and 柿 here and
there are no 西红柿. Each unit of the stretch has the column as an alternative, worth a share of the unit: together they are worth that share of the
stretch. Queries without synonyms pass by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from searchrank.records import Floats, Token

if TYPE_CHECKING:
    from searchrank.recall.terms import Terms

Looked = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.intp], Floats]
"""Id, frequency, script and idf of texts."""
Ways = Mapping[tuple[str, ...], Mapping[int, float]]
Places = Mapping[str, int]
Phrases = Sequence[tuple[int, npt.NDArray[np.intp]]]
Occurrences = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]
_POSITIONS = 1 << 24
"""More than the tokens of any field."""


def sequences(tokens: Sequence[Token]) -> Ways:
    """Each sequence that stands for units of the query, with these units and the weights."""
    found: dict[tuple[str, ...], dict[int, float]] = {}
    for unit, token in enumerate(tokens):
        for sequence, weight in token.synonyms:
            found.setdefault(sequence, {})[unit] = weight
    return found


def new_texts(ways: Ways, known: Sequence[str]) -> list[str]:
    """The texts that need columns: single units first, then phrases, then the parts of phrases that have none yet."""
    single = [sequence[0] for sequence in ways if len(sequence) == 1]
    phrases = [" ".join(sequence) for sequence in ways if len(sequence) > 1]
    parts = [part for sequence in ways if len(sequence) > 1 for part in sequence]
    return [text for text in dict.fromkeys((*single, *phrases, *parts)) if text not in known]


def with_synonyms(terms: Terms, ways: Ways, texts: Sequence[str], looked: Looked) -> Terms:
    """The terms with columns for these new texts, looked up, behind the others."""
    every = (*terms.texts, *texts)
    places = {text: place for place, text in enumerate(every)}
    phrases = tuple((places[" ".join(sequence)], _columns(sequence, places)) for sequence in ways if len(sequence) > 1)
    ids, df, script, idf = _looked_up(terms, looked, phrases)
    unit_idf = _worth_of_unknown(terms, ways, places, df, idf)
    alternatives = (*terms.alternatives, *_alternatives(ways, places, df, idf, unit_idf))
    plain = min([column for column, _ in phrases], default=len(every))
    looked_up = replace(terms, texts=every, ids=ids, df=df, script=script, idf=idf, unit_idf=unit_idf)
    return replace(looked_up, alternatives=alternatives, plain=plain, phrases=phrases)


def _looked_up(terms: Terms, looked: Looked, phrases: Phrases) -> Looked:
    """What is known of all columns."""
    more_ids, more_df, more_script, more_idf = looked
    ids, df = np.append(terms.ids, more_ids), np.append(terms.df, more_df)
    script, idf = np.append(terms.script, more_script), np.append(terms.idf, more_idf)
    for column, parts in phrases:
        # How many products have the phrase is not known; of its rarest part it is known, and they cannot be more.
        rarest = parts[int(df[parts].argmin())]
        df[column], script[column], idf[column] = df[rarest], script[rarest], idf[rarest]
    return ids, df, script, idf


def _columns(sequence: Sequence[str], places: Places) -> npt.NDArray[np.intp]:
    return np.array([places[text] for text in sequence], np.intp)


def _worth_of_unknown(terms: Terms, ways: Ways, places: Places, df: npt.NDArray[np.int32], idf: Floats) -> Floats:
    """What the units are worth: an unknown one (which no product has) no more than what stands for it."""
    unit_idf = terms.unit_idf.copy()
    for sequence, units in ways.items():
        column = places[" ".join(sequence)]
        for unit in units:
            if terms.df[unit] == 0 and df[column]:
                unit_idf[unit] = min(unit_idf[unit], idf[column])
    return unit_idf


def _alternatives(
    ways: Ways, places: Places, df: npt.NDArray[np.int32], idf: Floats, unit_idf: Floats
) -> Iterator[tuple[int, npt.NDArray[np.intp], float]]:
    for sequence, units in ways.items():
        column = places[" ".join(sequence)]
        if df[column]:
            yield from ((unit, np.array([column], np.intp), weight * float(unit_idf[unit]) / float(idf[column])) for unit, weight in units.items())


def with_phrases(terms: Terms, fields: int, found: Occurrences) -> Occurrences:
    """The occurrences with those of every phrase: wherever its parts stand side by side in one field, at the place of the first."""
    candidate, field, position, column = found
    place = (candidate * fields + field) * _POSITIONS + position
    added = [(which, _side_by_side(place, column, parts)) for which, parts in terms.phrases]
    places = np.concatenate([place, *(at for _, at in added)])
    columns = np.concatenate([column, *(np.full(len(at), which) for which, at in added)])
    order = np.argsort(places, kind="stable")
    places, columns = places[order], columns[order]
    rows = places // _POSITIONS
    return rows // fields, rows % fields, places % _POSITIONS, np.ascontiguousarray(columns)


def _side_by_side(place: npt.NDArray[np.int64], column: npt.NDArray[np.int64], parts: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    starts: npt.NDArray[np.int64] = place[column == parts[0]]
    for further, part in enumerate(parts[1:].tolist(), 1):
        there = place[column == part]
        if not len(starts) or not len(there):
            return starts[:0]
        wanted = starts + further
        starts = starts[there[np.minimum(np.searchsorted(there, wanted), len(there) - 1)] == wanted]
    return starts
