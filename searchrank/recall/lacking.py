"""What the best hits have nowhere: takes a query, its matches and their order, gives the words to be told as left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from searchrank.query.degrees import DEGREE
from searchrank.query.gifts import GIFT
from searchrank.query.intent import blanked
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold
from searchrank.query.normalise import HAN
from searchrank.query.people import PEOPLE
from searchrank.query.tokens import bigrams, units
from searchrank.query.words import JOINING
from searchrank.recall.matches import TITLE, Matches
from searchrank.records import Query

BEST_HITS = 10
_RUNS = re.compile(f"(?:(?![{JOINING}])[{HAN}]){{2,}}")


def lacking(query: Query, matches: Matches, order: npt.NDArray[np.intp]) -> tuple[str, ...]:
    """The words of the query that half of the best hits in this order, or more, have nowhere.

    Of Chinese that names nothing known also those of which they have the characters apart alone: 增高乐福鞋 is no 乐高. People whom the shop calls
    otherwise, and qualities by degree, are told as they were said. What became a wish is told as such, and is not among them.
    """
    best = order[:BEST_HITS]
    absent = set(_absent(matches, best))
    apart = [run for run in _unnamed(query) if _is_apart(run, matches, best)]
    wished = " ".join(one.text for one in query.applied if one.filter.lenient)
    words = (token.text for token in query.tagged("word") if token.text not in wished)
    # A present need not say that it is one.
    words = (word for word in words if not (GIFT in query.intents and fold(word) in lexicon().gift["nouns"]))
    left = [word for word in words if _is_absent(word, absent) and not any(word in run for run in apart)]
    degrees = {one.text: "".join(one.of) for one in query.rewrites if one.kind == DEGREE}
    people = {"".join(one.of): one.text for one in query.rewrites if one.kind == PEOPLE}
    told = [said for said in people if said not in wished]
    return (*told, *(degrees.get(word, word) for word in left if word not in people.values()), *(degrees.get(run, run) for run in apart))


def _absent(matches: Matches, best: npt.NDArray[np.intp]) -> Iterator[str]:
    """The units that most of the best hits lack."""
    terms = matches.units.terms
    lacks = _most((matches.present[best] < 0.5 * terms.unit_idf).sum(axis=0), len(best))
    return (text for text, missing in zip(terms.texts, lacks, strict=False) if missing)


def _is_absent(word: str, absent: set[str]) -> bool:
    return bool(absent) and (word in absent or not absent.isdisjoint(units(word).main))


def _most(count: npt.NDArray[np.intp], of: int) -> npt.NDArray[np.bool_]:
    """Half of so many, or more; of few, most must: half of two or three hits is chance."""
    return np.asarray(2 * count > of if of < BEST_HITS // 2 else 2 * count >= of, bool)


def _unnamed(query: Query) -> Iterator[str]:
    """The Chinese in which nothing known is named: words of two characters and more, and what falls apart into characters as one word."""
    words = [token.text for token in query.tagged("han_word") if len(token.text) > 1]
    for run in _RUNS.findall(blanked(query.text, query.entities)):
        inside = [word for word in words if word in run]
        yield from inside or ([run] if run in query.sought else [])


def _is_apart(word: str, matches: Matches, best: npt.NDArray[np.intp]) -> bool:
    """Whether most of the best hits have no two characters of a word side by side in the title, and not all of them in another field."""
    terms, pairs = matches.units.terms, matches.bigrams
    own = [terms.texts.index(text) for text in units(word).main if text in terms.texts[: terms.units]]
    of_word = [place for place, text in enumerate(pairs.terms.texts) if text in bigrams(word)]
    beside = (pairs.held()[best][:, of_word] > 0).any(axis=1)
    fields = np.delete(matches.units.presence[:-1], TITLE, axis=0)[:, best][:, :, own]
    within = (fields >= 0.5 * terms.unit_idf[own]).all(axis=2).any(axis=0)
    return bool(_most((~(beside | within)).sum(keepdims=True), len(best))[0])
