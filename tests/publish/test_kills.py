"""Law 5: a snapshot is whole or absent. A process is really killed, at each step and at random moments; the last good snapshot serves."""

from __future__ import annotations

import os
import random
import shutil
import signal
from pathlib import Path

import orjson
import pytest

from searchrank.publish.build import publish
from searchrank.settings import Settings
from searchrank.store.snapshot import verify_contents
from tests.publish import dying
from tests.shop_vocabulary import LivingShop, living_shop, shoes

STEPS = ("after_engine", "before_fsync", "after_fsync", "after_rename", "after_row", "before_current", "after_current")
IMPORT_STEPS = ("begun", "staging", "staged", "applying", "applied", "finished")
RANDOM_KILLS = int(os.environ.get("RANDOM_KILLS", "4"))
"""How many kills at random moments, of publishing and of importing each; ten are RANDOM_KILLS=10."""
MANY = 1300


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that has published red shoes and holds blue ones for the next publishing."""
    home = tmp_path_factory.mktemp("pristine")
    with living_shop(home, *shoes(30)) as shop:
        shop.put(*shoes(30, colour="蓝色"))
    return home


@pytest.fixture
def home(tmp_path: Path, pristine: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "home"))


def colour_seen(shop: LivingShop) -> str:
    """The colour of the shoes that the shop shows; all of them must have one."""
    hits = shop.shop.search("跑鞋").hits
    assert hits
    (colour,) = {hit.document["title"][:2] for hit in hits}
    return str(colour)


def assert_clean(shop: LivingShop) -> None:
    """Folders and register agree, nothing else lies about, and every snapshot has the contents it was published with."""
    assert shop.noted == shop.kept
    assert shop.leftovers == []
    for version in shop.kept:
        verify_contents(shop.settings.snapshots / version)


def test_the_named_steps_are_all_the_steps_there_are(home: Path) -> None:
    seen: list[str] = []
    with living_shop(home) as shop:
        publish(shop.store, shop.settings, checkpoint=seen.append)
    assert tuple(seen) == STEPS


@pytest.mark.parametrize("step", STEPS)
def test_a_publishing_killed_at_a_step_leaves_the_last_good_snapshot_serving(home: Path, step: str) -> None:
    assert dying.ended(dying.begin(Settings(home=home), dying.Publishing(), step)) == -signal.SIGKILL
    with living_shop(home) as shop:
        replaced = step == "after_current"
        assert shop.serving == ("v000002" if replaced else "v000001")
        assert colour_seen(shop) == ("蓝色" if replaced else "红色")
        assert shop.shop.health()["snapshot"]["fault"] is None
        assert shop.publish() == "v000003"
        assert (shop.serving, colour_seen(shop)) == ("v000003", "蓝色")
        assert shop.kept == (["v000001", "v000002", "v000003"] if replaced else ["v000001", "v000003"])
        assert_clean(shop)


def test_a_roll_back_after_a_killed_publishing_passes_over_the_version_that_never_served(home: Path) -> None:
    dying.ended(dying.begin(Settings(home=home), dying.Publishing(), "before_current"))
    with living_shop(home) as shop:
        shop.publish()
        assert shop.rollback() == "v000001"
        assert colour_seen(shop) == "红色"


def test_a_worker_that_is_open_goes_on_while_a_publishing_dies_beside_it(home: Path) -> None:
    with living_shop(home) as shop:
        assert colour_seen(shop) == "红色"
        dying.ended(dying.begin(Settings(home=home), dying.Publishing(), "after_rename"))
        shop.shop.watch.look()
        assert colour_seen(shop) == "红色"


@pytest.mark.parametrize("seed", range(RANDOM_KILLS))
def test_a_publishing_killed_at_a_random_moment_leaves_a_shop_that_serves(large: tuple[Path, float], tmp_path: Path, seed: int) -> None:
    pristine, seconds = large
    home = Path(shutil.copytree(pristine, tmp_path / "home"))
    dying.kill_after(dying.begin(Settings(home=home), dying.Publishing()), random.Random(f"publish {seed}").uniform(0, seconds))
    with living_shop(home) as shop:
        assert colour_seen(shop) == {"v000001": "红色", "v000002": "蓝色"}[str(shop.serving)]
        assert shop.publish() > str(shop.kept[0])
        assert colour_seen(shop) == "蓝色"
        assert_clean(shop)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """As `pristine`, with so many shoes that publishing takes a while, and the seconds that it takes."""
    home = tmp_path_factory.mktemp("large")
    with living_shop(home, *shoes(MANY)) as shop:
        shop.put(*shoes(MANY, colour="蓝色"))
    whole = Path(shutil.copytree(home, tmp_path_factory.mktemp("timed") / "home"))
    return home, dying.seconds_of(dying.begin(Settings(home=whole), dying.Publishing()))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A file of red shoes and a file of the same shoes in blue."""
    folder = tmp_path_factory.mktemp("files")
    made = {colour: folder / f"{colour}.jsonl" for colour in ("红色", "蓝色")}
    for colour, path in made.items():
        path.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in shoes(MANY, colour=colour)))
    return made


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, files: dict[str, Path]) -> tuple[Path, float]:
    """A shop that has imported and published the red shoes, and the seconds that importing the blue ones takes."""
    home = tmp_path_factory.mktemp("imported")
    with living_shop(home) as shop:
        shop.store.imports.run("products", files["红色"])
        shop.publish()
    whole = Path(shutil.copytree(home, tmp_path_factory.mktemp("timed") / "home"))
    return home, dying.seconds_of(dying.begin(Settings(home=whole), dying.Importing(files["蓝色"])))


