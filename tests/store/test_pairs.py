"""Pairs of characters while they are collected: the same as a pile of their texts."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.store.pairs import Pairs
from searchrank.store.piles import Names
from searchrank.store.snapshot import Draft, Snapshot

TEXTS = st.lists(st.sampled_from(["红色", "色红", "跑鞋", "𠀀丁", "ab", "\U0002ffff\U0002ffff"]), max_size=12)


def keys_of(texts: list[str]) -> np.ndarray:
    return np.array([ord(text[0]) << 32 | ord(text[1]) for text in texts], np.int64)


def assert_alike(pairs: Pairs, names: Names) -> None:
    assert pairs.values == names.values and pairs.texts == names.texts


@given(TEXTS, TEXTS, TEXTS, st.data())
@settings(max_examples=100, deadline=None)
def test_pairs_are_numbered_put_behind_and_taken_as_their_texts_are(
    first: list[str], second: list[str], third: list[str], data: st.DataObject
) -> None:
    pairs, names, more = Pairs.of(keys_of(first)), Names(), Names()
    names.add_all(first)
    more.add_all(second)
    pairs.extend(pickle.loads(pickle.dumps(Pairs.of(keys_of(second)))))
    names.extend(more)
    assert_alike(pairs, names)
    places = np.array(data.draw(st.permutations(range(len(names)))), np.int64)[: len(names) // 2]
    pairs.take(places)
    names.take(places)
    assert_alike(pairs, names)
    pairs.add_all(keys_of(third))
    names.add_all(third)
    assert_alike(pairs, names)


def test_thousands_of_pairs_keep_their_numbers(tmp_path: Path) -> None:
    keys = np.arange(0x4E00, 0x4E00 + 9000) << 32 | 0x8272
    pairs = Pairs()
    for some in np.array_split(np.concatenate((keys, keys[::-1])), 7):
        pairs.add_all(some)
    numbers = list(range(9000))
    assert pairs.values.tolist() == numbers + numbers[::-1] and list(pairs.keys) == keys.tolist()
    draft = Draft.begin(tmp_path, "v1")
    pairs.write(draft, "pairs")
    read = Pairs()
    read.read(Snapshot.open(draft.seal({"products": 1})), "pairs")
    read.add_all(keys[-1:])
    assert read.texts == pairs.texts and read.values.tolist() == [*pairs.values, 8999]
