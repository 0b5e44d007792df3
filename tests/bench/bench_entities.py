"""How well names are found in queries: `python -m tests.bench.bench_entities HOME [--queries 2000] [--seed 99] [--crf]`, for the home of a
demo shop.

Spans of the simulator's labels (of a seed that the shop's log has not) against those that understanding finds, by kind: start, end and kind agree.
With --crf beside them those of a CRF tagger over characters (python-crfsuite), trained on labels of other seeds from which every query of the
test set is left out. `as said` counts what is one thing by two conventions as one: `for gaming` and gaming, a model with and without its brand
before it, a colour that is a value.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from searchrank.pipeline import Search
from searchrank.query.normalise import normalise
from searchrank.query.understand import Understand
from searchrank.records import Query
from searchrank.settings import load_settings
from searchrank.shop import Shop, open_shop
from searchrank.simulate.truth.asking import asking
from searchrank.simulate.world.folder import open_world
from searchrank.simulate.world.reading import fixtures, load_lexicon

TRAIN_SEEDS, TRAINED = (5, 6, 8), 4000
LABELLED = {"word": "product", "fits": "model", "point": "value", "use": "value"}
FOUND = {"category": "product", "word": "product", "style": "value", "place": "value", "attribute": "value", "feature": "value"}
FOUND |= {"fresh": "marketing", "reading": "marketing", "cheap": "price"}
Spans = Mapping[tuple[int, int], str]
Labelled = tuple[str, Spans]


def labelled(home: Path, seed: int, count: int) -> Iterator[Labelled]:
    """Normal forms of queries with their spans."""
    world = open_world(home / "world")
    for label in asking(load_lexicon(fixtures()), world.places, world.today, seed).labels(count):
        if label["kind"] == "entities":
            yield _normal(label["text"], label["spans"])


def _normal(text: str, spans: Sequence[Mapping[str, Any]]) -> Labelled:
    """The label moved to the normal form, which may be shorter (women's: women)."""
    plain, found, at = normalise(text), {}, 0
    for span in sorted(spans, key=lambda one: one["start"]):
        said = normalise(text[span["start"] : span["end"]])
        start = plain.find(said, at)
        if start >= 0:
            at = start + len(said)
            found[start, at] = LABELLED.get(span["kind"], span["kind"])
    return plain, found


def understood(shop: Shop, text: str) -> Spans:
    """The spans that understanding finds."""
    stage = Understand(shop.settings.query)
    entities = stage.run(Search(Query(text, exact=True), shop.watch.view())).query.entities
    return {(one.start, one.end): FOUND.get(one.kind, one.kind) for one in entities}


def as_said(text: str, spans: Spans) -> Spans:
    """The spans in one convention."""
    found: dict[tuple[int, int], str] = {}
    for (start, end), kind in sorted(spans.items()):
        begin = start + 4 if text[start:end].startswith("for ") else start
        last = next(reversed(found), None)
        if kind == "model" and last and found[last] in ("brand", "model") and not text[last[1] : begin].strip():
            found.pop(last)
            begin = last[0]
        found[begin, end] = "value" if kind in ("colour", "material") else kind
    return found


def measured(pairs: Sequence[tuple[Spans, Spans]]) -> Mapping[str, tuple[float, float, float, int]]:
    """Precision, recall, F1 and number of true spans by kind, and of `all`."""
    true, found, right = Counter[str](), Counter[str](), Counter[str]()
    for wanted, got in pairs:
        for spans, counter in ((wanted, true), (got, found), (dict(wanted.items() & got.items()), right)):
            counter.update([*spans.values(), *("all" for _ in spans)])
    return {kind: (*_rates(right[kind], found[kind], true[kind]), true[kind]) for kind, _ in true.most_common()}


def _rates(right: int, found: int, true: int) -> tuple[float, float, float]:
    return right / max(found, 1), right / max(true, 1), 2 * right / max(found + true, 1)


def characters(text: str) -> list[list[str]]:
    """What a CRF reads of each character: itself and its neighbours, two to either side, pairs, the script, and the Latin word around it."""
    padded, words = f"<<{text}>>", _words(text)
    return [
        [f"{step}={padded[at + 2 + step]}" for step in range(-2, 3)]
        + [f"{step}:{padded[at + 2 + step : at + 4 + step]}" for step in range(-2, 2)]
        + [f"w={words[at]}", f"kind={'d' if text[at].isdigit() else 'a' if text[at].isascii() else 'h'}"]
        for at in range(len(text))
    ]


def _words(text: str) -> list[str]:
    return [word for piece in text.split(" ") for word in [*([piece] * len(piece)), " "]][: len(text)]


def tags(text: str, spans: Spans) -> list[str]:
    """Beginning and inside of spans by character."""
    found = ["O"] * len(text)
    for (start, end), kind in spans.items():
        found[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
    return found


def spans_of(said: Sequence[str]) -> Spans:
    """The spans that tags say."""
    found: dict[tuple[int, int], str] = {}
    start, kind = 0, ""
    for at, tag in enumerate([*said, "O"]):
        if kind and tag != f"I-{kind}":
            found[start, at] = kind
            kind = ""
        if tag.startswith("B-"):
            start, kind = at, tag[2:]
    return found


def crf(home: Path, test: Sequence[Labelled], folder: Path) -> list[Spans]:
    """What a CRF tags in the test queries."""
    import pycrfsuite

    unseen, trainer = {text for text, _ in test}, pycrfsuite.Trainer(verbose=False)
    for seed in TRAIN_SEEDS:
        for text, spans in islice(labelled(home, seed, TRAINED), TRAINED):
            if text not in unseen:
                trainer.append(characters(text), tags(text, spans))
    trainer.set_params({"c1": 0.1, "c2": 0.01, "max_iterations": 60})
    trainer.train(str(folder / "crf"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / "crf"))
    return [spans_of(tagger.tag(characters(text))) for text, _ in test]


def main() -> None:
    """Print the table of each tagger."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=99)
    parser.add_argument("--crf", action="store_true")
    asked = parser.parse_args()
    test = list(labelled(asked.home, asked.seed, asked.queries))
    shop = open_shop(load_settings(asked.home))
    taggers = {"dictionary": [understood(shop, text) for text, _ in test]}
    shop.close()
    with tempfile.TemporaryDirectory() as folder:
        if asked.crf:
            taggers["crf"] = crf(asked.home, test, Path(folder))
    for name, found in taggers.items():
        for way, convention in (("", lambda _, spans: spans), (" as said", as_said)):
            pairs = [(convention(text, spans), convention(text, got)) for (text, spans), got in zip(test, found, strict=True)]
            _tell(f"{name}{way}, {len(test)} queries")
            for kind, (precision, recall, f1, count) in measured(pairs).items():
                _tell(f"  {kind:10} {count:5} true  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
