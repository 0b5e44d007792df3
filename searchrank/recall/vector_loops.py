"""The loops of text vectors: tokens become features, features become a vector, vectors are compared. Compiled (`store.compiled`).

A text is a list of unit ids (`units` of the snapshot; UNKNOWN for what the catalogue lacks, GAP where neighbours are no neighbours). Its features are
the units themselves, pairs of neighbours, and pieces of Latin units (so that a misspelt word keeps most of them). Pairs and pieces are known by a
64-bit hash; those that only one product has are no features: a wrong character makes many of them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import F32, F32_2, I8, I8_2, I32, I64, INT, U8, U64, U64_2, bits_set, compiled

Ids = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.int8]
Keys = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int16]
Key = np.uint64

GAP, UNKNOWN = -1, -2
MOST_FEATURES = 2048
"""The most features of one text; a longer text is cut there."""
HAN_BYTES = 0xE3
"""From here on begins the UTF-8 of Han characters."""


@compiled()
def feature_at(key: Key, keys: Keys, places: Ids) -> int:
    """The feature that this hash stands for, -1 where there is none: `keys` is an open table, 0 where it is empty."""
    slot = np.int64(key & np.uint64(len(keys) - 1))
    while keys[slot] != 0:
        if keys[slot] == key:
            return int(places[slot])
        slot = (slot + 1) & (len(keys) - 1)
    return -1


@compiled()
def pair_key(left: int, right: int) -> Key:
    """The hash of two neighbouring units."""
    mixed = np.uint64(left + 1) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(right + 1) * np.uint64(0xC2B2AE3D27D4EB4F)
    return (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) | np.uint64(1)


@compiled()
def run_key(text: Bytes, start: int, end: int) -> Key:
    """The hash of a run of bytes of `^text$`."""
    hashed = np.uint64(14695981039346656037)
    for at in range(start, end):
        byte = np.uint64(94) if at == 0 else np.uint64(36) if at == len(text) + 1 else np.uint64(text[at - 1])
        hashed = (hashed ^ byte) * np.uint64(1099511628211)
    return (hashed ^ (hashed >> np.uint64(31))) | np.uint64(1)


@compiled()
def add_runs(text: Bytes, found: Keys, count: int) -> int:
    """Add the hashes of a Latin unit's runs of three and four bytes, and of its letters and digits (`r50`: `r`, `50`); gives the new count."""
    if not len(text) or text[0] >= HAN_BYTES:
        return count
    size = len(text) + 2
    for length in (3, 4):
        for start in range(max(0, size - length + 1)):
            if count < len(found):
                found[count] = run_key(text, start, start + length)
                count += 1
    start = 0
    for at in range(1, len(text) + 1):
        if (at == len(text) or (48 <= text[at] <= 57) != (48 <= text[at - 1] <= 57)) and count < len(found):
            found[count] = run_key(text, start + 1, at + 1) ^ np.uint64(2)
            count, start = count + 1, at
    return count


@compiled()
def add_keys(tokens: Ids, edges: Ints, texts: Bytes, found: Keys) -> int:
    """The hashes of a text's pairs and runs into `found`; gives how many. `edges` and `texts` are those of the units' texts."""
    count = 0
    for place in range(len(tokens)):
        token = tokens[place]
        if token < 0:
            continue
        if place and tokens[place - 1] >= 0 and count < len(found):
            found[count] = pair_key(tokens[place - 1], token)
            count += 1
        count = add_runs(texts[edges[token] : edges[token + 1]], found, count)
    return count


@compiled()
def add_known(found: Keys, count: int, keys: Keys, places: Ids, features: Ids, size: int) -> int:
    """The features of the first `count` hashes behind the first `size` features; gives how many there are then."""
    for at in range(count):
        feature = feature_at(found[at], keys, places)
        if feature >= 0 and size < len(features):
            features[size] = feature
            size += 1
    return size


@compiled()
def features_of(tokens: Ids, edges: Ints, texts: Bytes, units: int, keys: Keys, places: Ids, features: Ids) -> int:
    """The features of one text into `features`; gives how many. The first `units` units are features themselves."""
    size = 0
    for token in tokens:
        if 0 <= token < units and size < len(features):
            features[size] = token
            size += 1
    found = np.empty(len(features), np.uint64)
    return add_known(found, add_keys(tokens, edges, texts, found), keys, places, features, size)


