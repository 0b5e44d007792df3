"""Documents together are read as JSON reads each."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.publish.documents import Documents
from searchrank.publish.json_loops import members

CHARACTERS = st.one_of(st.sampled_from('"\\{}[],: \n鞋𠀀'), st.characters(exclude_categories=["Cs"]))
TEXTS = st.text(CHARACTERS, max_size=5)
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
VALUES = st.recursive(PLAIN, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)), max_leaves=6)
OBJECTS = st.dictionaries(st.one_of(st.sampled_from(["title", "n", "ti"]), TEXTS), VALUES, max_size=5)


def written(value: Any) -> str:
    return orjson.dumps(value).decode()


@given(st.lists(OBJECTS, max_size=5), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_field_says_of_each_document_what_its_json_says(objects: list[dict[str, Any]], spaced: bool) -> None:
    found = Documents.of([orjson.dumps(one, option=orjson.OPT_INDENT_2 if spaced else 0) for one in objects], ("title", "n"))
    for name in ("title", "n"):
        assert found.json(name) == [written(one[name]) if name in one else "" for one in objects]
        said = found.texts(name, lambda value: value if isinstance(value, str) else f"read {value!r}")
        assert said == [one[name] if isinstance(one.get(name), str) else f"read {one.get(name)!r}" for one in objects]


@given(st.lists(OBJECTS, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_members_of_an_object_are_found_one_by_one(objects: list[dict[str, Any]]) -> None:
    found = Documents.of([orjson.dumps({"n": one}) for one in objects], ("n",))
    begins, ends, counts = members(found.codes, *found.where("n"))
    assert counts.tolist() == list(map(len, objects))
    said = [found.text[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    assert said == [written({name: value})[1:-1] for one in objects for name, value in one.items()]


@pytest.mark.parametrize("document", [b"", b"{", b'{"title":"a', b'{"title":}', b"[1]", b'{"title" "a"}'])
def test_what_is_no_object_is_refused(document: bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON|column|unexpected|EOF"):
        Documents.of([b'{"title":"a"}', document], ("title",))
