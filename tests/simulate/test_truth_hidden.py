"""Nothing that learns, ranks or publishes opens the truth."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "searchrank"
LEARNERS = ("learn", "rank", "publish", "features", "recall", "query", "suggest", "rerank", "store")


def mentions(source: str) -> list[str]:
    """The texts and names of a source that speak of truth, as a folder or a module would be called; docstrings do not open anything."""
    tree = ast.parse(source)
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken]
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
    return [text for text in texts if "truth" in text.lower()] + [name for name in modules if "simulate" in name.split(".")]


@pytest.mark.parametrize("room", LEARNERS)
def test_no_room_that_learns_or_ranks_opens_the_truth(room: str) -> None:
    files = sorted((PACKAGE / room).rglob("*.py"))
    assert files, f"there is no room {room}"
    found = {path.name: spoken for path in files if (spoken := mentions(path.read_text("utf-8")))}
    assert found == {}


def test_a_source_that_opens_the_truth_is_found() -> None:
    assert mentions('"""The truth."""\npath = folder / "truth" / "impressions"') == ["truth"]
    assert mentions("from searchrank.simulate.truth.grade import grades") == ["searchrank.simulate.truth.grade"]
    assert mentions('"""Nothing of the truth."""\nfrom searchrank.records import Query') == []
