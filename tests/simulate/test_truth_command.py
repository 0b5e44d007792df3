"""`searchrank simulate truth` writes judgments and labels over a world folder, whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from searchrank.cli import main
from searchrank.evaluate.trec import read_qrels
from searchrank.simulate.truth.labels import KINDS
from searchrank.simulate.world.folder import write_world

FILES = ("judgments", "queries", "labels")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world of 1,500 products."""
    made = tmp_path_factory.mktemp("world") / "world"
    write_world(made, 1500, 3, date(2026, 3, 1), lambda step, done, total: None, processes=1)
    return made


def truth(world: Path, out: Path, *words: str) -> Result:
    files = [part for name in FILES for part in (f"--{name}", str(out / name))]
    return CliRunner().invoke(main, ["simulate", "truth", "--world", str(world), *files, *words])


def test_the_truth_of_a_world_is_written_as_it_is_read(folder: Path, tmp_path: Path) -> None:
    done = truth(folder, tmp_path, "--count", "25", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    judged = read_qrels(tmp_path / "judgments")
    texts = dict(line.split("\t") for line in (tmp_path / "queries").read_text("utf-8").splitlines())
    assert told["queries"] == len(texts) == 25
    assert {one.query_id for one in judged} == set(texts)
    assert told["grades"] == {str(grade): count for grade, count in Counter(one.grade for one in judged).items()}
    labels = [json.loads(line) for line in (tmp_path / "labels").read_text("utf-8").splitlines()]
    assert {label["kind"] for label in labels} == set(KINDS)
    assert told["labels"]["correction"] == 25
    assert told["labels"] == dict(Counter(label["kind"] for label in labels))


def test_labels_agree_with_their_texts(folder: Path, tmp_path: Path) -> None:
    assert truth(folder, tmp_path, "--count", "200").exit_code == 0
    for line in (tmp_path / "labels").read_text("utf-8").splitlines():
        label = json.loads(line)
        if label["kind"] == "segmentation":
            assert "".join(label["segments"]) == label["text"].replace(" ", "")
        if label["kind"] == "entities":
            assert all(0 <= span["start"] < span["end"] <= len(label["text"]) for span in label["spans"])
        if label["kind"] == "correction":
            assert bool(label["error"]) <= (label["text"] != label["intended"])


def test_the_same_seed_gives_the_same_bytes_and_another_differs(folder: Path, tmp_path: Path) -> None:
    written = []
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        (tmp_path / name).mkdir()
        assert truth(folder, tmp_path / name, "--count", "15", "--seed", seed).exit_code == 0
        written.append([(tmp_path / name / file).read_bytes() for file in FILES])
    assert written[0] == written[1]
    assert all(one != other for one, other in zip(written[0], written[2], strict=True))


def test_a_world_that_is_not_there_or_not_whole_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    for world in (tmp_path / "nowhere", tmp_path):
        refused = truth(world, tmp_path)
        assert refused.exit_code == 1
        assert refused.stderr.startswith("error: ")
        assert refused.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_wrong_numbers_and_places_leave_nothing_behind(folder: Path, tmp_path: Path) -> None:
    assert truth(folder, tmp_path, "--count", "-3").exit_code == 2
    missing = truth(folder, tmp_path / "no" / "such")
    assert missing.exit_code == 2
    assert "there is no folder" in missing.stderr
    same = CliRunner().invoke(
        main, ["simulate", "truth", "--world", str(folder), *(word for name in FILES for word in (f"--{name}", str(tmp_path / "one")))]
    )
    assert same.exit_code == 2
    assert "name one file twice" in same.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_failure_on_the_way_leaves_the_earlier_files(folder: Path, tmp_path: Path) -> None:
    for name in FILES[1:]:
        (tmp_path / name).write_text("earlier")
    (tmp_path / "judgments").mkdir()
    assert truth(folder, tmp_path).exit_code == 2
    assert [(tmp_path / name).read_text() for name in FILES[1:]] == ["earlier", "earlier"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_a_small_world_says_how_many_queries_it_serves(folder: Path, tmp_path: Path) -> None:
    tiny = tmp_path / "tiny"
    write_world(tiny, 5, 3, date(2026, 3, 1), lambda step, done, total: None, processes=1)
    (tmp_path / "out").mkdir()
    done = truth(tiny, tmp_path / "out", "--count", "50")
    assert done.exit_code == 0
    assert "queries are served by this world" in done.stderr


def test_a_full_disk_is_one_sentence_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    words = [part for name in FILES for part in (f"--{name}", str(tmp_path / name))]
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        "from searchrank.cli import main; main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", limited, "simulate", "truth", "--world", str(folder), "--count", "40", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("error: no space is left")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
