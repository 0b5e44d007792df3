"""The values that travel through searchrank: frozen, without behaviour beyond reading themselves.

Rows are positions in a snapshot (int32), in byte order of the product id. Times are Unix seconds (float) unless a name says otherwise.
"""

from searchrank.records.arrays import Floats, Rows, frozen
from searchrank.records.candidates import Candidates, MatchSet, Missing, Step
from searchrank.records.changed import changed
from searchrank.records.events import Event, Judgment
from searchrank.records.pages import Document, Hit, Page, Suggestion, Suggestions
from searchrank.records.queries import SORTS, Applied, Correction, Entity, Filter, Query, Reading, Rewrite, Shopper, Token
from searchrank.records.quickly import quickly_made
from searchrank.records.things import FIELDS, Ad, Attributes, Content, Product

__all__ = [
    "FIELDS",
    "SORTS",
    "Ad",
    "Applied",
    "Attributes",
    "Candidates",
    "Content",
    "Correction",
    "Document",
    "Entity",
    "Event",
    "Filter",
    "Floats",
    "Hit",
    "Judgment",
    "MatchSet",
    "Missing",
    "Page",
    "Product",
    "Query",
    "Reading",
    "Rewrite",
    "Rows",
    "Shopper",
    "Step",
    "Suggestion",
    "Suggestions",
    "Token",
    "changed",
    "frozen",
    "quickly_made",
]
