"""A picture for a product that has none: a flat drawing of its kind in its colour; the same product always gets the same one.

What is drawn comes from a hint (`{"shape": "shoe", "colour": "red"}` in the document's `picture`), else from its category and title.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from searchrank_web.colours import Colour, known_colour
from searchrank_web.kinds import KINDS
from searchrank_web.more_shapes import MORE_SHAPES, SAME_DRAWING
from searchrank_web.shapes import SHAPES

BOX = "box"
"""What stands for a product whose kind has no drawing."""
LATIN = re.compile(r"[a-z]+")
BLACK, WHITE, INK = (0, 0, 0), (255, 255, 255), (55, 51, 47)
DRAWINGS_KEPT = 4096
"""What sells best is drawn again and again; a drawing is about 1 kB and takes 50 us."""
DARK = 90
"""A main colour whose mean is below this gets light lines instead of dark ones."""

PALETTE: tuple[Colour, ...] = ((91, 141, 196), (217, 122, 92), (110, 164, 128), (150, 126, 190), (226, 174, 86), (92, 160, 168), (206, 118, 146))
"""For products whose colour nobody told: calm, and apart from each other."""

SKETCH = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="400" height="300">'
    '<rect width="400" height="300" fill="hsl({hue} 32% 95%)"/>'
    '<circle cx="{x}" cy="{y}" r="128" fill="hsl({hue} 38% 90%)"/>'
    '<ellipse cx="200" cy="259" rx="104" ry="9" fill="hsl({hue} 20% 40%)" fill-opacity=".13"/>'
    '<g transform="translate(88 33) scale(4.7)" stroke-linecap="round" stroke-linejoin="round">{layers}</g></svg>'
)


@lru_cache(maxsize=DRAWINGS_KEPT)
def picture(product_id: str, category: str, title: str, shape: str = "", colour: str = "") -> str:
    """An SVG image of 400 by 300: its drawing says the kind, its ground the category, its colour the product.

    >>> picture("p1", "鞋 > 跑鞋", "轻便跑鞋") == picture("p1", "鞋 > 跑鞋", "轻便跑鞋")
    True
    """
    drawn = known_shape(shape) or shape_for(category, title)
    hue = _number(category or drawn) % 360
    own = _number(f"{product_id}/{title}")
    main = known_colour(colour) or PALETTE[own % len(PALETTE)]
    x, y = 200 + (own // 7 % 81 - 40), 150 + (own // 567 % 41 - 20)
    return SKETCH.format(hue=hue, x=x, y=y, layers="".join(_layers(drawn, main)))


def known_shape(name: str) -> str | None:
    """The drawing that a hint names, None where there is none of that name.

    >>> known_shape("snack"), known_shape("spaceship")
    ('pouch', None)
    """
    same = SAME_DRAWING.get(name, name)
    return same if same in drawings() else None


def shape_for(category: str, title: str) -> str:
    """The drawing whose word stands nearest to the leaf of the category; the title decides where the category has none.

    >>> shape_for("Electronics > Headphones", ""), shape_for("", "蓝牙耳机")
    ('headphones', 'headphones')
    """
    for text in (*reversed(category.split(">")), title):
        found = _shape_of(text.lower())
        if found:
            return found
    return BOX


def _shape_of(text: str) -> str | None:
    latin = {form for word in LATIN.findall(text) for form in (word, word.removesuffix("s"), word.removesuffix("es"))}
    found = [
        (text.rfind(name) + len(name), len(name), shape)
        for names, shape in KINDS
        for name in names
        if (name in latin if name.isascii() else name in text)
    ]
    # The kind of a Chinese or English compound stands last: 手机充电器 is a charger.
    return max(found)[2] if found else None


@cache
def drawings() -> Mapping[str, str]:
    """Every drawing by its name."""
    return {**SHAPES, **MORE_SHAPES}


def _layers(drawn: str, main: Colour) -> Iterator[str]:
    tones = _tones(main)
    for layer in drawings()[drawn].split("|"):
        yield _figure(layer[1:], tones[layer[0]])


def _figure(figure: str, look: str) -> str:
    if figure.startswith("@"):
        x, y, radius = figure[1:].split()
        return f'<circle cx="{x}" cy="{y}" r="{radius}" {look}/>'
    if figure.startswith("#"):
        x, y, width, height, corner = figure[1:].split()
        return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{corner}" {look}/>'
    return f'<path d="{figure}" {look}/>'


def _tones(main: Colour) -> Mapping[str, str]:
    """How each tone looks in a main colour."""
    dark = sum(main) / 3 < DARK
    line = _mixed(main, WHITE, 0.4) if dark else _mixed(main, BLACK, 0.42)
    fills = {
        "m": main, "d": _mixed(main, BLACK, 0.2), "l": _mixed(main, WHITE, 0.18 if dark else 0.42), "w": WHITE, "k": INK, "g": (184, 190, 198),
        "y": (246, 190, 72),
    }  # fmt: skip
    edge = f'stroke="rgb{_mixed(main, BLACK, 0.3)}" stroke-opacity=".35" stroke-width=".5"'
    lines = {"s": (line, 1.1), "n": (main, 3), "h": ((150, 157, 166), 2), "t": (_mixed(main, WHITE, 0.75), 1.2)}
    drawn = {tone: f'fill="none" stroke="rgb{colour}" stroke-width="{width}"' for tone, (colour, width) in lines.items()}
    keys = 'fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="butt" stroke-dasharray="4 1.300"'
    return {**{tone: f'fill="rgb{colour}" {edge}' for tone, colour in fills.items()}, **drawn, "q": keys}


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(one + (two - one) * share) for one, two in zip(colour, other, strict=True))
    return red, green, blue


def _number(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "replace"))
