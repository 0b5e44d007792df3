"""At the keyboard: takes a visitor with something to look for, types the next query key by key as a browser would pass it on, gives the search.

A browser asks for suggestions when the keys rest for a moment, not after every key; what is being composed (`pao'xie`) is asked for as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from searchrank.simulate.live.door import Answer, Search
from searchrank.simulate.live.task import Errand
from searchrank.simulate.live.visitor import SUGGESTED_S, Steps, Visitor, texts_of
from searchrank.simulate.typing.accept import LOOKING, Glance, glance
from searchrank.simulate.typing.typed import Key, Typed
from searchrank.simulate.typing.typist import Utterance

KEY_S = (0.29, 0.29, 0.20)
"""Seconds from key to key at the median, by device; log-normal. General knowledge: some 36 words a minute on phones, 52 on desktops."""
KEY_SIGMA = 0.5
REST_S = 0.1
"""The shop page asks when the keys rest for this long."""
ENTER_S = 0.4


def typed_search(visitor: Visitor, task: Errand) -> Steps[Search]:
    """The next wording of the need, as typed, or the suggestion that was taken on the way."""
    spoken = _spoken(visitor, task)
    task.said = spoken
    typed = spoken.typed
    task.tried.add(typed.intended)
    for place, pause in strokes(typed.keys, visitor.device, visitor.chance):
        yield from visitor.wait(pause)
        if place is not None and "complete" in visitor.world.scenes:
            taken = yield from _column(visitor, task, typed, place)
            if taken is not None:
                return taken
    yield from visitor.wait(ENTER_S)
    return Search(typed.text)


def strokes(keys: Sequence[Key], device: int, chance: np.random.Generator) -> Iterator[tuple[int | None, float]]:
    """(the key whose box is asked for, or None; seconds since the stroke before) for every key. The last one is followed by Enter."""
    pauses = chance.lognormal(np.log(KEY_S[device]), KEY_SIGMA, len(keys) + 1).tolist()
    for place in range(len(keys)):
        rests = place < len(keys) - 1 and pauses[place + 1] >= REST_S
        yield (place if rests else None), pauses[place]


def _spoken(visitor: Visitor, task: Errand) -> Utterance:
    """The first wording of the need, or another than the last one."""
    typist = visitor.world.typist
    if task.said is None:
        return typist.say(task.need, 0, visitor.dice)
    return typist.refine(task.need, 0, task.said, visitor.dice)


def _column(visitor: Visitor, task: Errand, typed: Typed, place: int) -> Steps[Search | None]:
    """Ask for what stands in the box, look at the column, and take what serves; only columns that were looked at are told."""
    prefix = typed.keys[place].shown
    answer = visitor.suggestions("complete", prefix)
    texts = texts_of(answer) if answer else []
    if answer is None or not texts:
        return None
    looked = _glance(visitor, task, typed, texts, place)
    if not looked.seen:
        return None
    yield from visitor.wait(SUGGESTED_S)
    visitor.shows(answer, prefix, max(looked.seen) + 1)
    return _taken(visitor, task, answer, prefix, texts, looked)


def _glance(visitor: Visitor, task: Errand, typed: Typed, texts: Sequence[str], place: int) -> Glance:
    characters, left = len(typed.keys[place].shown.replace("'", "")), len(typed.keys) - 1 - place
    worth = {text: 1.0 if text == typed.intended else 0.0 if text in task.tried else task.wanted.value(text) for text in texts}
    return glance(texts, characters, left, worth.__getitem__, visitor.trait("suggestion_use"), LOOKING[typed.language], visitor.dice)


def _taken(visitor: Visitor, task: Errand, answer: Answer, prefix: str, texts: Sequence[str], looked: Glance) -> Search | None:
    if looked.taken is None:
        return None
    task.tried.add(texts[looked.taken])
    return visitor.take(answer, prefix, texts[looked.taken], looked.taken + 1)
