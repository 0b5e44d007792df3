"""The dictionary of correction: takes the units and words of a catalogue and its queries, writes what may be meant and how that is spelled.

Entries are Latin words, and Chinese ones (spelled in pinyin). `correct.text` strings, `correct.spelling` strings, `correct.worth` (n,) ln of how
often, `correct.part` the same as a part of a longer run, where short words fit by chance; `correct.form` hashes of the spellings with letters left
out (see `letters`), ascending, `correct.form.entry` whose they are;
`correct.whole` and `correct.whole.entry` the same of whole spellings; `correct.sound` and `correct.sound.entry` of folded pinyin of Chinese ones.
`correct.initial` and `correct.initial.entry` of the first letters of their syllables;
`correct.syllable` strings folded syllables, `correct.reading` (20,992, 2) the syllables of each Han character from U+4E00 on, 0 for none;
`correct.sound_of` (V,) the syllable of a unit, 0 for what is no Han character.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from searchrank.query.correct.letters import all_forms, whole_hashes
from searchrank.query.normalise import has_han
from searchrank.query.pinyin import folded_sound, read_words, readings
from searchrank.query.tokens import stem
from searchrank.store.arrays import text_hashes
from searchrank.store.snapshot import Draft, Snapshot

FIRST_HAN, HAN_CHARACTERS = 0x4E00, 20_992
MOST_HAN_WORDS = 200_000
LONGEST_WORD, LONGEST_HAN = 24, 8
SHORTEST_LATIN, SHORT_LATIN = 3, 4
SHORT_PART = 4.0
"""What a short part of a longer run is worth less, in ln."""
PLURALS = "correct.plural"


@dataclass(frozen=True, slots=True)
class Entry:
    """What may be meant, how it is spelled in letters, and how often it is."""

    text: str
    spelling: str
    times: float
    initials: str = ""


def write_words(draft: Draft, written: Snapshot, counts: npt.NDArray[np.float32], queries: Iterable[tuple[str, float]]) -> None:
    """Write the dictionary of this snapshot; `counts` of its units, `queries` normalised texts with their weights."""
    entries = [*_latin(written, counts), *_chinese(written, queries), *_characters(written, counts)]
    draft.strings("correct.text", (entry.text for entry in entries))
    draft.strings("correct.spelling", (entry.spelling for entry in entries))
    draft.array("correct.worth", np.log(np.array([entry.times for entry in entries], np.float64) + 1.0))
    draft.array("correct.part", np.array([_part(entry) for entry in entries], np.float64))
    _write_spellings(draft, entries)
    chinese = np.array([at for at, entry in enumerate(entries) if has_han(entry.text)], np.int64)
    _write_hashed(draft, "sound", text_hashes([folded_sound(entries[at].spelling) for at in chinese]), chinese)
    short = np.array([at for at, entry in enumerate(entries) if entry.initials], np.int64)
    _write_hashed(draft, "initial", text_hashes([entries[at].initials for at in short]), short)
    _write_syllables(draft, written)


def _part(entry: Entry) -> float:
    short = len(entry.text) == 1 or (len(entry.text) <= SHORT_LATIN and entry.text.isascii())
    return math.log(entry.times + 1.0) - (SHORT_PART if short else 0.0)


def _latin(written: Snapshot, counts: npt.NDArray[np.float32]) -> Iterator[Entry]:
    plurals = dict(zip(written.strings(PLURALS), written.array(f"{PLURALS}.count").tolist(), strict=True))
    of_stem: dict[str, float] = {}
    for word, times in plurals.items():
        of_stem[stem(word)] = of_stem.get(stem(word), 0.0) + times
        yield Entry(word, word, times)
    for place, text in enumerate(written.vocabulary("units").texts):
        if SHORTEST_LATIN <= len(text) <= LONGEST_WORD and text.isascii() and text.isalpha():
            yield Entry(text, text, max(float(counts[place]) - of_stem.get(text, 0.0), 0.1))


def _chinese(written: Snapshot, queries: Iterable[tuple[str, float]]) -> Iterator[Entry]:
    """Words of two characters or more: those that the catalogue was cut into, and whole queries."""
    times: dict[str, float] = {}
    words = zip(islice(written.vocabulary("words").texts, MOST_HAN_WORDS), written.array("words.df").tolist(), strict=False)
    for text, often in (*words, *queries):
        if 2 <= len(text) <= LONGEST_HAN and all(map(has_han, text)):
            times[text] = times.get(text, 0.0) + often
    known: dict[str, tuple[str, ...]] = {}
    for text, often in times.items():
        syllables = read_words([text], known)
        yield Entry(text, "".join(syllables), often, "".join(syllable[:1] for syllable in syllables))


def _characters(written: Snapshot, counts: npt.NDArray[np.float32]) -> Iterator[Entry]:
    for place in np.flatnonzero(written.array("units.han")):
        text = written.vocabulary("units").texts[int(place)]
        yield Entry(text, read_words([text], {})[0], float(counts[place]))


def _write_spellings(draft: Draft, entries: Sequence[Entry]) -> None:
    # A lone syllable is near to every other one, so characters are found by whole spellings alone.
    words = np.array([at for at, entry in enumerate(entries) if len(entry.text) > 1], np.int64)
    offsets, letters = _letters([entries[at].spelling for at in words])
    hashes, owners = all_forms(offsets, letters)
    _write_hashed(draft, "form", hashes, words[owners] if len(words) else owners)
    offsets, letters = _letters([entry.spelling for entry in entries])
    _write_hashed(draft, "whole", whole_hashes(offsets, letters), np.arange(len(entries)))


def _letters(spellings: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    encoded = [spelling.encode() for spelling in spellings]
    offsets = np.concatenate(([0], np.cumsum([len(one) for one in encoded]))).astype(np.int64)
    return offsets, np.frombuffer(b"".join(encoded), np.uint8)


def _write_hashed(draft: Draft, name: str, hashes: npt.NDArray[np.uint64], entries: npt.NDArray[np.int64]) -> None:
    order = np.argsort(hashes, kind="stable")
    draft.array(f"correct.{name}", hashes[order].astype(np.uint64))
    draft.array(f"correct.{name}.entry", entries[order].astype(np.int32))


def _write_syllables(draft: Draft, written: Snapshot) -> None:
    number: dict[str, int] = {"": 0}
    reading = np.zeros((HAN_CHARACTERS, 2), np.int32)
    for at in range(HAN_CHARACTERS):
        character = chr(FIRST_HAN + at)
        spoken = read_words([character], {})[0]
        for place, syllable in enumerate(readings(character, spoken)[:2] if spoken.isalpha() and spoken.isascii() else ()):
            reading[at, place] = number.setdefault(folded_sound(syllable), len(number))
    draft.strings("correct.syllable", number)
    draft.array("correct.reading", reading)
    texts, sound_of = written.vocabulary("units").texts, np.zeros(len(written.vocabulary("units")), np.int32)
    for unit in np.flatnonzero(written.array("units.han")).tolist():
        code = ord(texts[unit]) - FIRST_HAN
        sound_of[unit] = reading[code, 0] if 0 <= code < HAN_CHARACTERS else 0
    draft.array("correct.sound_of", sound_of)
