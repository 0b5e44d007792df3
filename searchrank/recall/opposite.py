"""What says the opposite of what was asked for: takes a query and rows, gives which of these say it, and nothing of what was asked for.

夏天的被子 would bring those for winter, where no duvet says summer: nothing but the name of the thing tells them from others.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from searchrank.query.degrees import DEGREE
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold
from searchrank.recall.found import Flags
from searchrank.recall.saying import says
from searchrank.records import Query, Rows
from searchrank.store.view import View


def opposed(query: Query, view: View, rows: Rows) -> Flags | None:
    """Which rows say the opposite of a word of the query, and no word for the same: bool (n,); None where it says no such word, or both sides."""
    said = {fold(token.text) for token in query.tagged("word")} | {one.text for one in query.rewrites if one.kind == DEGREE}
    against = [sides for sides in lexicon().opposites if bool(said & sides[0]) != bool(said & sides[1])]
    if not against or not len(rows):
        return None
    found = np.zeros(len(rows), bool)
    for sides in against:
        own, other = sides if said & sides[0] else sides[::-1]
        found |= _say(view, rows, other) & ~_say(view, rows, own)
    return found


def _say(view: View, rows: Rows, words: Iterable[str]) -> Flags:
    """Which rows say one of these words; one character says too little in a title (厚底)."""
    return np.asarray(np.logical_or.reduce([says(view, rows, word) for word in sorted(words) if len(word) > 1]), bool)
