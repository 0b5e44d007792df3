"""What a network says of query and product: how alike their titles are in meaning, whatever words they use.

Only where a network made the vectors, and of Chinese queries: there characters say less than a word does, and the cosine tells which of their
products are meant. Added to the day-one score it gained nothing where the catalogue's own encoder made the vectors, nor of English queries
(docs/architecture.md has the figures).
"""

from __future__ import annotations

import numpy as np

from searchrank.features.feature import feature
from searchrank.query.normalise import has_han
from searchrank.recall.matches import Matches
from searchrank.recall.vectors import TextVectors
from searchrank.records import Candidates, Floats, Query
from searchrank.store.view import View


@feature(unit="cosine", missing=0.0, monotone=1)
def meaning(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """Cosine of the vectors of query and product, -1 to 1; 0 for products that came since publishing, and for queries without a Han character."""
    vectors = TextVectors.of(view.snapshot)
    if vectors is None or not vectors.by_network or not has_han(query.text):
        return None
    rows = view.origins(candidates.rows)
    found = vectors.cosines(vectors.vector(query), np.maximum(rows, 0))
    return np.where(rows < 0, np.float32(0), found)
