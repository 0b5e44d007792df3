"""What a keystroke costs: prefixes of logged queries as their text and as their pinyin, completed by the published index and by the shop.

A server remembers what it answered last, and beginnings are alike: so each prefix is completed with nothing remembered, which is what a new one
costs, and asked of the shop as it comes, which is what shoppers wait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from random import Random

from searchrank.bench.apart import apart
from searchrank.bench.figures import Figure, latency, timed
from searchrank.bench.making import SEED, Bench
from searchrank.query.pinyin import read_words
from searchrank.settings import Settings
from searchrank.shop import Shop, open_shop
from searchrank.store.settle import settle
from searchrank.suggest.complete import Completion

WARM_UP, MEASURED = 2000, 5000
LIMIT = 10


def completion_figures(bench: Bench) -> list[Figure]:
    """The index alone, then the whole of `shop.suggest`."""
    return apart("complete", completed, bench.settings)


def completed(part: str, settings: Settings) -> list[Figure]:
    """The same in this process."""
    with closing(open_shop(settings)) as shop:
        settle()
        typed, blocks = prefixes(shop), shop.blocked.value.blocks
        completion = Completion.open(shop.watch.view().snapshot)
        alone, spoken = (_unremembered(completion, texts, blocks) for texts in (typed, spelled(typed)))
        whole = [timed(partial(shop.suggest, text, limit=LIMIT))[1] for text in typed]
        return [
            latency(part, f"completion over {len(completion):,} queries", alone[WARM_UP:], "0.05 / 0.2"),
            latency(part, "the same in pinyin", spoken[WARM_UP:], "0.05 / 0.2"),
            latency(part, "suggest, whole", whole[WARM_UP:], "0.3 / 1"),
        ]


def _unremembered(completion: Completion, typed: Sequence[str], blocks: Callable[[str], bool]) -> list[float]:
    spent = []
    for text in typed:
        completion.remembered.clear()
        spent.append(timed(partial(completion.complete, text, LIMIT, blocks))[1])
    return spent


def spelled(typed: Sequence[str]) -> list[str]:
    """The same prefixes in Latin letters, as an input method shows them before a character is chosen."""
    known: dict[str, tuple[str, ...]] = {}
    return ["".join(read_words([text], known)) for text in typed]


def prefixes(shop: Shop) -> list[str]:
    """What is in the box after each key, of logged queries drawn by their counts; as many as are warmed up and measured with."""
    texts, counts = zip(*shop.store.queries.read(), strict=True)
    drawn = Random(SEED).choices(texts, counts, k=WARM_UP + MEASURED)
    return list(islice((text[:end] for text in drawn for end in range(1, len(text) + 1)), WARM_UP + MEASURED))
