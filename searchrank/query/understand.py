"""What was typed becomes terms and known names: the stage that opens every pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field

from searchrank.errors import SnapshotDamaged
from searchrank.pipeline import Search
from searchrank.query.correct.correct import correct
from searchrank.query.entities import find_entities
from searchrank.query.normalise import MAX_QUERY_CHARACTERS, normalise
from searchrank.query.quantities import models
from searchrank.query.tokens import bigrams, query_units
from searchrank.query.words import Cutter, cutter, han_words, read_words
from searchrank.records import Query, Token, changed
from searchrank.settings import QuerySettings
from searchrank.store.snapshot import Snapshot


def normalised(query: Query) -> Query:
    """The query with its normal form."""
    return changed(query, text=normalise(query.typed[:MAX_QUERY_CHARACTERS]))


def tokenised(query: Query, cutter: Cutter) -> Query:
    """The query with its units, bigrams, words and model numbers, each once and in order."""
    text = query.text
    pieces = cutter.pieces(text)
    kinds = (
        ("bigram", bigrams(text)),
        ("han_word", han_words(pieces)),
        ("word", read_words(pieces)),
        ("model", models(text)),
    )
    tokens = [Token(token, tag) for tag, texts in kinds for token in dict.fromkeys(texts)]
    return changed(query, tokens=(*query_units(text), *tokens))


def with_entities(query: Query, snapshot: Snapshot) -> Query:
    """The query with the brands and categories it names; a named category is certain until clicks say more."""
    entities = find_entities(query.text, snapshot)
    named = [entity.id for entity in entities if entity.kind == "category"]
    return changed(query, entities=entities, categories={category: 1.0 / len(named) for category in named})


def snapshot_cutter(snapshot: Snapshot) -> Cutter:
    """The cutter that the snapshot was cut with; raises SnapshotDamaged where this environment would cut otherwise."""
    made = cutter(snapshot.strings("lexicon"))
    kept = snapshot.manifest["cutter"]
    if made.description != kept:
        seen = f"cut with {kept}, this environment cuts with {made.description}"
        raise SnapshotDamaged(f"snapshot {snapshot.version} was {seen}: publish again")
    return made


def corrected(query: Query, snapshot: Snapshot, cutter: Cutter, settings: QuerySettings) -> Query:
    """The query with its correction, which takes the place of the text unless it is only offered; as it is where it asks for just what was typed."""
    if query.exact or not settings.correct:
        return query
    correction = correct(query.text, snapshot, cutter, settings)
    if correction is None:
        return query
    return changed(query, correction=correction, text=correction.text if correction.applied else query.text)


@dataclass(frozen=True, slots=True)
class Understand:
    """Normalise, correct, cut with the snapshot's own cutter, find names."""

    settings: QuerySettings = field(default_factory=QuerySettings)
    name: str = "understand"

    def run(self, search: Search) -> Search:
        snapshot = search.view.snapshot
        cutter = snapshot.kept("cutter", snapshot_cutter)
        query = corrected(normalised(search.query), snapshot, cutter, self.settings)
        query = with_entities(tokenised(query, cutter), snapshot)
        return search.with_(query=query, note=_said(query))


def _said(query: Query) -> str:
    words = " ".join(token.text for token in query.tagged("word"))
    note = f"words: {words}" if words else "no words"
    if query.correction is None:
        return note
    done = "corrected" if query.correction.applied else "might be corrected"
    return f"{done} to {query.correction.text} ({query.correction.kind}); {note}"
