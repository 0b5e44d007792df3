"""A query that asks for one thing or another, or for two (air fryer or microwave, 洗发水和护发素): takes it, gives the query that looks around in the
categories of both, best-selling first.

All words together find what says both, which is neither: a shelf for a microwave and an air fryer. What titles call so as a whole (vacuum and mop) is
one thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from searchrank.query.heads import is_placed
from searchrank.query.intent import settled
from searchrank.query.kinds import CATEGORY, WORD
from searchrank.query.lexicon import lexicon
from searchrank.query.names import NO_ROW, is_leaf
from searchrank.query.tokens import has_unit
from searchrank.records import Applied, Entity, Filter, Query, changed
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

OR = re.compile(r"\s*(?:or|vs|versus|或|或者|还是|/)\s*(?:an? |the )?")
"""What leaves the choice between what stands on either side of it."""
_BOTH = re.compile(rf"{OR.pattern}|\s*(?:and|&|和|与)\s*(?:an? |the )?")


def either(query: Query, view: View) -> Query:
    """The query with a filter by the categories of the things of which it wants one or the other, or both; it seeks what else it says.

    As it is where the shopper decided about categories or asks for just what was typed, and where some product has no category.
    """
    things = [one for one in query.entities if one.kind in (CATEGORY, WORD)]
    if query.exact or not _are_choices(things, query.text, view.snapshot) or settled(query, CATEGORY) or not is_placed(view):
        return query
    said = query.text[things[0].start : things[-1].end]
    known = {*said.split(), *lexicon().english["asking"]}
    left = " ".join(word for word in query.sought.replace(said, " ").split() if word not in known)
    keys = view.snapshot.vocabulary("category.key").texts
    asked = [Applied(Filter(CATEGORY, keys[leaf]), said) for leaf in dict.fromkeys(one.leaf for one in things)]
    return changed(query, sought=left if has_unit(left) else "", applied=(*query.applied, *asked))


def _are_choices(things: Sequence[Entity], text: str, snapshot: Snapshot) -> bool:
    leaves = {one.leaf for one in things}
    if len(leaves) < 2 or any(leaf == NO_ROW or not is_leaf(snapshot, leaf) for leaf in leaves):
        return False
    return all(_BOTH.fullmatch(text[one.end : other.start]) for one, other in pairwise(things))
