"""What an operator writes is read in one way, or answered in one sentence that says what to write instead."""

from __future__ import annotations

import pytest

from searchrank.errors import InvalidInput, UnknownName
from searchrank.query.cycles import Consistent
from searchrank.query.entries import LONGEST_ENTRY, MOST_TERMS, Meaning, meaning


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("synonym", "西红柿，番茄", "番茄, 西红柿"),
        ("synonym", "Trainers ,SNEAKERS、 running shoes", "running shoes, sneakers, trainers"),
        ("synonym", "b, a -> d,c", "a, b => c, d"),
        ("synonym", "連衣裙, 裙子", "裙子, 连衣裙"),
        ("synonym", r"a\, b, c", r"a\, b, c"),
        ("narrower", "水果＝＞苹果", "水果 => 苹果"),
        ("correction", "addidas -> Adidas", "addidas => adidas"),
        ("entity", "耐可 => Brand : NIKE", "耐可 => brand: nike"),
        ("entity", "冰丝 => material", "冰丝 => material"),
        ("word", " 冰丝 ", "冰丝"),
    ],
)
def test_an_entry_has_one_form_however_it_is_written(kind: str, written: str, kept: str) -> None:
    said = meaning(kind, written)
    assert said.text == kept
    assert meaning(kind, kept) == said


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        ("synonyms", "a, b", "unknown kind of entry 'synonyms': did you mean synonym? known are synonym, narrower"),
        ("synonym", "番茄", "'番茄' is a synonym of nothing: write what it stands for"),
        ("synonym", "番茄, 番茄 ,", "is a synonym of nothing"),
        ("synonym", "shoe, Shoes", "is a synonym of nothing"),
        ("synonym", "=> a", "is a synonym of nothing: write what stands for it"),
        ("synonym", "a => b => c", "has 2 arrows: write one entry for each"),
        ("synonym", "a, b => b", "stands for itself ('b'): leave out what is on both sides"),
        ("synonym", "a, !!", "has the term '!!' without a letter or digit"),
        ("synonym", ", ".join(f"t{number}" for number in range(MOST_TERMS + 1)), f"keep at most {MOST_TERMS} in one entry"),
        ("synonym", "一二三四五六七八九十一二三, b", "of 13 words or characters: keep a term under 13 of them"),
        ("synonym", "x" * (LONGEST_ENTRY + 1), f"keep an entry under {LONGEST_ENTRY}"),
        ("narrower", "水果", "is a narrower of nothing"),
        ("correction", "a => b, c", "corrects to 2 texts: write the one that is meant"),
        ("correction", "a", "is a correction of nothing"),
        ("stop", "a, b", "has 2 terms: an entry of kind stop is one term"),
        ("stop", "a => b", "has an arrow, which a stop has not"),
        ("word", "ice silk", "is no Chinese word"),
        ("entity", "冰丝", "names nothing: write TERM => KIND"),
        ("entity", "冰丝 => stuff", "unknown kind of entity 'stuff': known are brand"),
        ("entity", "耐可 => brand", "does not say which brand: write TERM => brand: NAME"),
    ],
)
def test_an_entry_that_says_nothing_is_told_what_to_write(kind: str, text: str, sentence: str) -> None:
    with pytest.raises((InvalidInput, UnknownName)) as caught:
        meaning(kind, text)
    assert sentence in caught.value.message
    assert "\n" not in caught.value.message and len(caught.value.message) < 400


def taken(*entries: tuple[str, str]) -> list[str | None]:
    consistent = Consistent()
    return [consistent.take(meaning(*entry)) for entry in entries]


def test_a_circle_of_one_way_entries_is_seen_however_long_it_is() -> None:
    *before, last = taken(("synonym", "a => b"), ("synonym", "b => c"), ("narrower", "c => a"))
    assert before == [None, None]
    assert last == "closes a circle (c => a => b => c): write 'a, b, c' if both mean the same"


def test_an_entry_that_closed_a_circle_is_left_out_of_it() -> None:
    assert taken(("synonym", "a => b"), ("synonym", "b => a"), ("synonym", "b => c"))[1:] == [
        "closes a circle (b => a => b): write 'a, b' if both mean the same",
        None,
    ]


def test_correcting_what_is_a_synonym_is_no_circle() -> None:
    assert taken(("synonym", "a => b"), ("correction", "b => a")) == [None, None]


def test_a_word_has_one_correction_and_none_where_it_is_protected() -> None:
    told = taken(
        ("correction", "a => b"),
        ("correction", "a => c"),
        ("correction", "x, a => b"),
        ("protected", "a"),
        ("protected", "z"),
        ("correction", "z => y"),
    )
    assert told[1] == "corrects 'a', which is corrected to 'b' already: keep one of the two"
    assert told[2] is None
    assert told[3] == "is to be corrected to 'b' as well: remove one of the two"
    assert told[5] == "corrects 'z', which is protected: remove one of the two"


def test_the_terms_of_a_meaning_are_those_of_both_sides() -> None:
    assert Meaning("synonym", ("a",), ("b", "c")).terms == ("a", "b", "c")
