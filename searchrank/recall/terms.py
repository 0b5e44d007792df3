"""The terms of one query against one snapshot: takes query tokens, gives vocabulary ids, frequencies and weights as arrays.

A query unit may be matched by other sequences (parts of a glued run, joined forms); all of them become columns, the units first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from searchrank.query.normalise import has_han
from searchrank.query.worth import frequencies, inverse_frequency
from searchrank.recall import loops
from searchrank.recall.synonyms import new_texts, sequences, with_synonyms
from searchrank.records import Floats, Token, quickly_made
from searchrank.store.snapshot import Snapshot

LATIN, HAN = 0, 1
Entry = tuple[int, int, int, float]
"""Id, frequency, script and idf of a token."""
MOST_KNOWN = 50_000
NO_COLUMNS = np.empty(0, np.int64)
NO_WAYS = (NO_COLUMNS, np.zeros(1, np.int64), NO_COLUMNS, np.empty(0, np.float32))


@quickly_made
@dataclass(frozen=True)
class Terms:
    """The K columns that stand for a query's U units (the first U are the units themselves).

    texts (K,); ids int32 (K,), -1 where the catalogue has no such token; df int32 (K,); script int (K,), 0 Latin, 1 Han;
    idf float32 (K,) = ln(1 + (N - df + .5) / (df + .5)) with N the products that have the script; unit_idf float32 (U,) what a whole match of each
    unit is worth (idf times the token's weight); alternatives: (unit, columns, factor): those columns together stand for the unit, their
    idf-weighted sum times the factor. The first `plain` columns are asked for by themselves; behind them stand phrases (column, its parts in order:
    `recall.synonyms`; id -1) and columns that are but parts of these.
    """

    kind: str
    texts: tuple[str, ...]
    units: int
    ids: npt.NDArray[np.int32]
    df: npt.NDArray[np.int32]
    script: npt.NDArray[np.intp]
    idf: Floats
    unit_idf: Floats
    alternatives: tuple[tuple[int, npt.NDArray[np.intp], float], ...]
    plain: int
    phrases: tuple[tuple[int, npt.NDArray[np.intp]], ...] = ()

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def total_idf(self) -> float:
        """What a match of every unit is worth; at least a tiny positive number, so that it divides."""
        return max(float(self.unit_idf.sum()), 1e-6)

    @cached_property
    def ways(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
        """The alternatives as arrays: the unit of each, where its columns begin and the last end, the columns, the factors."""
        if not self.alternatives:
            return NO_WAYS
        units, every, factors = zip(*self.alternatives, strict=True)
        edges = np.array([0, *accumulate(map(len, every))], np.int64)
        return np.array(units, np.int64), edges, np.concatenate(every), np.array(factors, np.float32)

    def best_of(self, columns: Floats) -> Floats:
        """For values (n, K) that say how well each column is matched (0 to about 1), what each unit is worth (n, U): the better of unit and
        alternatives."""
        return loops.best_of(columns, self.units, self.idf, self.ways)


def terms_of(snapshot: Snapshot, kind: str, tokens: Sequence[Token]) -> Terms:
    """The terms for these tokens, by the vocabulary `kind` (units, bigrams or words)."""
    texts, places = _columns(tokens)
    ids, df, script, idf = _looked_up(snapshot, kind, texts)
    if any(token.weight != 1.0 for token in tokens):
        idf = idf * _weights(tokens, places)
    unit_idf = idf[: len(tokens)].copy()
    alternatives = _alternatives(tokens, places, df, idf, unit_idf)
    terms = Terms(kind, tuple(texts), len(tokens), ids, df, script, idf, unit_idf, alternatives, len(texts))
    if not any(token.synonyms for token in tokens):
        return terms
    ways = sequences(tokens)
    added = new_texts(ways, texts)
    return with_synonyms(terms, ways, added, _looked_up(snapshot, kind, added))


def _weights(tokens: Sequence[Token], places: dict[str, int]) -> Floats:
    """The weight of every column: that of the heaviest token which it stands for."""
    weights = np.zeros(len(places), np.float32)
    for token in tokens:
        for text in (token.text, *(text for sequence in token.alternatives for text in sequence)):
            weights[places[text]] = max(weights[places[text]], token.weight)
    return weights


def _looked_up(
    snapshot: Snapshot, kind: str, texts: Sequence[str]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.intp], Floats]:
    """Id, frequency, script and idf of each text."""
    ids, df, script, idf = zip(*_remembered(snapshot, kind, texts), strict=True) if texts else ((), (), (), ())
    return np.array(ids, np.int32), np.array(df, np.int32), np.array(script, np.intp), np.array(idf, np.float32)


def token_ids(snapshot: Snapshot, kind: str, texts: Sequence[str]) -> list[int]:
    """The vocabulary id of each text, -1 where it is unknown."""
    return [entry[0] for entry in _remembered(snapshot, kind, texts)]


def _remembered(snapshot: Snapshot, kind: str, texts: Sequence[str]) -> list[Entry]:
    """The entries of these texts; what was looked up before is remembered, for queries repeat their words."""
    known: dict[str, Entry] = snapshot.kept(f"{kind}.known", lambda _: {})
    found = [known.get(text) for text in texts]
    if None not in found:
        return found  # type: ignore[return-value]
    if len(known) > MOST_KNOWN:
        known.clear()
    entries = _entries(snapshot, kind, texts)
    known.update(zip(texts, entries, strict=True))
    return entries


def _entries(snapshot: Snapshot, kind: str, texts: Sequence[str]) -> list[Entry]:
    ids, df = frequencies(kind, texts, snapshot)
    script = np.array([int(has_han(text)) for text in texts], np.intp)
    idf = inverse_frequency(df, snapshot.array(f"{kind}.products")[script])
    return list(zip(ids.tolist(), df.tolist(), script.tolist(), idf.tolist(), strict=True))


def _columns(tokens: Sequence[Token]) -> tuple[list[str], dict[str, int]]:
    texts = [token.text for token in tokens]
    places = {text: place for place, text in enumerate(texts)}
    for token in tokens:
        for sequence in token.alternatives:
            for text in sequence:
                if text not in places:
                    places[text] = len(texts)
                    texts.append(text)
    return texts, places


def _alternatives(
    tokens: Sequence[Token], places: dict[str, int], df: npt.NDArray[np.int32], idf: Floats, unit_idf: Floats
) -> tuple[tuple[int, npt.NDArray[np.intp], float], ...]:
    """The usable alternatives; lowers `unit_idf` of an unknown unit to what its best known alternative is worth."""
    usable = []
    products = df.tolist()
    for unit, token in enumerate(tokens):
        known = _known(token, places, products)
        worth = [float(idf[columns].sum()) for columns in known]
        if worth and products[unit] == 0:
            unit_idf[unit] = min(float(unit_idf[unit]), max(worth))
        usable += [(unit, columns, min(1.0, float(unit_idf[unit]) / whole)) for columns, whole in zip(known, worth, strict=True)]
    return tuple(usable)


def _known(token: Token, places: dict[str, int], df: Sequence[int]) -> list[npt.NDArray[np.intp]]:
    sequences = ([places[text] for text in sequence] for sequence in token.alternatives)
    return [np.array(columns, np.intp) for columns in sequences if all(df[column] for column in columns)]
