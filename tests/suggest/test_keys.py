"""Keys of completion that are made and sorted together are those that are made one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import TempPathFactory

from searchrank.query.normalise import normalise
from searchrank.query.words import Cutter
from searchrank.settings import SuggestSettings
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.suggest.bank import BankEntry
from searchrank.suggest.index import write_completion
from searchrank.suggest.keys import AT_BITS
from searchrank.suggest.pinyin import SEPARATOR
from tests.suggest.plain_keys import all_keys, heavy_spans, syllables_of

HEAVY = 3
PIECES = (
    "跑鞋",
    "长",
    "薄壳",
    "乐",
    "男士",
    "nike",
    "the ",
    "wi-fi",
    "shoes",
    " ",
    "'",
    "·",
    "-",
    "é",
    "ß",
    "i\u0307",
    "𠀀",
    "の",
    "5",
    "2.5",
    "/",
    "，",
)
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join).map(normalise).filter(lambda text: text.strip(" -'’·_/"))


def written(entries: list[BankEntry], folders: TempPathFactory) -> Snapshot:
    folder = folders.mktemp("keys")
    draft = Draft(folder.parent, "v000000001", folder)
    write_completion(draft, entries, SuggestSettings(heavy_prefix=HEAVY))
    return Snapshot(folder, {"version": "v000000001", "products": 0})


def entries_of(texts: list[str], cut: Cutter) -> list[BankEntry]:
    ranked = sorted(dict.fromkeys(texts))
    return [BankEntry(text, text, tuple(cut.all_words(text)), float(len(ranked) - place), 1, "log") for place, text in enumerate(ranked)]


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(TEXTS, max_size=25))
def test_keys_made_together_are_those_made_one_by_one(cut: Cutter, tmp_path_factory: TempPathFactory, texts: list[str]) -> None:
    entries = entries_of(texts, cut)
    snapshot, plain = written(entries, tmp_path_factory), all_keys(entries)
    keys, entry = snapshot.ragged("suggest.key"), snapshot.array("suggest.entry")
    found = [(bytes(keys[place]), *divmod(entry.item(place), 1 << AT_BITS)) for place in range(len(keys))]
    assert found == plain
    assert snapshot.array("suggest.head").tolist() == [int.from_bytes(key[:8].ljust(8, b"\0"), "big") for key, _, _ in plain]
    assert [divmod(span, 1 << 32) for span in snapshot.array("suggest.span").tolist()] == heavy_spans(plain, HEAVY)
    assert list(snapshot.strings("suggest.syllables")) == [SEPARATOR.join(syllables_of(entry)) for entry in entries]


def test_keys_that_agree_for_long_are_in_order(cut: Cutter, tmp_path_factory: TempPathFactory) -> None:
    texts = ["跑鞋" * times + end for times in (1, 2, 3, 5) for end in ("", "男", "女", "a")]
    snapshot = written(entries_of(texts, cut), tmp_path_factory)
    keys = snapshot.ragged("suggest.key")
    found = [bytes(keys[place]) for place in range(len(keys))]
    assert found == sorted(found)


def test_an_entry_far_down_the_bank_is_told_from_the_others(cut: Cutter, tmp_path_factory: TempPathFactory) -> None:
    entries = entries_of([f"item {number}" for number in range(1000)], cut)
    numbers = written(entries, tmp_path_factory).array("suggest.entry") >> AT_BITS
    assert np.array_equal(np.unique(numbers), np.arange(1000))
