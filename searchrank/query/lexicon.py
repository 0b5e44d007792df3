"""The words that mean the same in every shop: gives kinds by attribute name, and words by kind, read from the file beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from searchrank.query.mentions import fold
from searchrank.query.normalise import normalise


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`names` {folded name of an attribute: kind of its values}; `words` {kind: folded words}."""

    names: Mapping[str, str]
    words: Mapping[str, frozenset[str]]

    def kind_of(self, attribute: str) -> str:
        """What the values of an attribute of this name are; `attribute` where no kind is known of it.

        >>> lexicon().kind_of("product_colour"), lexicon().kind_of("鞋码"), lexicon().kind_of("Flavour")
        ('colour', 'size', 'attribute')
        """
        return self.names.get(fold(normalise(attribute.replace("_", " "))), "attribute")


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once a process: publishing alone asks for it."""
    read = tomllib.loads(files("searchrank.query").joinpath("lexicon.toml").read_text("utf-8"))
    names = {fold(normalise(name)): kind for kind, listed in read["names"].items() for name in listed}
    return Lexicon(names, {kind: frozenset(fold(normalise(word)) for word in words) for kind, words in read["words"].items()})
