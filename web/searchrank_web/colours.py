"""Names of colours, as shops write them: takes an attribute's value or a title, gives red, green and blue, or the name of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from searchrank.query.lexicon import lexicon

Colour = tuple[int, int, int]

COLOURS: Mapping[str, Colour] = {
    "black": (58, 58, 64), "white": (246, 245, 242), "grey": (150, 155, 162), "gray": (150, 155, 162), "silver": (196, 201, 208),
    "blue": (74, 132, 205), "navy": (52, 70, 118), "pink": (240, 160, 182), "red": (211, 72, 66), "green": (96, 160, 112), "purple": (143, 114, 190),
    "yellow": (242, 196, 76), "orange": (235, 140, 66), "brown": (138, 96, 70), "beige": (226, 208, 178), "khaki": (182, 165, 122),
    "gold": (214, 176, 98), "wood": (200, 156, 104), "walnut": (118, 82, 58), "maple": (216, 176, 124),
}  # fmt: skip
"""By English names; of a value of several words the last known one counts."""

HAN: Mapping[str, str] = {
    "黑": "black", "白": "white", "灰": "grey", "银": "silver", "蓝": "blue", "青": "green", "藏青": "navy", "藏蓝": "navy", "粉": "pink",
    "粉红": "pink", "红": "red", "绿": "green", "紫": "purple", "黄": "yellow", "橙": "orange", "橘": "orange", "棕": "brown", "褐": "brown",
    "咖啡": "brown", "咖": "brown", "米": "beige", "米白": "beige", "杏": "beige", "卡其": "khaki", "驼": "khaki", "金": "gold", "原木": "wood",
    "木": "wood", "胡桃木": "walnut", "胡桃": "walnut", "枫木": "maple",
}  # fmt: skip
"""Chinese names without 色, by English ones."""

_LATIN = re.compile(r"[a-z]+")
_NAMES = "|".join(sorted(HAN, key=len, reverse=True))
_VALUE = re.compile(f"({_NAMES})(?:色|$)")
_IN_TITLE = re.compile(f"({_NAMES})色|[深浅天宝湖墨军酒玫纯雪]({'|'.join('蓝绿红黑白')})|(藏青|藏蓝|卡其|粉红|米白)")
"""One character alone says too little in a title: 红枣, 白菜, 奶粉, 金属."""


def known_colour(name: str) -> Colour | None:
    """The colour that a value means, None where it is none.

    >>> known_colour("natural wood") == known_colour("Wood") == known_colour("原木色"), known_colour("tricolour")
    (True, None)
    """
    known = named(name)
    return COLOURS[known] if known else None


def named(value: str) -> str | None:
    """The English name of the colour that a value means, None where it is none.

    >>> named("dark Blue"), named("藏青色"), named("深灰"), named("白菜")
    ('blue', 'navy', 'grey', None)
    """
    words = [str(word) for word in _LATIN.findall(value.lower()) if word in COLOURS]
    if words:
        return words[-1]
    found = _VALUE.search(value.strip())
    return HAN[found[1]] if found else None


def colour_of(document: Mapping[str, Any], title: str) -> str | None:
    """The colour of a product: what its attribute for colours says first, else the first that its title names; None where neither does.

    >>> colour_of({"attributes": {"颜色": ["军绿色", "黑色"]}}, "红色外套"), colour_of({}, "红色外套"), colour_of({}, "Wool scarf, navy")
    ('green', 'red', 'navy')
    """
    attributes = document.get("attributes")
    values = _values(attributes) if isinstance(attributes, Mapping) else ()
    return next((found for found in map(named, values) if found), None) or _titled(title)


def _values(attributes: Mapping[str, Any]) -> Iterable[str]:
    for name, value in attributes.items():
        if _holds_colours(str(name)):
            yield from (str(one)[:80] for one in (value if isinstance(value, list) else [value])[:8])


@lru_cache(1 << 10)
def _holds_colours(attribute: str) -> bool:
    return lexicon().kind_of(attribute[:80]) == "colour"


def _titled(title: str) -> str | None:
    latin = [(found.start(), found[0]) for found in _LATIN.finditer(title.lower()) if found[0] in COLOURS]
    han = [(found.start(), HAN[next(filter(None, found.groups()))]) for found in _IN_TITLE.finditer(title)]
    return min(latin + han)[1] if latin or han else None
