"""What was typed becomes terms, known names, likely categories and wishes: the stage that opens every pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from searchrank.errors import SnapshotDamaged, UnknownName
from searchrank.pipeline import Search
from searchrank.query.asking import asking
from searchrank.query.browsing import looked_around
from searchrank.query.category import Classifier, mean, token_numbers
from searchrank.query.clicked import clicked
from searchrank.query.correct.correct import considered
from searchrank.query.correct.readings import readings
from searchrank.query.degrees import by_degree
from searchrank.query.dictionary import NO_ENTRIES, Dictionary, Kept, no_dictionary
from searchrank.query.either import either
from searchrank.query.entities import Context, find_entities, without_sizes
from searchrank.query.gifts import GIFT, given
from searchrank.query.heads import SURELY, asked_whole, headed, is_head, is_placed
from searchrank.query.homonyms import told_apart
from searchrank.query.intent import PRICE, blanked, priced, settled, unsaid, with_intents
from searchrank.query.kinds import CATEGORY
from searchrank.query.negation import WITHOUT, refused
from searchrank.query.normalise import MAX_QUERY_CHARACTERS, normalise, unparted
from searchrank.query.numbers import keeps_numbers, with_numbers
from searchrank.query.people import called_here
from searchrank.query.quantities import in_digits, models, quantity_spans
from searchrank.query.reread import reread
from searchrank.query.rulings import named, respelled, without_stops
from searchrank.query.sellers import sold_by
from searchrank.query.synonyms import reworded, said_alike
from searchrank.query.tails import of_its_kind
from searchrank.query.tokens import bigrams, plain_token, query_units
from searchrank.query.weights import weighted, with_thing
from searchrank.query.wishes import ATTRIBUTES, wished
from searchrank.query.words import Cutter, cutter, han_words, read_words
from searchrank.query.worth import shared
from searchrank.records import Applied, Filter, Query, Token, changed
from searchrank.settings import QuerySettings
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

UNDOABLE = (PRICE, CATEGORY, WITHOUT, "attributes.NAME")
"""Fields on which words can ask for a filter."""


def checked_undo(fields: Sequence[str]) -> tuple[str, ...]:
    """The fields whose filters are not to be made; raises UnknownName for one on which words ask for none."""
    for one in fields:
        if one not in UNDOABLE and not one.startswith(ATTRIBUTES):
            raise UnknownName("undo", one, UNDOABLE, field="undo")
    return tuple(fields)


def normalised(query: Query, *, numbers: bool = True) -> Query:
    """The query with its normal form, all of which is sought; with `numbers` Chinese numerals before units in digits."""
    text = normalise(query.typed[:MAX_QUERY_CHARACTERS])
    text = in_digits(text) if numbers else text
    return changed(query, text=text, sought=text, readings=(), rewrites=(), entities=(), intents=(), applied=(), categories={})


def tokenised(query: Query, cutter: Cutter, *, numbers: bool = True) -> Query:
    """The query with the units, bigrams, words and model numbers of what is sought, each once and in order; with `numbers` those with a unit are one
    unit each."""
    text = query.sought
    spans = quantity_spans(text) if numbers else []
    if spans:
        return changed(query, tokens=tuple(with_numbers(text, spans, lambda part: _cut(part, cutter))))
    return changed(query, tokens=_cut(text, cutter))


def _cut(text: str, cutter: Cutter) -> tuple[Token, ...]:
    pieces = cutter.pieces(text)
    kinds = (
        ("bigram", bigrams(text)),
        ("han_word", han_words(pieces)),
        ("word", read_words(pieces)),
        ("model", models(text)),
    )
    tokens = [plain_token(token, tag) for tag, texts in kinds for token in dict.fromkeys(texts)]
    return (*query_units(text), *tokens)


def with_entities(query: Query, snapshot: Snapshot) -> Query:
    """The query with everything that its words name, what became a filter aside."""
    found = find_entities(blanked(query.text, query.entities), snapshot, context_of(snapshot))
    return changed(query, entities=tuple(sorted((*query.entities, *found), key=attrgetter("start"))) if query.entities else found)


def with_categories(query: Query, snapshot: Snapshot, cutter: Cutter, kept: Dictionary = NO_ENTRIES) -> Query:
    """The query with its likely categories, as the classifier reads its words, or, on average, what says the same by synonyms that tell more;
    without a classifier, those that it names share what is certain (1 in all)."""
    classifier: Classifier | None = snapshot.kept("classifier", Classifier.open)
    if classifier is None:
        named = [entity.id for entity in query.entities if entity.kind == CATEGORY]
        return changed(query, categories={row: 1.0 / len(named) for row in named})
    # A blank takes the pair 牙耳 out of 蓝牙 耳机, and with it what tells these from other headphones.
    whole = unparted(without_sizes(query.sought, query.entities))

    def likely(text: str) -> Mapping[int, float]:
        tokens = query.tokens if text == query.sought else tokenised(changed(query, sought=text), cutter).tokens
        return classifier.likely(token_numbers(snapshot, tokens))

    own = likely(whole)
    alike = () if query.exact or _is_named(own, query) else said_alike(whole, kept.synonyms, snapshot, cutter)
    meant = mean([likely(one) for one in alike])
    same = next(iter(own), None) == next(iter(meant), None)
    # Where both speak of one category, the surer counts: a synonym may be said of other things too.
    return changed(query, categories=own if not meant or (same and max(own.values(), default=0.0) >= max(meant.values())) else meant)


def _is_named(likely: Mapping[int, float], query: Query) -> bool:
    """Whether the words are surely about a category that they name as what they ask for: then no synonym tells more."""
    row, chance = next(iter(likely.items()), (-1, 0.0))
    return chance >= SURELY and any(one.kind == CATEGORY and one.leaf == row and is_head(one, query) for one in query.entities)


def within_category(query: Query, view: View, least: float) -> Query:
    """The query with a filter by the category that it asks for with all that it holds, or by one of its own that is likelier than `least`, where the
    shopper has not decided otherwise."""
    snapshot, (row, chance) = view.snapshot, next(iter(query.categories.items()), (0, 0.0))
    whole = asked_whole(query, snapshot, context_of(snapshot))
    if whole >= 0 and not (chance > least and whole <= row < int(snapshot.array("category.end")[whole])):
        row, chance = whole, 1.0
    if chance <= least or settled(query, CATEGORY) or any(one.filter.field == CATEGORY for one in query.applied) or not is_placed(view):
        return query
    wanted = Filter(CATEGORY, snapshot.vocabulary("category.key").texts[row])
    return changed(query, applied=(*query.applied, Applied(wanted, query.sought)))


def context_of(snapshot: Snapshot) -> Context:
    """What tells the likely categories of a text."""
    classifier: Classifier | None = snapshot.kept("classifier", Classifier.open)

    def likely(text: str) -> Mapping[int, float]:
        if classifier is None or not text.strip():
            return {}
        tokens = tokenised(Query(text, sought=text), snapshot.kept("cutter", snapshot_cutter)).tokens
        return classifier.likely(token_numbers(snapshot, tokens))

    return likely


def snapshot_cutter(snapshot: Snapshot) -> Cutter:
    """The cutter that the snapshot was cut with; raises SnapshotDamaged where this environment would cut otherwise."""
    made = cutter(snapshot.strings("lexicon"))
    kept = snapshot.manifest["cutter"]
    if made.description != kept:
        seen = f"cut with {kept}, this environment cuts with {made.description}"
        raise SnapshotDamaged(f"snapshot {snapshot.version} was {seen}: publish again")
    return made


def corrected(query: Query, snapshot: Snapshot, cutter: Cutter, settings: QuerySettings) -> Query:
    """The query with its correction, which takes the place of the text unless it is only offered; else with what it may have been meant to say.

    As it is where it asks for just what was typed.
    """
    if query.exact or not settings.correct:
        return query
    correction, weighed = considered(query.text, snapshot, cutter, settings)
    if weighed is not None and (correction is None or not correction.applied):
        query = changed(query, readings=readings(weighed, settings, correction))
    if correction is None or not keeps_numbers(query.text, correction.text):
        return query
    text = correction.text if correction.applied else query.text
    return changed(query, correction=correction, text=text, sought=text)


@dataclass(frozen=True, slots=True)
class Understand:
    """Normalise, correct, read prices, find names, leave out words that ask for nothing, cut as the snapshot was cut, tell categories, weigh."""

    settings: QuerySettings = field(default_factory=QuerySettings)
    dictionary: Kept = no_dictionary
    name: str = "understand"

    def run(self, search: Search) -> Search:
        snapshot, chosen = search.view.snapshot, self.settings
        cutter = snapshot.kept("cutter", snapshot_cutter)
        kept = self.dictionary() if chosen.dictionary else NO_ENTRIES
        query = normalised(search.query, numbers=chosen.numbers)
        query = sold_by(query, snapshot) if chosen.sellers else query
        if not query.sought and query.applied:
            return search.with_(query=query, note=f"sold by {query.applied[0].text}")
        query = respelled(query, kept, lambda query: corrected(query, snapshot, cutter, chosen))
        query = priced(query, snapshot) if chosen.price else query
        query = named(with_entities(query, snapshot), kept, snapshot, cutter)
        query = asking(query, kept, snapshot, cutter) if chosen.said else query
        query = told_apart(query, kept, snapshot, context_of(snapshot)) if chosen.homonyms else query
        query = refused(query) if chosen.negation else query
        query = given(query, snapshot) if chosen.gifts else query
        if GIFT not in query.intents:
            query = called_here(by_degree(unsaid(query, cutter), snapshot, cutter) if chosen.said else query, snapshot, cutter)
        query = tokenised(without_stops(query, kept, cutter), cutter, numbers=chosen.numbers)
        query = clicked(reworded(query, kept.synonyms, snapshot, cutter, chosen.synonyms), snapshot, chosen.synonyms)
        # What a gift is, no category tells.
        query = self._placed(query, search.view, kept, cutter) if chosen.category and GIFT not in query.intents else query
        query = shared(weighted(query, chosen.weights), snapshot, chosen.word_share)
        query = reread(with_thing(query, snapshot, chosen.thing_weight), snapshot, cutter)
        query = with_intents(query)
        return search.with_(query=query, note="; ".join(_told(query, snapshot)))

    def _placed(self, query: Query, view: View, kept: Dictionary, cutter: Cutter) -> Query:
        """The query with its likely categories, and the filters that they make of its words."""
        snapshot, chosen = view.snapshot, self.settings
        classifier = snapshot.kept("classifier", Classifier.open)
        query = with_categories(query, snapshot, cutter, kept)
        query = headed(query, snapshot, chosen.head_share, context_of(snapshot)) if classifier and chosen.head_share else query
        query = wished(query, snapshot) if classifier and chosen.wishes else query
        query = _choosing(looked_around(query, kept.synonyms, view), view, cutter, numbers=chosen.numbers)
        if classifier and chosen.tails and query.sought:
            query = of_its_kind(query, view, chosen.category_filter)
        return within_category(query, view, chosen.category_filter) if classifier and query.sought else query


def _choosing(query: Query, view: View, cutter: Cutter, *, numbers: bool) -> Query:
    """The query that seeks in the categories of the things between which it leaves the choice what it says beside them."""
    chosen = either(query, view)
    return chosen if chosen.sought in ("", query.sought) else tokenised(chosen, cutter, numbers=numbers)


def _told(query: Query, snapshot: Snapshot) -> Iterator[str]:
    if query.correction is not None:
        done = "corrected" if query.correction.applied else "might be corrected"
        yield f"{done} to {query.correction.text} ({query.correction.kind})"
    if query.readings:
        yield "may mean " + ", ".join(f"{one.text} at {100 * one.chance:.0f} %" for one in query.readings)
    words = " ".join([token.text for token in query.tokens if token.tag == "word"])
    yield f"words: {words}" if words else "no words"
    if query.entities:
        yield "named: " + ", ".join([f"{entity.kind} {entity.name}" for entity in query.entities])
    if query.sought != query.text:
        yield f"sought: {query.sought or 'anything'}"
    if query.rewrites:
        yield "also: " + ", ".join(f"{one.text} for {unparted(' '.join(one.of))}" for one in query.rewrites)
    if query.intents:
        yield "intents: " + ", ".join(query.intents)
    if query.categories:
        row, chance = next(iter(query.categories.items()))
        yield f"category {snapshot.vocabulary('category').texts[row]} at {100 * chance:.0f} %"
