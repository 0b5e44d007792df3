"""Documents read together: takes the JSON of products, gives where the values of their fields stand, and these as they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from searchrank.publish.json_loops import ABSENT, PLAIN, Codes, Ints, fields
from searchrank.store.arrays import edges_of


@dataclass(frozen=True, slots=True, eq=False)
class Documents:
    """JSON objects as one `text`, its characters as `codes`; the fields of these `names` stand at `places`: (objects, names, 3), as `fields` says."""

    text: str
    codes: Codes
    names: Sequence[str]
    places: Ints

    @staticmethod
    def of(documents: Sequence[bytes], names: Sequence[str]) -> Documents:
        """These fields of these documents. Raises ValueError where one is none.

        >>> found = Documents.of([b'{"id":"7","title":"cup"}', b'{"title":["a"],"n":1}'], ("title", "n"))
        >>> found.json("title"), found.json("n")
        (['"cup"', '["a"]'], ['', '1'])
        """
        wanted, edges = np.frombuffer("".join(names).encode("utf-32-le"), np.uint32), edges_of(list(map(len, names)))
        text, codes, ends = _joined(documents)
        places, whole = fields(codes, ends, wanted, edges)
        if not whole:
            text, codes, ends = _joined([orjson.dumps(orjson.loads(document)) for document in documents])
            places, whole = fields(codes, ends, wanted, edges)
        if not whole:
            raise ValueError("a document is no JSON object: import the product that it is of again")
        return Documents(text, codes, names, places)

    def where(self, name: str) -> tuple[Ints, Ints]:
        """Where the values of a field begin and end; both 0 for one that is not there."""
        found = self.places[:, self.names.index(name)]
        return found[:, 0].copy(), found[:, 1].copy()

    def json(self, name: str) -> list[str]:
        """The values of a field as they are written, empty for one that is not there."""
        return [self.text[begin:end] for begin, end in self.places[:, self.names.index(name), :2].tolist()]

    def texts(self, name: str, read: Callable[[Any], str]) -> list[str]:
        """The texts of a field; `read` makes one of any other value, of None where there is none."""
        places = self.places[:, self.names.index(name)]
        begins, ends = places[:, 0] + 1, np.maximum(places[:, 1], 2) - 1
        found = [self.text[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
        for place in np.flatnonzero(places[:, 2] != PLAIN).tolist():
            begin, end, kind = places[place].tolist()
            found[place] = read(None if kind == ABSENT else orjson.loads(self.text[begin:end]))
        return found


def _joined(documents: Sequence[bytes]) -> tuple[str, Codes, Ints]:
    """The documents as one text, its characters, and where each ends."""
    texts = [str(document, "utf-8") for document in documents]
    text = "".join(texts)
    return text, np.frombuffer(text.encode("utf-32-le"), np.uint32), edges_of(list(map(len, texts)))[1:]
