"""Characters apart: takes the matches of a query, gives whether they have nothing of it but single characters of words that the shop does not say.

戒指 would bring laptops for their 指纹 where no product is a ring: that looks like an answer and is none.
"""

from __future__ import annotations

import re

import numpy as np

from searchrank.query.lexicon import lexicon
from searchrank.query.normalise import HAN
from searchrank.recall.found import Flags
from searchrank.recall.matches import Matches

_WORDS = re.compile(f"[{HAN}]{{2,}}(?: [{HAN}]{{2,}})*")


def has_only_characters(matches: Matches, among: Flags, share: float) -> bool:
    """Whether of a Chinese query in which nothing is named these candidates have two neighbouring characters nowhere in a title, no character that is
    a thing by itself, and no more than this share by idf.

    What other words stand for counts as had; single characters are asked for as they are.
    """
    query = matches.query
    if query.entities or not _WORDS.fullmatch(query.sought) or not among.any():
        return False
    if matches.coverage[among].max() > share or matches.bigrams.held()[among].any():
        return False
    terms = matches.units.terms
    things = [column for column, text in enumerate(terms.texts[: terms.units]) if text in lexicon().one_character]
    return not np.any(matches.present[among][:, things] > 0)
