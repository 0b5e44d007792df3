"""A neutral picture for a product that has none: the same product always gets the same one."""

from __future__ import annotations

import re
import zlib

from searchrank_web.icons import BOX, ICONS

LATIN = re.compile(r"[a-z]+")

TEMPLATE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="400" height="300">'
    '<rect width="400" height="300" fill="hsl({hue} 34% 94%)"/>'
    '<circle cx="{left}" cy="{top}" r="150" fill="hsl({hue} 42% 90%)"/>'
    '<circle cx="{right}" cy="{bottom}" r="92" fill="hsl({turned} 40% 88%)"/>'
    '<g transform="translate(116 66) scale(3.5)" fill="none" stroke="hsl({hue} 30% 42%)" '
    'stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">'
    '<path d="{path}"/></g></svg>'
)


def picture(product_id: str, category: str, title: str) -> str:
    """An SVG image of 400 by 300: its drawing says the kind, its tint the category, its shapes the product.

    >>> picture("p1", "鞋 > 跑鞋", "轻便跑鞋") == picture("p1", "鞋 > 跑鞋", "轻便跑鞋")
    True
    """
    path = drawing_for(category, title)
    hue = zlib.crc32((category or path).encode("utf-8", "replace")) % 360
    shape = zlib.crc32(f"{product_id}/{title}".encode("utf-8", "replace"))
    left, top, right, bottom = (shape % 160, shape // 160 % 140, 240 + shape // 7 % 160, 150 + shape // 11 % 150)
    return TEMPLATE.format(hue=hue, turned=(hue + 40) % 360, left=left, top=top, right=right, bottom=bottom, path=path)


def drawing_for(category: str, title: str) -> str:
    """The path of the drawing whose word stands nearest to the leaf of the category; the title decides where the category has none.

    >>> drawing_for("Electronics > Headphones", "") == drawing_for("", "蓝牙耳机")
    True
    """
    for text in (*reversed(category.split(">")), title):
        path = _drawing_of(text.lower())
        if path:
            return path
    return BOX


def _drawing_of(text: str) -> str | None:
    latin = {form for word in LATIN.findall(text) for form in (word, word.removesuffix("s"), word.removesuffix("es"))}
    found = [
        (text.rfind(name) + len(name), len(name), path)
        for names, path in ICONS
        for name in names
        if (name in latin if name.isascii() else name in text)
    ]
    # The kind of a Chinese or English compound stands last: 手机充电器 is a charger.
    return max(found)[2] if found else None
