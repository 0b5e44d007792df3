"""Words of English that a catalogue need not have: takes the frequency list that symspellpy brings (SCOWL words, counted in Google's book n-grams),
writes and looks up how likely each is to be typed.

A word that the shop lacks may be what was meant all the same (lego, something): it is likelier than letters at random, and by that much harder to
correct. Misspelt words are not in the list.
"""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import numpy.typing as npt

from searchrank.query.correct.counts import hash_place
from searchrank.query.tokens import stem
from searchrank.store.arrays import text_hash, text_hashes
from searchrank.store.snapshot import Draft, Snapshot

LIST = "frequency_dictionary_en_82_765.txt"
FROM_ELSEWHERE = 0.05
"""The share of words, in a shop that speaks English alone, that the shop lacks and English has."""
SHORTEST = 3
NAME = "correct.english"
_VARIANTS = (
    ("z", "s"),
    ("our", "or"),
    ("gray", "grey"),
    ("pyj", "paj"),
    ("tyre", "tire"),
    ("ogue", "og"),
    ("ll", "l"),
    ("lery", "lry"),
    ("nce", "nse"),
)
"""How one word is spelled on either side of the Atlantic; taken in this order."""


def write_english(draft: Draft, written: Snapshot, counts: npt.NDArray[np.float32]) -> None:
    """Write `correct.english`, ascending hashes of the words, and beside them `correct.english.log`: ln of how likely each is typed in this shop, by
    how much of what its titles and queries say (`counts` of its units) is English."""
    lines = files("symspellpy").joinpath(LIST).read_text("utf-8-sig").splitlines()
    words, times = zip(*(line.split() for line in lines if line.index(" ") >= SHORTEST), strict=True)
    spoken = np.isin(written.array("units.hashes"), text_hashes(sorted({stem(word) for word in words})))
    share = float(counts[written.array("units.places")[spoken]].sum() / max(float(counts.sum()), 1.0))
    likely = np.array(times, np.float64) / np.array(times, np.float64).sum() * max(FROM_ELSEWHERE * share, 1e-9)
    hashes = text_hashes(words)
    order = np.argsort(hashes)
    draft.array(NAME, hashes[order])
    draft.array(f"{NAME}.log", np.log(likely[order]).astype(np.float32))


def is_variant(one: str, other: str) -> bool:
    """Whether two spellings are one word, as it is written on both sides of the Atlantic, or its plural.

    >>> is_variant("moisturizer", "moisturiser"), is_variant("colours", "color"), is_variant("fibre", "fiber"), is_variant("weeding", "wedding")
    (True, True, True, False)
    """
    return one != other and _unvaried(one.removesuffix("s")) == _unvaried(other.removesuffix("s"))


def _unvaried(word: str) -> str:
    for british, american in _VARIANTS:
        word = word.replace(british, american)
    return f"{word[:-2]}er" if word.endswith("re") else word


def english(word: str, snapshot: Snapshot) -> float | None:
    """ln of the likelihood that a word which the shop lacks is typed, because it is one of English; None for one that is none."""
    at = hash_place(snapshot.array(NAME), text_hash(word))
    return float(snapshot.array(f"{NAME}.log")[at]) if at >= 0 else None
