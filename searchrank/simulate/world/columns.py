"""Columns of the truth: takes listings, gives a Catalogue; keeps one in a folder, a file a column, and opens it again memory-mapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from searchrank.errors import NotFound
from searchrank.simulate.world.catalogue import LANGUAGE_PLACES, NONE, SLOTS, TASTES, Catalogue, Places
from searchrank.simulate.world.lexicon import Lexicon
from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.reading import fixtures, load_lexicon
from searchrank.simulate.world.saying import TitleReader, title_reader
from searchrank.simulate.world.shops import Market, shop_names
from searchrank.simulate.world.style import Style

KINDS: Mapping[str, tuple[str, tuple[int, ...]]] = MappingProxyType(
    {
        "id": ("S14", ()),
        "style": ("i4", ()),
        "language": ("i1", ()),
        "leaf": ("i2", ()),
        "filed": ("i2", ()),
        "brand": ("i2", ()),
        "model": ("i2", ()),
        "fits": ("i2", ()),
        "audience": ("i1", ()),
        "values": ("u4", (SLOTS,)),
        "points": ("u4", ()),
        "uses": ("u4", ()),
        "shop": ("i4", ()),
        "price": ("f4", ()),
        "quality": ("f4", ()),
        "look": ("f4", (TASTES,)),
        "appeal": ("f4", ()),
        "stock": ("i4", ()),
        "sales": ("i4", ()),
        "reviews": ("i4", ()),
        "rating": ("f4", ()),
        "age": ("i2", ()),
        "said_words": ("u4", ()),
        "said": ("u2", ()),
        "said_values": ("u1", ()),
        "said_points": ("u4", ()),
        "said_uses": ("u4", ()),
    }
)
"""Of each column of a Catalogue the type of its numbers, and their shape in one row; the order is that of `Catalogue`."""


@dataclass(frozen=True, slots=True, eq=False)
class Recorder:
    """Turns listings into columns. Made by `recorder`."""

    places: Places
    shops: Mapping[str, int]
    titles: TitleReader

    def record(self, listings: Sequence[Listing]) -> Catalogue:
        """The columns of these listings, a row each in their order.

        >>> from datetime import date
        >>> from searchrank.simulate.world.world import load_world
        >>> world = load_world(date(2026, 1, 1))
        >>> listings = list(world.listings(7, 3))
        >>> catalogue = recorder(world.lister.market).record(listings)
        >>> [one.decode() for one in catalogue.id] == [listing.document["id"] for listing in listings]
        True
        """
        rows, styled = [], dict[int, tuple[Any, ...]]()
        for listing in listings:
            truth = styled.get(listing.style.number)
            if truth is None:
                truth = styled[listing.style.number] = self._truth(listing.style)
            rows.append((*self._offer(listing), *truth))
        parts = zip(*rows, strict=True) if rows else [()] * len(_ORDER)
        made = {name: _column(name, part) for name, part in zip(_ORDER, parts, strict=True)}
        return Catalogue(*(made[name] for name in KINDS))

    def _truth(self, style: Style) -> tuple[Any, ...]:
        """What is the same for every listing of a style, in the order of _OF_STYLE."""
        places = self.places
        return (
            style.number,
            places.leaf[style.leaf.key],
            places.brand[style.brand.latin] if style.brand else NONE,
            places.model[id(style.model)] if style.model else NONE,
            places.model[id(style.fits)] if style.fits else NONE,
            places.audience[style.audience] if style.audience else NONE,
            [bits(choice) for choice in style.choices] + [0] * (SLOTS - len(style.choices)),
            bits(style.points),
            bits(style.uses),
            style.quality,
            style.look,
            style.appeal,
        )

    def _offer(self, listing: Listing) -> tuple[Any, ...]:
        """What is a listing's own, in the order of _OF_OFFER and _OF_TITLE."""
        document, said = listing.document, self.titles.read(listing.document["title"], listing.style, listing.language)
        return (
            document["id"],
            LANGUAGE_PLACES[listing.language],
            self.places.leaf[listing.filed.key],
            self.shops[listing.shop.name],
            document["price"],
            document["stock"],
            document["sales"],
            document["reviews"],
            document.get("rating", np.nan),
            listing.age,
            said.words,
            said.names,
            said.values,
            said.points,
            said.uses,
        )


_OF_OFFER = ("id", "language", "filed", "shop", "price", "stock", "sales", "reviews", "rating", "age")
_OF_TITLE = ("said_words", "said", "said_values", "said_points", "said_uses")
_OF_STYLE = ("style", "leaf", "brand", "model", "fits", "audience", "values", "points", "uses", "quality", "look", "appeal")
_ORDER = _OF_OFFER + _OF_TITLE + _OF_STYLE


def recorder(market: Market) -> Recorder:
    """What turns listings of this market into columns."""
    return Recorder(Places.of(market.lexicon), {name: place for place, name in enumerate(shop_names(market))}, title_reader(market.lexicon))


def bits(places: Sequence[int]) -> int:
    """The number whose bits at these places are 1.

    >>> bits((0, 3))
    9
    """
    return sum(1 << place for place in places)


def load_places(lexicon: Lexicon | None = None) -> Places:
    """What the columns' places stand for: those of the fixtures, unless a lexicon is given."""
    return Places.of(lexicon or load_lexicon(fixtures()))


def load_catalogue(folder: Path) -> Catalogue:
    """The catalogue kept in this folder, memory-mapped: a column is read when it is used. Raises NotFound where one is missing."""
    columns = []
    for name in KINDS:
        path = folder / f"{name}.npy"
        if not path.exists():
            raise NotFound(f"{folder} has no {path.name}: it holds no whole catalogue, make the world again with `searchrank simulate world`")
        columns.append(np.load(path, mmap_mode="r").view(np.ndarray))
    return Catalogue(*columns)


def save_catalogue(folder: Path, catalogue: Catalogue) -> None:
    """Keep a catalogue in this folder, a file a column."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = {name: stack.enter_context((folder / f"{name}.npy").open("wb")) for name in KINDS}
        CatalogueWriter(files, len(catalogue)).append(catalogue)


class Sink(Protocol):
    """What bytes are written into."""

    def write(self, content: Any, /) -> int:
        """Takes all of the content."""


class CatalogueWriter:
    """Writes a catalogue of a known length part by part, in its order, into a file a column.

    Ordinary writes, not a memory map: on a full disk they fail with an error, a map would end the process.
    """

    def __init__(self, files: Mapping[str, Sink], rows: int) -> None:
        self._files = files
        for name, (kind, shape) in KINDS.items():
            files[name].write(_header(np.dtype(kind), (rows, *shape)))

    def append(self, part: Catalogue) -> None:
        """The next rows."""
        for name in KINDS:
            self._files[name].write(np.ascontiguousarray(getattr(part, name)).tobytes())


def _header(kind: np.dtype[Any], shape: tuple[int, ...]) -> bytes:
    header = BytesIO()
    described = {"descr": np.lib.format.dtype_to_descr(kind), "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(header, described)
    return header.getvalue()


def _column(name: str, values: Sequence[Any]) -> npt.NDArray[Any]:
    kind, shape = KINDS[name]
    return np.array(values, dtype=kind).reshape(len(values), *shape)


assert tuple(KINDS) == tuple(one.name for one in fields(Catalogue))
