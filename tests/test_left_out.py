"""A run on a machine without a service must not look like a whole one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
import pytest

def test_that_needs_a_server():
    pytest.skip("PostgreSQL cannot be had: no initdb")

def test_that_is_skipped_for_another_reason():
    pytest.skip("only on Windows")

def test_that_runs():
    pass
"""


def run_pytest(folder: Path) -> str:
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (folder / "test_sample.py").write_text(TESTS, "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        "-c",
        str(folder / "pytest.ini"),
    ]
    return subprocess.run([*command, str(folder)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout


def test_a_test_skipped_for_want_of_a_service_is_named_loudly(tmp_path: Path) -> None:
    printed = run_pytest(tmp_path)
    assert "LEFT OUT FOR WANT OF A SERVICE" in printed
    assert "test_that_needs_a_server: PostgreSQL cannot be had: no initdb" in printed
    assert "did not run: 1." in printed
    assert "test_that_is_skipped_for_another_reason:" not in printed
