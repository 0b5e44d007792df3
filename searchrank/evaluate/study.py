"""What an evaluation is made on: queries that have both a text and judgments, and what is odd about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from searchrank.evaluate.means import Grades, by_query
from searchrank.evaluate.run import Searchable
from searchrank.records import Judgment


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """Queries to evaluate: `texts` by id (empty where only a finished run is scored), and the judgments of just these queries.

    `unknown_queries` counts judged query ids without a text, whose judgments are not used; `unjudged_queries` texts without a judgment;
    `contradictions` products judged again for the same query with another grade (the last counts).
    """

    texts: Mapping[str, str]
    judgments: tuple[Judgment, ...]
    unknown_queries: int = 0
    unjudged_queries: int = 0
    contradictions: int = 0

    @property
    def graded(self) -> Grades:
        """Query id -> product id -> grade."""
        return by_query(self.judgments)


@dataclass(frozen=True, slots=True)
class Oddities:
    """What a reader should know about a study in a shop: judged products that the shop does not have, queries that its model was trained on."""

    unknown_products: int
    trained_queries: int

    def untrained(self) -> Oddities:
        """The same for a pipeline without the model."""
        return replace(self, trained_queries=0)


def study_of(texts: Mapping[str, str] | None, judgments: Iterable[Judgment]) -> Study:
    """The queries that have text and judgments; every judged query where there are no texts.

    >>> study = study_of({"q1": "shoe", "q2": "hat"}, [Judgment("q1", "a", 1), Judgment("q9", "a", 1)])
    >>> dict(study.texts), study.unknown_queries, study.unjudged_queries
    ({'q1': 'shoe'}, 1, 1)
    """
    kept = tuple(judgments)
    if texts is None:
        return Study({}, kept, contradictions=_contradictions(kept))
    judged = {judgment.query_id for judgment in kept}
    known = tuple(judgment for judgment in kept if judgment.query_id in texts)
    return Study(
        texts={query_id: text for query_id, text in texts.items() if query_id in judged},
        judgments=known,
        unknown_queries=len(judged - texts.keys()),
        unjudged_queries=len(texts.keys() - judged),
        contradictions=_contradictions(known),
    )


def _contradictions(judgments: Iterable[Judgment]) -> int:
    first: dict[tuple[str, str], int] = {}
    found = set()
    for one in judgments:
        pair = (one.query_id, one.product_id)
        if first.setdefault(pair, one.grade) != one.grade:
            found.add(pair)
    return len(found)


def oddities(shop: Searchable, study: Study, normalise: Callable[[str], str]) -> Oddities:
    """What is odd about a study in this shop; `normalise` gives the form of a text under which training remembers it."""
    products = {judgment.product_id for judgment in study.judgments}
    trained = shop.trained_on()
    seen = sum(query_key(normalise(text)) in trained for text in study.texts.values())
    return Oddities(len(products - shop.known(products)), seen)


def query_key(normalised: str) -> str:
    """The 16 hex digits under which a model remembers a query that it was trained on: no text of a shopper stays in the model.

    >>> query_key("红色连衣裙")
    'db09e4591fd05b86'
    """
    return blake2b(normalised.encode(), digest_size=8).hexdigest()
