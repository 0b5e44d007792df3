"""The house keeps its shape: imports run one way (the line under Rooms in docs/architecture.md), functions and files stay small.

A room imports itself and the rooms to its right on that line; an import inside a function or for types only is an import too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {"searchrank": ROOT / "searchrank", "searchrank_web": ROOT / "web" / "searchrank_web"}

SIDE_ROOMS = ("evaluate", "simulate")
KNOWN_TO_SIDE_ROOMS = ("errors", "records")
RIGHTMOST_ABOVE_SIDE_ROOMS = "learn"

FUNCTION_AIM, FUNCTION_LIMIT = 10, 25
FILE_LIMIT = 300


@dataclass(frozen=True)
class Import:
    """`room` names `module` in a line of a file."""

    place: str
    room: str
    module: str

    @property
    def target(self) -> str | None:
        """The room that is imported, None where it is not ours or is the package as a whole."""
        return room_of(self.module)


def room_of(module: str) -> str | None:
    """The room a module lies in."""
    package, *inner = module.split(".")
    if package == "searchrank_web":
        return "web"
    return inner[0] if package == "searchrank" and inner else None


def line_of_rooms() -> list[str]:
    """The rooms from left to right, as the architecture page draws them."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8").partition("## Rooms")[2]
    drawn = next(line for line in page.splitlines() if " -> " in line)
    return [room.strip() for level in drawn.split("->") for room in level.split(",")]


def sources() -> list[tuple[str, Path]]:
    """(module, file) of everything that ships."""
    return [
        (".".join((package, *path.relative_to(folder).with_suffix("").parts)), path)
        for package, folder in PACKAGES.items()
        for path in sorted(folder.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def imports(module: str, text: str) -> Iterator[Import]:
    """Every import of our own modules in a source text; relative ones are refused, because they hide the room."""
    room = room_of(module) or "searchrank"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno} imports relatively: write the whole name"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from (Import(f"{module}:{node.lineno}", room, name) for name in names if room_of(name))


def runs_up(one: Import, line: list[str]) -> bool:
    """Whether an import goes against the line; a room that is not drawn fails a test of its own."""
    if one.room in SIDE_ROOMS:
        return one.target not in (one.room, *KNOWN_TO_SIDE_ROOMS)
    if one.room not in line or one.target == one.room:
        return False
    if one.target in SIDE_ROOMS:
        return line.index(one.room) > line.index(RIGHTMOST_ABOVE_SIDE_ROOMS)
    return one.target in line and line.index(one.room) > line.index(one.target)


def upward(module: str, text: str) -> list[str]:
    line = line_of_rooms()
    return [f"{one.place} imports {one.module}" for one in imports(module, text) if runs_up(one, line)]


def functions(text: str) -> Iterator[tuple[str, int]]:
    """(name, lines) of each function: from `def` to its last line, without docstring and decorators."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = ast.get_docstring(node, clean=False) is not None
            docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_the_line_of_rooms_is_read_from_the_architecture_page() -> None:
    line = line_of_rooms()
    assert line[:4] == ["cli", "web", "bench", "shop"]
    assert line[-4:] == ["settings", "configuration", "errors", "records"]
    assert "rank" in line


def test_every_room_stands_on_the_line() -> None:
    rooms = {room_of(module) for module, _ in sources()} - {None, "__init__"}
    assert rooms <= {*line_of_rooms(), *SIDE_ROOMS}, f"rooms that docs/architecture.md does not draw: {rooms - {*line_of_rooms(), *SIDE_ROOMS}}"


@pytest.mark.parametrize(("module", "path"), sources(), ids=[module for module, _ in sources()])
def test_no_arrow_runs_up(module: str, path: Path) -> None:
    found = upward(module, path.read_text("utf-8"))
    assert not found, f"imports run left to right on the line of docs/architecture.md, these do not: {'; '.join(found)}"


@pytest.mark.parametrize(
    ("module", "text", "bad"),
    [
        ("searchrank.rank.fine", "from searchrank.shop import open_shop", True),
        ("searchrank.rank.fine", "def serve():\n    from searchrank import shop", True),
        ("searchrank.store.view", "import searchrank.query.tokens", True),
        ("searchrank.recall.engine", "from searchrank_web import create_app", True),
        ("searchrank.evaluate.run", "from searchrank.shop import Shop", True),
        ("searchrank.evaluate.run", "from searchrank.settings import Settings", True),
        ("searchrank.simulate.world", "from searchrank.evaluate import means", True),
        ("searchrank.rank.fine", "from searchrank.evaluate.means import evaluate", True),
        ("searchrank.learn.train", "from searchrank.suggest import bank", True),
        ("searchrank.learn.train", "from searchrank.evaluate.means import evaluate", False),
        ("searchrank.cli.evaluating", "def find():\n    from searchrank.shop import open_shop", False),
        ("searchrank.settings", "from searchrank.errors import InvalidSettings", False),
        ("searchrank.evaluate.run", "from searchrank.records import Page\nimport numpy", False),
    ],
)
def test_an_arrow_that_runs_up_is_seen(module: str, text: str, bad: bool) -> None:
    assert bool(upward(module, text)) is bad


@pytest.mark.parametrize(("module", "path"), sources(), ids=[module for module, _ in sources()])
def test_functions_and_files_stay_small(module: str, path: Path) -> None:
    text = path.read_text("utf-8")
    long = [f"{name} ({lines} lines)" for name, lines in functions(text) if lines > FUNCTION_LIMIT]
    assert not long, f"functions have at most {FUNCTION_LIMIT} lines, the aim is {FUNCTION_AIM}: {', '.join(long)}"
    count = len(text.splitlines())
    assert count <= FILE_LIMIT, f"{module} has {count} lines: files have at most {FILE_LIMIT}"


def test_the_middle_function_meets_the_aim() -> None:
    lengths = [lines for _, path in sources() for _, lines in functions(path.read_text("utf-8"))]
    assert median(lengths) <= FUNCTION_AIM, f"the median function has {median(lengths)} lines, the aim is {FUNCTION_AIM}"


def test_a_docstring_does_not_make_a_function_long() -> None:
    text = 'class A:\n    @property\n    def b(self):\n        """One.\n\n        Two.\n        """\n        return 1\n'
    assert list(functions(text)) == [("b", 2)]
