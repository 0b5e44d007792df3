"""What the text encoder is trained on: pieces of titles as someone would type them, beside what is left. Compiled (`store.compiled`).

A piece is one to four spans of a title, some with a wrong character; half the time its spans are taken out of the other side, so that what goes
together is learned and not only what is equal. Random numbers come from `state` (one uint64), so the same catalogue gives the same encoder.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from searchrank.recall.vector_loops import GAP, MOST_FEATURES, Bytes, Ids, Ints, Keys, add_keys, features_of
from searchrank.store.compiled import F32, F32_2, FLAGS, FLOAT, I32, I64, INT, U8, U16_3, U64, compiled

Floats = npt.NDArray[np.float32]
State = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

STATE = types.uint64[::1]
WRITTEN, WRITTEN_2 = types.float32[::1], types.float32[:, ::1]
"""Array arguments that a loop changes."""

LONGEST = 64
"""Tokens of a text that are looked at: descriptions in a title's place would cost without telling more."""


@compiled()
def drawn(state: State, below: int) -> int:
    """The next whole number from 0 to `below` - 1 (xorshift)."""
    value = state[0]
    value ^= value << np.uint64(13)
    value ^= value >> np.uint64(7)
    value ^= value << np.uint64(17)
    state[0] = value
    return int((value >> np.uint64(11)) % np.uint64(below))


@compiled()
def chosen_spans(title: Ids, han: Flags, state: State) -> Ids:
    """The number of the span each token of a title belongs to, 0 for those left out."""
    spans, size = np.zeros(len(title), np.int32), len(title)
    for number in range(1, 2 + drawn(state, 4)):
        start = drawn(state, size)
        length = 2 + drawn(state, 3) if han[title[start]] else 1 + drawn(state, 2)
        for place in range(start, min(start + length, size)):
            spans[place] = number
    return spans


@compiled()
def typed_piece(title: Ids, spans: Ids, other: Ids, damaged: float, state: State) -> Ids:
    """The chosen tokens in their order; one of them, in a share `damaged` of the pieces, replaced by one of another title, or left out."""
    piece, count = np.empty(2 * len(title), np.int32), 0
    blanks = drawn(state, 2) == 0
    for place in range(len(title)):
        if spans[place]:
            if blanks and count and spans[place] != spans[place - 1]:
                piece[count] = GAP
                count += 1
            piece[count] = title[place]
            count += 1
    if drawn(state, 1000) < damaged * 1000:
        piece[drawn(state, count)] = other[drawn(state, len(other))] if drawn(state, 2) else GAP
    return piece[:count]


@compiled()
def rest_of(title: Ids, spans: Ids, state: State) -> Ids:
    """The title, half the time without the chosen tokens, unless nothing would be left."""
    left = (spans == 0).sum()
    if left == 0 or drawn(state, 2):
        return title
    rest, count = np.empty(len(title), np.int32), 0
    for place in range(len(title)):
        if spans[place] == 0:
            rest[count] = title[place]
            count += 1
        elif count and rest[count - 1] != GAP:
            rest[count] = GAP
            count += 1
    return rest[:count]


@compiled()
def field_tokens(row: int, field: int, fields: int, starts: Ints, values: Ids, lengths: Any) -> Ids:
    """The main tokens of one field of a product, the first LONGEST."""
    at = row * fields + field
    count = min(np.int64(lengths[row, field, 0]) + np.int64(lengths[row, field, 1]), LONGEST)
    return values[starts[at] : starts[at] + count]


@compiled()
def with_fields(row: int, title: Ids, fields: int, told: int, starts: Ints, values: Ids, lengths: Any) -> Ids:
    """The title's tokens with those of the next `told` - 1 fields behind, a gap between."""
    text, count = np.empty((told + 1) * (LONGEST + 1), np.int32), 0
    for token in title:
        text[count] = token
        count += 1
    for field in range(1, told):
        text[count] = GAP
        count += 1
        for token in field_tokens(row, field, fields, starts, values, lengths):
            text[count] = token
            count += 1
    return text[:count]


@compiled()
def piece_and_rest(title: Ids, other: Ids, han: Flags, damaged: float, state: State) -> tuple[Ids, Ids]:
    """A piece of the title as someone would type it, and what is left of the title."""
    spans = chosen_spans(title, han, state)
    return typed_piece(title, spans, other if len(other) else title, damaged, state), rest_of(title, spans, state)