@pytest.fixture
def stocked(tmp_path: Path, imported: tuple[Path, float]) -> Path:
    return Path(shutil.copytree(imported[0], tmp_path / "home"))


def test_the_named_steps_of_an_import_are_all_there_are(tmp_path: Path, files: dict[str, Path]) -> None:
    seen: list[str] = []
    with living_shop(tmp_path) as shop:
        shop.store.imports.run("products", files["红色"], checkpoint=seen.append)
    assert tuple(dict.fromkeys(seen)) == IMPORT_STEPS


@pytest.mark.parametrize("step", IMPORT_STEPS)
def test_an_import_killed_at_a_step_shows_nothing_until_it_is_run_again(stocked: Path, files: dict[str, Path], step: str) -> None:
    assert dying.ended(dying.begin(Settings(home=stocked), dying.Importing(files["蓝色"]), step)) == -signal.SIGKILL
    with living_shop(stocked) as shop:
        shop.publish()
        assert colour_seen(shop) == ("蓝色" if step == "finished" else "红色")
        finish_and_publish(shop, files["蓝色"], resumed=step != "finished")


@pytest.mark.parametrize("seed", range(RANDOM_KILLS))
def test_an_import_killed_at_a_random_moment_resumes(stocked: Path, files: dict[str, Path], imported: tuple[Path, float], seed: int) -> None:
    dying.kill_after(dying.begin(Settings(home=stocked), dying.Importing(files["蓝色"])), random.Random(f"import {seed}").uniform(0, imported[1]))
    with living_shop(stocked) as shop:
        states = [one.state for one in shop.store.imports.unfinished()]
        # Killed before it was noted, the import is as good as never begun: the shop is red, and the same command begins it.
        finish_and_publish(shop, files["蓝色"], resumed=bool(states))


def finish_and_publish(shop: LivingShop, file: Path, *, resumed: bool) -> None:
    """The same import again brings all products, and publishing then shows them."""
    report = shop.store.imports.run("products", file)
    assert (report.kept, report.bad_total, report.resumed) == (MANY, 0, resumed)
    assert shop.store.imports.unfinished() == []
    shop.publish()
    assert (shop.store.catalogue.count(), colour_seen(shop)) == (MANY, "蓝色")
