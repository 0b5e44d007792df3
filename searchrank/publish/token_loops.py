"""The loops that turn the tokens of products into inverted lists: takes numbers of tokens in row order, gives them by token. Compiled.

Nothing is as long as all tokens but what is given back: those of a large shop fill a quarter of a gigabyte each time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import FLAGS, I32, I64, INT, compiled

Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]


@compiled(I32, I64, INT)
def frequencies(tokens: Ints, edges: Places, known: int) -> Ints:
    """How many products hold each token; those of product i are `tokens[edges[i]:edges[i + 1]]`."""
    found, last = np.zeros(known, np.int32), np.full(known, -1, np.int64)
    for product in range(len(edges) - 1):
        for token in tokens[edges[product] : edges[product + 1]]:
            found[token] += last[token] != product
            last[token] = product
    return found


@compiled(I32, I64, I32)
def inverted(tokens: Ints, edges: Places, frequency: Ints) -> Ints:
    """The products of each token, ascending, token after token; `frequency` is how many each has."""
    begins, last = np.zeros(len(frequency) + 1, np.int64), np.full(len(frequency), -1, np.int64)
    for token in range(len(frequency)):
        begins[token + 1] = begins[token] + frequency[token]
    lists = np.empty(begins[-1], np.int32)
    for product in range(len(edges) - 1):
        for token in tokens[edges[product] : edges[product + 1]]:
            if last[token] != product:
                last[token] = product
                lists[begins[token]] = product
                begins[token] += 1
    return lists


@compiled(I32, I32, I32, FLAGS)
def of_script(tokens: Ints, counts: Ints, mains: Ints, script: npt.NDArray[np.bool_]) -> Ints:
    """How many of the main tokens of each list are of a script; main tokens stand first."""
    found, begin = np.zeros(len(counts), np.int32), 0
    for one in range(len(counts)):
        for token in tokens[begin : begin + mains[one]]:
            found[one] += script[token]
        begin += counts[one]
    return found
