"""The map from a text's features to a network's vectors, so that a query costs a sum of rows: takes features and vectors, gives a table.

Vectors are centred (queries and products each by their own mean, which a network sets apart) and turned to the directions in which products differ
most; then a ridge regression says what each feature adds. (SPEC 5.3.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, cg

from searchrank.records import Floats

RIDGE = 0.3
ITERATIONS = 15
AT_ONCE = 16
"""Columns that are solved together: the memory of a step is features x this."""

Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]


def unit(vectors: Floats) -> Floats:
    """The same, each of length 1; what is 0 stays so."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """The directions that are kept, float32 (network, d), and the mean of products, float32 (network,)."""

    turn: Floats
    mean: Floats

    @staticmethod
    def of(products: Floats, dimensions: int) -> Space:
        """The `dimensions` directions in which these products' vectors differ most; zeros where they have not so many."""
        mean = products.mean(axis=0)
        centred = unit(products - mean)
        _, turn = eigh(centred.T.astype(np.float64) @ centred)
        kept = np.zeros((products.shape[1], dimensions), np.float32)
        kept[:, : min(dimensions, products.shape[1])] = turn[:, ::-1][:, :dimensions]
        return Space(kept, mean)

    def turned(self, vectors: Floats, mean: Floats | None = None) -> Floats:
        """Vectors in this space, of length 1, centred by `mean` (that of products without): float32 (n, d)."""
        return unit(unit(vectors - (self.mean if mean is None else mean)) @ self.turn)


def rows_of(features: Ids, bounds: Ints, weight: Floats) -> csr_array:
    """One row a text, of length 1: each feature as often as the text has it, times its weight."""
    rows = csr_array((weight[features], features, bounds), shape=(len(bounds) - 1, len(weight)), dtype=np.float32)
    rows.sum_duplicates()
    length = np.sqrt(np.asarray(rows.power(2).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.maximum(length, 1e-9), np.diff(rows.indptr)).astype(np.float32)
    return rows


def mapped(rows: csr_array, vectors: Floats, importance: Floats) -> Floats:
    """What each feature adds to a vector: float32 (features, d), which gives the rows' vectors with the least weighted squared error, small rows
    preferred (`RIDGE`). By conjugate gradient, some columns at a time."""
    table = np.empty((rows.shape[1], vectors.shape[1]), np.float32)
    weighted = rows.multiply(importance[:, None]).tocsr().T.tocsr()
    for start in range(0, vectors.shape[1], AT_ONCE):
        table[:, start : start + AT_ONCE] = _solved(rows, weighted, vectors[:, start : start + AT_ONCE])
    return table


def _solved(rows: csr_array, weighted: csr_array, vectors: Floats) -> Floats:
    shape = (rows.shape[1], vectors.shape[1])

    def normal(flat: Floats) -> Floats:
        some = flat.reshape(shape)
        return np.asarray(weighted @ (rows @ some) + np.float32(RIDGE) * some, np.float32).ravel()

    size = shape[0] * shape[1]
    found, _ = cg(LinearOperator((size, size), normal, dtype=np.float32), (weighted @ vectors).ravel(), maxiter=ITERATIONS)
    return np.asarray(found, np.float32).reshape(shape)
