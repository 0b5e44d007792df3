"""Words of understanding, cut by jieba's dictionary and the catalogue's own lexicon."""

from __future__ import annotations

from searchrank.query.words import cutter, lexicon_hash, lexicon_of


def test_a_name_of_the_catalogue_is_kept_whole() -> None:
    assert "花西子" not in cutter([]).words("花西子口红")
    assert cutter(["花西子"]).words("花西子口红") == ["花西子", "口红"]


def test_people_read_words_without_punctuation() -> None:
    assert cutter([]).all_words("nike, 跑鞋 (男) !") == ["nike", "跑鞋", "男"]


def test_a_latin_text_has_no_han_words() -> None:
    assert cutter([]).words("running shoes") == []
    assert cutter([]).all_words("running shoes!") == ["running", "shoes"]


def test_a_cutter_tells_which_lexicon_it_knows_whatever_the_order() -> None:
    one, other = cutter(["耐克", "花西子"]), cutter(["花西子", "耐克", "耐克"])
    assert one.description == other.description
    assert one.description["lexicon"] != cutter(["耐克"]).description["lexicon"]
    assert one.description["lexicon"] == lexicon_hash(sorted(["耐克", "花西子"]))


def test_the_lexicon_takes_short_chinese_names_only() -> None:
    assert lexicon_of(["跑鞋", "跑鞋", "鞋", "nike跑鞋", "一二三四五六七八九", "一二三四五六七八"]) == ["一二三四五六七八", "跑鞋"]