@compiled(I32, I64, U8, U8, I64, INT, U64, I32)
def asked_features(tokens: Ids, edges: Ints, texts: Bytes, unknown: Bytes, bounds: Ints, units: int, keys: Keys, places: Ids) -> Ids:
    """The features of a query. `unknown` are the bytes of the Latin units that the catalogue lacks, one after another, `bounds` where each begins
    and the last ends."""
    features, found, count = np.empty(MOST_FEATURES, np.int32), np.empty(MOST_FEATURES, np.uint64), 0
    for place in range(len(bounds) - 1):
        count = add_runs(unknown[bounds[place] : bounds[place + 1]], found, count)
    size = features_of(tokens, edges, texts, units, keys, places, features)
    return features[: add_known(found, count, keys, places, features, size)]


@compiled(I32, I8_2, F32)
def sum_of_rows(features: Ids, table: Codes, scale: Floats) -> Floats:
    """The sum of these rows of the table, of length 1 (all 0 without a row): float32 (d,)."""
    vector = np.zeros(table.shape[1], np.float32)
    for feature in features:
        for column in range(table.shape[1]):
            vector[column] += scale[feature] * table[feature, column]
    length = np.sqrt((vector * vector).sum())
    return vector / length if length > 0 else vector


@compiled(F32, I8_2, F32, I32)
def cosines(vector: Floats, codes: Codes, scale: Floats, rows: Ids) -> Floats:
    """The cosine of a vector with the coded vectors of these rows: float32 (n,). The vector is coded too: whole numbers are multiplied many at a
    time, which is five times as fast and tells cosines within a hundredth."""
    found, code = np.zeros(len(rows), np.float32), np.empty(len(vector), np.int8)
    step = np.abs(vector).max() / np.float32(127)
    if step == 0:
        return found
    for column in range(len(vector)):
        code[column] = np.int8(np.rint(vector[column] / step))
    for place in range(len(rows)):
        row, total = rows[place], np.int32(0)
        for column in range(len(code)):
            total += np.int32(code[column]) * np.int32(codes[row, column])
        found[place] = total * scale[row] * step
    return found


@compiled(I8, I8_2, F32)
def all_cosines(code: Codes, codes: Codes, scale: Floats) -> Floats:
    """The product of a coded vector with every coded vector, times its scale: float32 (n,). Whole numbers are multiplied many at a
    time, which is far faster than `cosines`."""
    found = np.empty(len(codes), np.float32)
    for row in range(len(codes)):
        total = np.int32(0)
        for column in range(len(code)):
            total += np.int32(code[column]) * np.int32(codes[row, column])
        found[row] = total * scale[row]
    return found


@compiled(U64, U64_2)
def apart(signs: Keys, of_rows: Keys) -> Counts:
    """In how many signs every row differs from these: int16 (n,). Reads an eighth of what the codes hold."""
    found = np.empty(len(of_rows), np.int16)
    for row in range(len(of_rows)):
        total = 0
        for word in range(len(signs)):
            total += bits_set(signs[word] ^ of_rows[row, word])
        found[row] = np.int16(total)
    return found


@compiled(F32_2)
def signs_of(vectors: Floats) -> Keys:
    """The signs of each vector as bits, 64 a word: uint64 (n, d / 64)."""
    found = np.zeros((len(vectors), vectors.shape[1] // 64), np.uint64)
    for row in range(len(vectors)):
        for column in range(found.shape[1] * 64):
            if vectors[row, column] > 0:
                found[row, column // 64] |= np.uint64(1) << np.uint64(column % 64)
    return found


@compiled(F32_2, INT)
def coded(vectors: Floats, at_most: int) -> tuple[Codes, Floats]:
    """The vectors as whole numbers from -`at_most` to `at_most`, and the scale of each: int8 (n, d), float32 (n,)."""
    codes, scale = np.zeros(vectors.shape, np.int8), np.zeros(len(vectors), np.float32)
    for row in range(len(vectors)):
        most = np.abs(vectors[row]).max()
        if most > 0:
            scale[row] = most / at_most
            for column in range(vectors.shape[1]):
                codes[row, column] = np.int8(np.rint(vectors[row, column] / scale[row]))
    return codes, scale
