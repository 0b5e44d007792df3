"""Vectors by a network: takes a snapshot's texts and an encoder, gives the table from features to the encoder's space, and products' vectors.

Encoded are at most so many titles, queries and words as the settings say, chosen by the hash of the text, so that the next publishing chooses the
same ones and finds them encoded. Without logged queries, pieces of titles and names stand for them. Products whose title is not encoded get what
the map says of it.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from searchrank.publish.collect import Progress
from searchrank.publish.encoders import Encoder, encoder_of
from searchrank.publish.encodings import Encodings, Told, text_key, text_keys
from searchrank.publish.logged import by_normal_form
from searchrank.publish.vector_map import Space, mapped, rows_of
from searchrank.publish.vector_training import Ints, Texts, rarity
from searchrank.query.normalise import has_han, normalise
from searchrank.query.tokens import query_units
from searchrank.query.words import cutter
from searchrank.recall.vector_loops import asked_features
from searchrank.recall.vectors import unit_arrays
from searchrank.records import Floats, Rows
from searchrank.settings import Settings, VectorSettings
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import TITLE

OF_QUERY, OF_WORD, OF_TITLE = 1.0, 0.5, 0.3
"""What a row weighs in the regression (SPEC 5.3)."""


@dataclass(frozen=True, slots=True)
class Network:
    """An encoder, the folder where what it encoded is kept, and the logged queries with their counts."""

    encoder: Encoder
    folder: Path
    logged: Sequence[tuple[str, int]] = ()


def network_of(settings: Settings, logged: Sequence[tuple[str, int]]) -> Network | None:
    """The network that the settings name with what it works from, None where they name none; raises NotFound where its package is missing."""
    encoder = encoder_of(settings.vectors)
    return Network(encoder, settings.encodings, logged) if encoder else None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The texts that are encoded: `queries` (the first `own` of them logged), `words`, and `titles` of the products at `rows`, ascending."""

    queries: Sequence[str]
    own: int
    words: Sequence[str]
    titles: Sequence[str]
    rows: Rows

    @staticmethod
    def of(snapshot: Snapshot, logged: Sequence[tuple[str, int]], settings: VectorSettings) -> Chosen:
        """What the settings allow; logged queries the most frequent ones first."""
        titles = list(snapshot.strings(TITLE))
        rows = np.sort(np.argsort(text_keys("passage", titles), kind="stable")[: settings.titles]).astype(np.int32)
        some = [titles[row] for row in rows.tolist()]
        own = _most_frequent(logged)[: settings.queries]
        words_of = cutter(snapshot.strings("lexicon")).all_words
        cut = [words_of(normalise(title)) for title in some]
        pieces = [piece_of(words) for words in cut if words] if len(own) < settings.queries else []
        queries = list(dict.fromkeys([*own, *_names(snapshot), *pieces] if len(own) < settings.queries else own))[: settings.queries]
        counts = Counter(itertools.chain.from_iterable(map(set, cut)))
        words = [word for word, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[: settings.words]]
        return Chosen(queries, len(own), words, some, rows)

    @property
    def typed(self) -> Sequence[str]:
        """Queries, then words."""
        return [*self.queries, *self.words]


def _most_frequent(logged: Sequence[tuple[str, int]]) -> list[str]:
    """The normal forms of logged texts, the most frequent first, ties by text."""
    return [text for text, _ in sorted(by_normal_form(logged).items(), key=lambda one: (-one[1], one[0]))]


def _names(snapshot: Snapshot) -> Iterator[str]:
    """The last names of categories, and brands."""
    for key in snapshot.vocabulary("category.key").texts:
        yield normalise(key.rpartition(">")[2])
    yield from map(normalise, snapshot.vocabulary("brand.key").texts)


def piece_of(words: Sequence[str]) -> str:
    """Two to four neighbours of these words as someone would type them, the same ones each time.

    >>> piece_of(["usb", "cable"]), piece_of(["鞋"])
    ('usb cable', '鞋')
    """
    key = text_key("piece", " ".join(words))
    length = 2 + key % 3
    start = key // 3 % max(1, len(words) - length + 1)
    some = words[start : start + length]
    return "".join(word if not at or (has_han(word) and has_han(some[at - 1])) else f" {word}" for at, word in enumerate(some))


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """The table float32 (features, d); the vectors of the products at `rows`, ascending; those of the logged `queries`."""

    table: Floats
    rows: Rows
    products: Floats
    queries: Sequence[str]
    own: Floats


def network_vectors(snapshot: Snapshot, texts: Texts, sample: Rows, network: Network, settings: VectorSettings, progress: Progress) -> Vectors:
    """What the network says of the snapshot; `texts` have features, `sample` are the products in which their rarity is counted."""
    chosen, kept = Chosen.of(snapshot, network.logged, settings), Encodings.open(network.folder, network.encoder)
    total = len(chosen.typed) + len(chosen.titles)
    typed = kept.queries(chosen.typed, _telling(progress, 0, total))
    titles = kept.passages(chosen.titles, _telling(progress, len(chosen.typed), total))
    kept.forget(np.concatenate((text_keys("query", chosen.typed), text_keys("passage", chosen.titles))))
    space = Space.of(titles, settings.dimensions)
    meant = space.turned(typed, typed[: len(chosen.queries)].mean(axis=0) if chosen.queries else None)
    weight = np.sqrt(rarity(texts, sample))
    rows = rows_of(*_features(snapshot, texts, chosen), weight)
    importance = np.repeat(np.array([OF_QUERY, OF_WORD, OF_TITLE], np.float32), (len(chosen.queries), len(chosen.words), len(chosen.titles)))
    true = space.turned(titles)
    table = mapped(rows, np.concatenate((meant, true)), importance) * weight[:, None]
    return Vectors(table, chosen.rows, true, chosen.queries[: chosen.own], meant[: chosen.own])


def _telling(progress: Progress, before: int, total: int) -> Told:
    return lambda done: progress("vectors", before + done, total)


def _features(snapshot: Snapshot, texts: Texts, chosen: Chosen) -> tuple[Rows, Ints]:
    """The features of what is typed, then of the titles, and where each text's begin."""
    found = [_asked(snapshot, texts, text) for text in chosen.typed]
    of_titles, bounds = texts.products(chosen.rows)
    lengths = np.concatenate(([len(one) for one in found], np.diff(bounds))).astype(np.int64)
    return np.concatenate([*found, of_titles]), np.concatenate(([0], np.cumsum(lengths)))


def _asked(snapshot: Snapshot, texts: Texts, text: str) -> Rows:
    asked, unknown, bounds = unit_arrays(snapshot, [token.text for token in query_units(text)])
    return asked_features(asked, texts.edges, texts.bytes, unknown, bounds, texts.units, texts.keys, texts.places)
