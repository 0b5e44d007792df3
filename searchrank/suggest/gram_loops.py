"""The loops that count word sequences: takes titles as one stream of words or of numbers of sequences, below 0 where none begins. Compiled.

Titles and stretches are the number of each word's, ascending.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import I64, INT, compiled

Ints = npt.NDArray[np.int64]


@compiled(I64, I64, INT, INT)
def longer(numbers: Ints, stretches: Ints, length: int, known: int) -> Ints:
    """For each place the sequence one word longer than those of this length, as number * known + the next number; -1 where there is none."""
    found = np.full(len(numbers), -1, np.int64)
    for at in range(len(numbers) - length):
        if numbers[at] >= 0 and numbers[at + 1] >= 0 and stretches[at + length] == stretches[at]:
            found[at] = numbers[at] * known + numbers[at + 1]
    return found


@compiled(I64, I64)
def numbered(keys: Ints, order: Ints) -> tuple[Ints, Ints, Ints]:
    """For each different key, ascending as `order` says, where it stands first and how often; and the number of every key among them."""
    first, numbers, uses, count = np.empty(len(keys), np.int64), np.empty(len(keys), np.int64), np.zeros(len(keys), np.int64), 0
    for at in range(len(order)):
        place = order[at]
        if at == 0 or keys[place] != keys[order[at - 1]]:
            first[count] = place
            count += 1
        numbers[place] = count - 1
        uses[count - 1] += 1
    return first[:count].copy(), numbers, uses[:count].copy()


@compiled(I64, INT)
def numbered_words(keys: Ints, known: int) -> tuple[Ints, Ints, Ints]:
    """The same of keys from 0 on and below `known`."""
    first, uses, numbers = np.empty(known, np.int64), np.zeros(known, np.int64), np.empty(len(keys), np.int64)
    for place in range(len(keys)):
        if uses[keys[place]] == 0:
            first[keys[place]] = place
        uses[keys[place]] += 1
    renumbered = np.cumsum(uses > 0) - 1
    for place in range(len(keys)):
        numbers[place] = renumbered[keys[place]]
    return first[uses > 0], numbers, uses[uses > 0]


@compiled(I64, I64, INT)
def titles_with(numbers: Ints, titles: Ints, known: int) -> Ints:
    """How many titles have each of so many sequences."""
    found, last = np.zeros(known, np.int64), np.full(known, -1, np.int64)
    for at in range(len(numbers)):
        if numbers[at] >= 0:
            found[numbers[at]] += last[numbers[at]] != titles[at]
            last[numbers[at]] = titles[at]
    return found


@compiled(I64, I64, I64)
def titles_of(numbers: Ints, titles: Ints, frequency: Ints) -> Ints:
    """The titles of each sequence, ascending, sequence after sequence; `frequency` is how many each has."""
    begins, last = np.cumsum(frequency) - frequency, np.full(len(frequency), -1, np.int64)
    found = np.empty(frequency.sum(), np.int64)
    for at in range(len(numbers)):
        one = numbers[at]
        if one >= 0 and last[one] != titles[at]:
            found[begins[one]] = last[one] = titles[at]
            begins[one] += 1
    return found


@compiled(I64, I64, I64, INT, INT, INT)
def beside(numbers: Ints, words: Ints, stretches: Ints, offset: int, count: int, known: int) -> tuple[Ints, Ints]:
    """The word at this offset from each place where one of `count` sequences begins, as number * known + word; and how often each sequence has none
    in its stretch."""
    found, alone, at = np.empty(len(numbers), np.int64), np.zeros(count, np.int64), 0
    for place in range(len(numbers)):
        near = place + offset
        if numbers[place] >= 0:
            if 0 <= near < len(words) and stretches[near] == stretches[place]:
                found[at] = numbers[place] * known + words[near]
                at += 1
            else:
                alone[numbers[place]] += 1
    return found[:at].copy(), alone
