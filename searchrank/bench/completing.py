"""What a keystroke costs: prefixes of queries of the bank, in Chinese, pinyin and English, completed by the published index and by the shop."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from random import Random

from searchrank.bench.figures import Figure, latency, timed
from searchrank.bench.making import SEED, Bench
from searchrank.shop import Shop, open_shop
from searchrank.suggest.complete import Completion

WARM_UP, MEASURED = 2000, 5000
LIMIT = 10


def completion_figures(bench: Bench) -> Iterator[Figure]:
    """The index alone, then the whole of `shop.suggest`."""
    shop = open_shop(bench.settings)
    try:
        typed = prefixes(shop)
        snapshot = shop.watch.view().snapshot
        completion = snapshot.kept("completion", Completion.open)
        blocks = shop.blocked.value.blocks
        calls = [timed(partial(completion.complete, text, LIMIT, blocks))[1] for text in typed]
        yield latency("complete", f"completion over {len(completion):,} queries", calls[WARM_UP:], "0.05 / 0.2")
        calls = [timed(partial(shop.suggest, text, limit=LIMIT))[1] for text in typed]
        yield latency("complete", "suggest, whole", calls[WARM_UP:], "0.3 / 1")
    finally:
        shop.close()


def prefixes(shop: Shop) -> list[str]:
    """What is in the box after each key, of logged queries drawn by their counts; as many as are warmed up and measured with."""
    texts, counts = zip(*shop.store.queries.read(), strict=True)
    drawn = Random(SEED).choices(texts, counts, k=WARM_UP + MEASURED)
    return list(islice((text[:end] for text in drawn for end in range(1, len(text) + 1)), WARM_UP + MEASURED))
