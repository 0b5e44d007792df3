"""Files of entries: what is right is taken, what is wrong is named by its line, and what was exported comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchrank.errors import InvalidInput
from searchrank.publish.dictionary_files import EntryFile, read_entries, written
from searchrank.store.dictionary import Entry

BAD = "synonym\t番茄, 西红柿\tveg\nsynonym\t西红柿，番茄\nsynonym\ta => b\nsynonym\tb => a\nsynonym\tx =>\nfoo\tx\nstop\nword\t冰丝\n"


def read(folder: Path, name: str, content: str | bytes, *kept: Entry) -> EntryFile:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_entries(path, kept)


def said(read: EntryFile) -> list[tuple[str, str]]:
    return [(entry.kind, entry.text) for entry in read.entries]


def test_every_bad_line_is_named_and_the_good_ones_are_kept(tmp_path: Path) -> None:
    found = read(tmp_path, "words.tsv", BAD)
    assert said(found) == [("synonym", "番茄, 西红柿"), ("synonym", "a => b"), ("word", "冰丝")]
    assert found.lines == 8
    assert [(fault.line, fault.message) for fault in found.faults] == [
        (2, "synonym '西红柿，番茄' says what line 1 says: remove one of the two"),
        (4, "synonym 'b => a' closes a circle (b => a => b): write 'a, b' if both mean the same"),
        (5, "'x =>' is a synonym of nothing: write what it stands for"),
        (6, "unknown kind of entry 'foo': known are synonym, narrower, correction, protected, stop, entity, word"),
        (7, "'stop' has 1 columns: write kind, tab, entry, and a note behind another tab"),
    ]


def test_a_solr_file_holds_synonyms_and_comments(tmp_path: Path) -> None:
    found = read(tmp_path, "synonyms.txt", "# vegetables\n\n番茄, 西红柿\nufo => flying saucer\n")
    assert (said(found), found.faults, found.lines) == ([("synonym", "番茄, 西红柿"), ("synonym", "ufo => flying saucer")], (), 2)


def test_json_lines_are_read_and_other_objects_are_named(tmp_path: Path) -> None:
    lines = '{"kind": "stop", "entry": "促销", "note": "ads"}\n{"kind": "stop"}\n{"kind": "stop", "entry": "新", "date": 1}\n[1]\n{"kind": \n'
    found = read(tmp_path, "words.jsonl", lines)
    assert found.entries == (Entry("stop", "促销", "ads"),)
    assert [fault.line for fault in found.faults] == [2, 3, 4, 5]
    assert found.faults[0].message == "the object has no text as 'entry': write kind, entry and note as texts"
    assert found.faults[1].message == "the object has the unknown field 'date': write kind, entry and note as texts"


def test_a_line_of_another_encoding_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, "synonyms.txt", "番茄, 西红柿\n".encode() + "土豆, 马铃薯\n".encode("gbk"))
    assert said(found) == [("synonym", "番茄, 西红柿")]
    assert (found.faults[0].line, "is no UTF-8 text" in found.faults[0].message) == (2, True)


def test_a_line_that_contradicts_what_is_kept_is_a_fault_and_one_that_says_it_again_is_none(tmp_path: Path) -> None:
    found = read(tmp_path, "synonyms.txt", "b => a\na => b\n", Entry("synonym", "a => b"))
    assert [fault.line for fault in found.faults] == [1]
    assert said(found) == [("synonym", "a => b")]


@pytest.mark.parametrize("name", ["all.tsv", "all.jsonl"])
def test_what_was_written_is_read_again(tmp_path: Path, name: str) -> None:
    entries = (Entry("synonym", "a\\, b, c", "note"), Entry("stop", "促销"), Entry("entity", "耐可 => brand: 耐克", "x"))
    found = read(tmp_path, name, "".join(written(entries, name)))
    assert (found.entries, found.faults) == (entries, ())


def test_a_file_for_synonyms_alone_refuses_other_kinds() -> None:
    assert list(written([Entry("synonym", "a, b")], "x.txt")) == ["a, b\n"]
    with pytest.raises(InvalidInput, match=r"x.txt can hold synonyms only, and there is the stop '促销': name a .tsv or .jsonl"):
        list(written([Entry("stop", "促销")], "x.txt"))
