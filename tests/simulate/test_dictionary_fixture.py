"""The demo's dictionary is one that an operator could import."""

from __future__ import annotations

from importlib.resources import as_file

from searchrank.cli.demo_shop import DICTIONARY
from searchrank.publish.dictionary_files import read_entries
from searchrank.query.normalise import has_han
from searchrank.simulate.world.reading import fixtures


def test_every_line_of_the_demos_dictionary_is_right() -> None:
    with as_file(fixtures() / DICTIONARY) as path:
        read = read_entries(path)
    assert read.faults == ()
    assert {entry.kind for entry in read.entries} == {"synonym", "narrower"}
    assert all(entry.note for entry in read.entries)
    assert {has_han(entry.text) for entry in read.entries} == {True, False}, "words of both languages"
