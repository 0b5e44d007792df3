"""Loops are compiled, and work where nothing can be kept."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from searchrank.store.compiled import F32, I64, INT, U64, ascend, compiled, hash_not_below

SUM = """
def total(values, factor):
    whole = 0
    for value in values:
        whole += value * factor
    return whole
"""


def test_a_loop_without_a_file_is_compiled_for_this_process_alone() -> None:
    names: dict[str, Any] = {}
    exec(SUM, names)  # numba keeps compiled code beside a function's file: this one has none
    assert compiled(I64, INT)(names["total"])(np.arange(4), 10) == 60


def test_a_loop_takes_arrays_that_may_not_be_written() -> None:
    def first(values: Any, factor: int) -> int:
        return int(values[0] * factor)

    kept = np.arange(7, 9)
    kept.flags.writeable = False
    assert compiled(I64, INT)(first)(kept, 2) == 14


@compiled(U64, U64)
def hash_places(hashes: Any, wanted: Any) -> Any:
    places = np.empty(len(wanted), np.int64)
    for at in range(len(wanted)):
        places[at] = hash_not_below(hashes, wanted[at])
    return places


@pytest.mark.parametrize("count", [0, 1, 2, 7, 100, 5000])
@pytest.mark.parametrize("highest", [2**64, 2**40])
def test_a_hash_is_found_where_numpy_finds_it_however_evenly_hashes_lie(count: int, highest: int) -> None:
    """Those below 2^40 all lie where the very first is looked for."""
    random = np.random.default_rng(count)
    hashes = np.sort(random.integers(0, highest, count, np.uint64))
    wanted = np.concatenate([hashes, hashes + np.uint64(1), random.integers(0, 2**64, 500, np.uint64), np.array([0, 2**64 - 1], np.uint64)])
    assert hash_places(hashes, wanted).tolist() == np.searchsorted(hashes, wanted).tolist()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 17, 400])
def test_values_are_put_into_ascending_order(count: int) -> None:
    @compiled(F32)
    def ordered(values: Any) -> Any:
        copy = values.copy()
        ascend(copy)
        return copy

    values = np.random.default_rng(count).integers(0, 50, count).astype(np.float32)
    assert ordered(values).tolist() == sorted(values.tolist())


def loops() -> Iterator[tuple[str, ast.FunctionDef]]:
    for file in Path("searchrank").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef) and any("compiled" in ast.unparse(one) for one in node.decorator_list):
                yield f"{file}:{node.name}", node


def test_no_loop_sorts_with_numpy_whose_kept_code_clashes_between_modules() -> None:
    found = dict(loops())
    assert len(found) > 20
    sorting = {name for name, node in found.items() if {"sort", "argsort", "searchsorted"} & set(ast.unparse(node).replace("(", ".").split("."))}
    assert not sorting


def test_installing_compiles_every_loop() -> None:
    root = Path(__file__).parents[2]
    (imported,) = re.findall(r'-c "(import searchrank\..*?)"', (root / "Makefile").read_text("utf-8"))
    asked = f"{imported}, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    looping = [path for path in (root / "searchrank").rglob("*.py") if re.search(r"^@compiled\(", path.read_text("utf-8"), re.MULTILINE)]
    assert looping and {".".join(path.relative_to(root).with_suffix("").parts) for path in looping} <= set(loaded)
