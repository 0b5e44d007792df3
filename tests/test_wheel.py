"""An installed wheel stands alone: built here, installed into an environment of its own, and used from another folder."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

ROOT = Path(__file__).resolve().parents[1]
PRODUCTS = (
    {"id": "p2", "title": "李宁 男子 跑鞋", "brand": "李宁", "category": "运动 > 跑鞋", "price": 299, "stock": 5},
    {"id": "p1", "title": "纯棉 连衣裙", "brand": "云裳", "category": "女装 > 连衣裙", "price": 159, "stock": 9},
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built with the backend that is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    done = subprocess.run(build, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> frozenset[str]:
    """The paths of all files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `searchrank` command of an environment that has the wheel, with the dependencies of this one and not this checkout."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    install = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=120)
    # Plain path lines only: a .pth inside this environment's site-packages (the editable install) is not followed from there.
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n", "utf-8")
    return folder / "bin" / "searchrank"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has nothing to do with the checkout, holding the products of a small shop."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "products.jsonl").write_text("".join(json.dumps(product, ensure_ascii=False) + "\n" for product in PRODUCTS), "utf-8")
    return folder


def clean_environment() -> dict[str, str]:
    """This process's variables without those that name a checkout, a shop or a setting."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH" and not name.startswith("SEARCHRANK_")}


def run(command: Path, folder: Path, *words: str) -> str:
    done = subprocess.run([command, *words], cwd=folder, env=clean_environment(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


def ask(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the server left with {server.returncode}"
        try:
            ask(f"{url}/health/ready")
            return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the server was not ready after a minute")


@pytest.fixture(scope="module")
def shop(installed: Path, elsewhere: Path) -> Path:
    """A folder in which the installed command has made and published a shop."""
    for words in (("init",), ("import", "products", "products.jsonl"), ("publish",)):
        run(installed, elsewhere, *words)
    return elsewhere


@pytest.fixture
def served(installed: Path, shop: Path) -> Iterator[str]:
    """The address of that shop, served by the installed command."""
    port = free_port()
    command = [installed, "serve", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, cwd=shop, env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def test_the_wheel_brings_two_import_names_and_no_other(names: frozenset[str]) -> None:
    roots = {name.split("/")[0] for name in names}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"searchrank", "searchrank_web"}


@pytest.mark.parametrize(
    ("source", "target", "pattern"),
    [
        ("web/searchrank_web/templates", "searchrank_web/templates", "*.html"),
        ("web/searchrank_web/static", "searchrank_web/static", "*.*"),
        ("migrations", "searchrank/store/migrations", "*.py"),
        ("fixtures", "searchrank/simulate/fixtures", "*.*"),
    ],
)
def test_the_wheel_holds_every_file_that_is_no_module(names: frozenset[str], source: str, target: str, pattern: str) -> None:
    wanted = {f"{target}/{path.relative_to(ROOT / source).as_posix()}" for path in (ROOT / source).rglob(pattern) if "__pycache__" not in path.parts}
    assert wanted, f"{source} has no {pattern}"
    assert wanted <= names


def test_the_wheel_holds_no_tests_caches_or_databases(names: frozenset[str]) -> None:
    assert not [name for name in names if "test" in name.split("/")[-1] or "__pycache__" in name or name.endswith((".db", ".pyc"))]


def test_the_wheel_is_typed_and_licensed(names: frozenset[str]) -> None:
    assert "searchrank/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_installed_command_uses_the_wheel_and_not_the_checkout(installed: Path, elsewhere: Path) -> None:
    code = "import searchrank.errors, searchrank_web; print(searchrank.errors.__file__, searchrank_web.__file__)"
    for path in run(installed.with_name("python"), elsewhere, "-c", code).split():
        assert Path(path).is_relative_to(installed.parents[1])


def test_an_installed_wheel_makes_publishes_and_searches_a_shop(installed: Path, shop: Path) -> None:
    page = json.loads(run(installed, shop, "search", "跑鞋", "--json"))
    assert [hit["id"] for hit in page["hits"]] == ["p2"]


def test_an_installed_wheel_serves_the_api_and_the_page(served: str) -> None:
    page = ask(f"{served}/search?q=%E8%BF%9E%E8%A1%A3%E8%A3%99")
    assert [hit["id"] for hit in page["hits"]] == ["p1"]
    with urllib.request.urlopen(served, timeout=5) as answer:
        assert answer.status == 200
        assert "text/html" in answer.headers["Content-Type"]
