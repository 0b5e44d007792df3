"""One written form for texts that mean the same."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.query.ngrams import BITS, ngram_bitmap, ngram_bits, ngram_bytes
from searchrank.query.normalise import has_han, normalise, normalise_name

SAME = [
    ("Ｎｉｋｅ", "nike"),
    ("連衣裙", "连衣裙"),
    ("耳機　充電器", "耳机 充电器"),
    ("500 ML", "500ml"),
    ("500ｍｌ", "500ml"),
    ("2.5 KG", "2.5kg"),
    ('15.6"', "15.6inch"),
    ("15.6''", "15.6inch"),
    ("men's", "men"),
    ("mother\u2019s day", "mother day"),
    ("a\u200bb", "a b"),
    ("\ufeffmilk\n\t", "milk"),
    ("milk\x00tea\x1b", "milk tea"),
    ("①", "1"),
    ("", ""),
    ("   ", ""),
]


@pytest.mark.parametrize(("typed", "normal"), SAME)
def test_one_form_for_what_means_the_same(typed: str, normal: str) -> None:
    assert normalise(typed) == normal
    assert normalise_name(typed) == normal


def test_a_letter_behind_a_number_is_no_unit_when_the_word_goes_on() -> None:
    assert normalise("5 motors") == "5 motors"
    assert normalise("iphone 11 max") == "iphone 11 max"
    assert normalise("v1.2 m") == "v1.2 m"


def test_what_is_normal_already_stays() -> None:
    for normal in ("连衣裙 女 夏", "wh-1000xm4", "2.5kg 大米", "15.6inch laptop"):
        assert normalise(normal) == normal


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_has_a_normal_form_without_control_characters_or_double_blanks(text: str) -> None:
    normal = normalise(text)
    assert not any(ord(character) < 32 or ord(character) == 127 for character in normal)
    assert "  " not in normal
    assert normal == normal.strip()


def test_han_is_han_in_every_block() -> None:
    assert has_han("a跑")
    assert has_han("〇")
    assert has_han("\U00020000")
    assert not has_han("nike ひらがな 한글 ①")


def test_letters_in_common_are_bits_in_common() -> None:
    assert ngram_bits("") == 0
    assert ngram_bits("a b") == ngram_bits("ab")
    assert ngram_bits("shoes") & ngram_bits("shoe") == ngram_bits("shoe")  # sho hoe | sho hoe oes
    assert ngram_bits("shoes").bit_count() == 3
    bits = sum(int(word) << 64 * place for place, word in enumerate(ngram_bitmap("连衣裙 dress")))
    assert bits == ngram_bits("连衣裙 dress")
    assert len(ngram_bytes("x")) * 8 == BITS


def test_a_gram_is_the_bit_of_its_checksum() -> None:
    for text in ("", "é", "跑鞋", "连衣裙 dress 6.5英寸", "😀a b😀"):
        dense = text.replace(" ", "")
        size = min(3, len(dense))
        grams = {dense[at : at + size] for at in range(len(dense) - size + 1)} - {""}
        assert ngram_bits(text) == sum(1 << bit for bit in {zlib.crc32(gram.encode()) % BITS for gram in grams})


def test_every_kind_of_blank_is_one() -> None:
    for blank in filter(str.isspace, map(chr, range(0x3001))):
        assert normalise(f"a{blank}b") == normalise(f"{blank}a{blank}{blank}b{blank}") == "a b", hex(ord(blank))
    assert normalise("a\u200b\ud800\ufeffb") == normalise("a \t b") == "a b"


def test_a_unit_joins_a_whole_number_only() -> None:
    assert normalise("x5 ml 1.5 kg 3.2.1 kg 2 kgs") == "x5 ml 1.5kg 3.2.1 kg 2 kgs"
