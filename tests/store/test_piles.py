"""Values of products while they are collected: what is taken or put behind is what adding one by one would have made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.store.piles import Lists, Names, Numbers
from searchrank.store.snapshot import Draft, Snapshot

ENTRIES = st.lists(st.lists(st.sampled_from("abcdef"), max_size=4), max_size=8)


def pile_of(entries: list[list[str]]) -> Lists[Names]:
    pile = Lists(Names())
    for names in entries:
        pile.counts.values.append(len(names))
        pile.values.add_all(names)
    return pile


def assert_alike(one: Lists[Names], other: Lists[Names]) -> None:
    assert one.counts.values == other.counts.values
    assert one.values.values == other.values.values
    assert list(one.values.places.items()) == list(other.values.places.items())


@given(ENTRIES, st.data())
@settings(max_examples=100, deadline=None)
def test_taking_leaves_the_table_that_adding_would(entries: list[list[str]], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.sampled_from(range(len(entries))), unique=True)) if entries else []
    pile, added = pile_of(entries), pile_of([entries[place] for place in places])
    pile.take(np.array(places, np.int64))
    assert_alike(pile, added)


@given(ENTRIES, ENTRIES)
@settings(max_examples=100, deadline=None)
def test_a_pile_behind_another_is_what_adding_both_makes(first: list[list[str]], second: list[list[str]]) -> None:
    pile = pile_of(first)
    pile.extend(pile_of(second))
    assert_alike(pile, pile_of(first + second))


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    draft, numbers = Draft.begin(tmp_path, "v1"), Numbers("d", 2)
    numbers.values.extend([0.1, float("inf"), -2.0, 7.0])
    pile = pile_of([["红", "blue"], [], ["blue"]])
    pile.write(draft, "colours")
    numbers.write(draft, "numbers")
    kept, read, read_numbers = Snapshot.open(draft.seal({"products": 3})), Lists(Names()), Numbers("d", 2)
    read.read(kept, "colours")
    read_numbers.read(kept, "numbers")
    assert_alike(read, pile)
    assert read_numbers.values == numbers.values and len(read_numbers) == 2


def test_lists_of_several_fields_are_taken_together() -> None:
    pile = Lists(Numbers("i"), width=2)
    pile.counts.values.extend([1, 2, 0, 1])
    pile.values.values.extend([5, 6, 7, 8])
    pile.take(np.array([1, 0, 1]))
    assert pile.counts.values.tolist() == [0, 1, 1, 2, 0, 1] and pile.values.values.tolist() == [8, 5, 6, 7, 8]


def test_nothing_at_all_is_taken_and_put_behind() -> None:
    pile = pile_of([])
    pile.extend(pile_of([]))
    pile.take(np.array([], np.int64))
    assert len(pile.counts) == 0 and pile.values.places == {}
