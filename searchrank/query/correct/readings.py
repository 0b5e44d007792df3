"""What else a text may have been meant to say: takes what correction weighed, gives the readings that it is not sure enough of to replace the text.

Only slips that say much of what was meant are read: a character that sounds like another or is left out, two that changed places, one typed twice.
Any other character in the place of one is a guess among hundreds, and on real queries such guesses cost as much as they brought; only the one that is
likely enough to be offered is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from searchrank.query.correct.correct import Weighed, likeliest
from searchrank.query.correct.strength import is_guess
from searchrank.query.correct.ways import Way
from searchrank.records import Correction, Reading
from searchrank.settings import QuerySettings

MOST_WEIGHED = 8
ALIKE, MOVED = ("homophone", "pinyin", "missing"), ("transposed", "doubled")
"""Slips that change characters, and those after which the same stand there."""
LENIENCE = 2.0
"""How much less likely than a correction, in ln, a reading may be to be looked for as well."""
MOST_BONUS = 4.5
"""A reading that is so much further behind is left out unlooked at: being found and searched as a whole seldom brings more."""
LEAST = 0.3
"""Readings less likely than this are left out."""


def readings(weighed: Weighed, settings: QuerySettings, offered: Correction | None = None) -> tuple[Reading, ...]:
    """At most `settings.readings` texts that may have been meant, the likeliest first; an offered one that `is_guess` is the only one.

    One with other characters must be told by a product better than the text itself: some product holds more of its characters than any holds of the
    text as typed. What is searched as the shop says it is so left alone, however strange its neighbours are.
    """
    least = math.log(LEAST) - LENIENCE - MOST_BONUS
    soft = [at for at, way in enumerate(weighed.ways) if weighed.gains[at] >= least and way.kind in (*ALIKE, *MOVED)]
    if settings.readings and offered is not None and is_guess(offered, settings):
        return (Reading(offered.text, 1 / (1 + math.exp(-offered.gain))),)
    if not soft or settings.readings == 0:
        return ()
    ways, gains = [weighed.ways[at] for at in soft], [weighed.gains[at] for at in soft]
    shares = dict(_shares(weighed, likeliest(weighed.text, ways, gains, weighed.damage, MOST_WEIGHED)))
    whole = 1.0 + sum(shares.values())
    found = [Reading(text, share / whole) for text, share in shares.items() if share / whole >= LEAST]
    return tuple(sorted(found, key=lambda one: -one.chance)[: settings.readings])


def _shares(weighed: Weighed, found: Mapping[str, tuple[float, Way]]) -> Iterator[tuple[str, float]]:
    model, held = weighed.damage.model, -1
    for text, (gain, way) in found.items():
        share = math.exp(min(gain + LENIENCE, 50.0))
        if share >= LEAST and way.kind not in MOVED:
            held = model.most_held(weighed.text) if held < 0 else held
            if model.most_held(text) <= held:
                continue
        if share >= LEAST:
            yield text, share