@compiled(I32, I32, INT, I64, I32, U16_3, FLAGS, I64, U8, INT, U64, I32, FLOAT, STATE)
def training_pairs(
    rows: Ids, others: Ids, told: int, starts: Ints, values: Ids, lengths: Any, han: Flags, edges: Ints, texts: Bytes, units: int, keys: Keys,
    places: Ids, damaged: float, state: State
) -> tuple[Ids, Ints]:  # fmt: skip
    """For each product the features of a piece of its title and of what is left of it, text after text, and where each begins."""
    fields, bounds = lengths.shape[1], np.zeros(2 * len(rows) + 1, np.int64)
    found, count = np.empty(2 * len(rows) * MOST_FEATURES, np.int32), 0
    for place in range(len(rows)):
        title = field_tokens(rows[place], 0, fields, starts, values, lengths)
        other = field_tokens(others[place], 0, fields, starts, values, lengths)
        piece, rest = piece_and_rest(title, other, han, damaged, state)
        whole = with_fields(rows[place], rest, fields, told, starts, values, lengths)
        count += features_of(piece, edges, texts, units, keys, places, found[count : count + MOST_FEATURES])
        bounds[2 * place + 1] = count
        count += features_of(whole, edges, texts, units, keys, places, found[count : count + MOST_FEATURES])
        bounds[2 * place + 2] = count
    return found[:count], bounds


@compiled(I32, INT, I64, I32, U16_3, I64, U8)
def product_keys(rows: Ids, told: int, starts: Ints, values: Ids, lengths: Any, edges: Ints, texts: Bytes) -> tuple[Keys, Ints]:
    """The hashes of the pairs and runs of whole products, one after another, and where each begins."""
    fields, bounds = lengths.shape[1], np.zeros(len(rows) + 1, np.int64)
    found, count = np.empty(len(rows) * MOST_FEATURES, np.uint64), 0
    for place in range(len(rows)):
        title = field_tokens(rows[place], 0, fields, starts, values, lengths)
        text = with_fields(rows[place], title, fields, told, starts, values, lengths)
        count += add_keys(text, edges, texts, found[count : count + MOST_FEATURES])
        bounds[place + 1] = count
    return found[:count], bounds


@compiled(U64, STATE, types.int32[::1])
def open_table(hashes: Keys, keys: Keys, places: Ids) -> None:
    """Put the hashes into an open table, each with its number; changes keys and places, which begin as 0."""
    for number in range(len(hashes)):
        slot = np.int64(hashes[number] & np.uint64(len(keys) - 1))
        while keys[slot] != 0:
            slot = (slot + 1) & (len(keys) - 1)
        keys[slot], places[slot] = hashes[number], number


@compiled(I32, INT, I64, I32, U16_3, I64, U8, INT, U64, I32)
def product_features(
    rows: Ids, told: int, starts: Ints, values: Ids, lengths: Any, edges: Ints, texts: Bytes, units: int, keys: Keys, places: Ids
) -> tuple[Ids, Ints]:
    """The features of whole products, one after another, and where each begins."""
    fields, bounds = lengths.shape[1], np.zeros(len(rows) + 1, np.int64)
    found, count = np.empty(2 * len(rows) * MOST_FEATURES, np.int32), 0
    for place in range(len(rows)):
        title = field_tokens(rows[place], 0, fields, starts, values, lengths)
        text = with_fields(rows[place], title, fields, told, starts, values, lengths)
        count += features_of(text, edges, texts, units, keys, places, found[count : count + MOST_FEATURES])
        bounds[place + 1] = count
    return found[:count], bounds


@compiled(I32, I64, F32, F32_2)
def summed(features: Ids, bounds: Ints, weight: Floats, table: Floats) -> Floats:
    """The weighted sum of the rows of the table that each text's features name: float32 (texts, d)."""
    sums = np.zeros((len(bounds) - 1, table.shape[1]), np.float32)
    for text in range(len(bounds) - 1):
        for feature in features[bounds[text] : bounds[text + 1]]:
            for column in range(table.shape[1]):
                sums[text, column] += weight[feature] * table[feature, column]
    return sums


@compiled(I32, I64, F32, F32_2, WRITTEN_2, WRITTEN, WRITTEN_2, FLOAT)
def descended(features: Ids, bounds: Ints, weight: Floats, slope: Floats, table: Floats, squares: Floats, gradient: Floats, rate: float) -> None:
    """One step of AdaGrad, a rate a row: `slope` (texts, d) is the loss by each sum; `gradient` is all 0 before and after. Changes table and
    squares: they are the trainer's own."""
    for text in range(len(bounds) - 1):
        for feature in features[bounds[text] : bounds[text + 1]]:
            for column in range(table.shape[1]):
                gradient[feature, column] += weight[feature] * slope[text, column]
    for feature in features:
        total = np.float32(0)
        for column in range(table.shape[1]):
            total += gradient[feature, column] * gradient[feature, column]
        if total > 0:
            squares[feature] += total / table.shape[1]
            step = rate / np.sqrt(squares[feature])
            for column in range(table.shape[1]):
                table[feature, column] -= step * gradient[feature, column]
                gradient[feature, column] = 0
