"""`searchrank demo` makes a shop worth trying, once."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from click.testing import CliRunner, Result

from searchrank.cli import main
from searchrank.settings import load_settings
from searchrank.shop import Shop, open_shop


def command(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *words])


def answer(home: Path, *words: str) -> Any:
    done = command(home, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The home of a small demo shop, and what making it printed."""
    home = tmp_path_factory.mktemp("demo")
    done = command(home, "demo", "--small", "--no-serve")
    assert done.exit_code == 0, done.output
    return home, done.stdout


def test_the_demo_shows_what_to_try_with_what_comes(made: tuple[Path, str]) -> None:
    _, printed = made
    assert "1,000 generated products, 7 days of 1,000 simulated shoppers, simulated judgments" in printed
    assert "跑鞋" in printed
    assert "lianyi…" in printed


def test_a_shopper_finds_phones_before_their_cases(made: tuple[Path, str]) -> None:
    page = answer(made[0], "search", "phone")
    assert page["hits"][0]["document"]["category"][-1] == "Smartphones"


def test_the_demo_knows_other_words_for_things(made: tuple[Path, str]) -> None:
    page = answer(made[0], "search", "泡面")
    assert {hit["document"]["category"][-1] for hit in page["hits"][:3]} == {"方便面"}
    (change,) = answer(made[0], "dictionary", "history")
    assert (change["who"], change["why"]) == ("demo", "import of dictionary.tsv")


def test_pinyin_is_completed_in_the_demo_shop(made: tuple[Path, str]) -> None:
    texts = [one["text"] for one in answer(made[0], "suggest", "paoxie")["suggestions"]]
    assert "跑鞋" in texts


def test_a_model_was_trained_on_the_simulated_judgments_and_says_so(made: tuple[Path, str]) -> None:
    (kept,) = answer(made[0], "model", "list")
    schema = json.loads((made[0] / "models" / kept["version"] / "schema.json").read_bytes())
    assert schema["judged"] == "simulated"


@pytest.fixture(scope="module")
def shop(made: tuple[Path, str]) -> Iterator[Shop]:
    """The demo shop, open."""
    opened = open_shop(load_settings(made[0], {}))
    yield opened
    opened.close()


def test_suggestions_are_what_the_simulated_shoppers_searched(shop: Shop) -> None:
    popular = shop.suggest("", limit=10).suggestions
    assert {one.reason for one in popular} == {"log"} and popular[0].score > popular[-1].score


def test_the_empty_box_of_the_demo_shop_shows_words_worth_a_search(shop: Shop) -> None:
    words = shop.suggest("", scene="hint", limit=3).suggestions
    assert len(words) == 3 and all(one.hits >= 5 for one in words)


def test_something_is_offered_beside_what_is_popular(shop: Shop) -> None:
    popular = shop.suggest("", limit=30).suggestions
    beside = [one for text in popular for one in shop.suggest(text.text, scene="related").suggestions]
    assert beside and all(one.hits > 0 for one in beside)


def test_guides_and_query_cards_stand_among_the_products(shop: Shop) -> None:
    pages = [shop.search(one.text).hits for one in shop.suggest("", limit=30).suggestions]
    assert {"content", "query", "product"} <= {hit.type for hits in pages for hit in hits}


def test_a_demo_cannot_have_two_sizes(tmp_path: Path) -> None:
    refused = command(tmp_path, "demo", "--small", "--products", "900")
    assert refused.exit_code == 2 and "--small and --products 900 name two sizes" in refused.stderr


def test_a_second_demo_starts_from_what_is_there(made: tuple[Path, str]) -> None:
    home, _ = made
    before = [row["version"] for row in answer(home, "snapshot", "list")]
    again = command(home, "demo", "--products", "900", "--no-serve")
    assert again.exit_code == 0, again.output
    assert "has 1000 products, not 900" in again.stderr
    assert [row["version"] for row in answer(home, "snapshot", "list")] == before


def test_the_demo_leaves_another_shop_alone(tmp_path: Path) -> None:
    (tmp_path / "products.jsonl").write_text('{"id": "p1", "title": "跑鞋"}\n', "utf-8")
    home = tmp_path / "shop"
    assert command(home, "init").exit_code == 0
    assert command(home, "import", "products", str(tmp_path / "products.jsonl")).exit_code == 0
    refused = command(home, "demo", "--no-serve")
    assert refused.exit_code == 1
    assert "holds a shop that is not the demo's" in refused.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answered(url: str, server: subprocess.Popen[bytes]) -> bytes:
    """What the server says once it answers; fails where it leaves, or keeps silent for a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the server left with {server.returncode}"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bytes(answer.read())
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the demo did not serve within a minute")


def test_the_demo_shop_is_served(made: tuple[Path, str]) -> None:
    port = free_port()
    command = [sys.executable, "-m", "searchrank.cli", "--home", str(made[0]), "demo", "--small", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as server:
        try:
            page = json.loads(answered(f"http://127.0.0.1:{port}/search?q=phone", server))
        finally:
            # The server and its workers, which are of its session alone: how it stops is another test's matter.
            os.killpg(server.pid, signal.SIGKILL)
    assert page["total"] > 0
