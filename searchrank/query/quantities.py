"""Numbers with units and model numbers, as both queries and products state them.

Takes normalised text, gives `(unit, value)` pairs in base units, and the model numbers.
"""

from __future__ import annotations

import re

_BASE: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("ml", "毫升"), ("l", 0.001)),
    **dict.fromkeys(("l", "升", "liter", "litre"), ("l", 1.0)),
    **dict.fromkeys(("mg", "毫克"), ("g", 0.001)),
    **dict.fromkeys(("g", "克"), ("g", 1.0)),
    **dict.fromkeys(("kg", "公斤", "千克"), ("g", 1000.0)),
    "斤": ("g", 500.0),
    **dict.fromkeys(("mm", "毫米"), ("m", 0.001)),
    **dict.fromkeys(("cm", "厘米", "公分"), ("m", 0.01)),
    **dict.fromkeys(("m", "米"), ("m", 1.0)),
    **dict.fromkeys(("inch", "英寸", "寸"), ("inch", 1.0)),
    **dict.fromkeys(("kb",), ("byte", 1e3)),
    **dict.fromkeys(("mb",), ("byte", 1e6)),
    **dict.fromkeys(("gb",), ("byte", 1e9)),
    **dict.fromkeys(("tb",), ("byte", 1e12)),
    **dict.fromkeys(("w", "瓦"), ("w", 1.0)),
    **dict.fromkeys(("kw", "千瓦"), ("w", 1000.0)),
    **dict.fromkeys(("v", "伏"), ("v", 1.0)),
    **dict.fromkeys(("mah", "毫安"), ("mah", 1.0)),
    **dict.fromkeys(("hz",), ("hz", 1.0)),
    **dict.fromkeys(("mp", "万像素"), ("mp", 1.0)),
    **dict.fromkeys(("匹",), ("hp", 1.0)),
    **dict.fromkeys(("码",), ("size", 1.0)),
}
UNITS = tuple(sorted({base for base, _ in _BASE.values()}))
"""The base units; the place of a unit here is its number in a snapshot."""

UNIT_PATTERN = "|".join(sorted(map(re.escape, _BASE), key=len, reverse=True))
_QUANTITY = re.compile(rf"(?<![a-z\d.])(\d+(?:\.\d+)?)({UNIT_PATTERN})(?![a-z])")
_MODEL = re.compile(r"(?<![a-z\d])(?=[a-z\d-]*\d)(?=[a-z\d-]*[a-z])[a-z\d]+(?:-[a-z\d]+)*(?![a-z\d])")
_SHORTEST_MODEL = 3


def quantities(text: str) -> list[tuple[int, float]]:
    """The numbers with units in a normalised text, as (place in UNITS, value in the base unit), in the order of the text.

    >>> [(UNITS[unit], value) for unit, value in quantities("可乐500ml 2kg装 15.6英寸")]
    [('l', 0.5), ('g', 2000.0), ('inch', 15.6)]
    """
    found = []
    for number, unit in _QUANTITY.findall(text):
        base, factor = _BASE[unit]
        found.append((UNITS.index(base), float(number) * factor))
    return found


def models(text: str) -> list[str]:
    """The model numbers in a normalised text: runs of letters and digits that are no quantity, three characters or more, without dashes.

    >>> models("sony wh-1000xm4 耳机 500ml a4")
    ['wh1000xm4']
    """
    runs = (run for run in _MODEL.findall(text) if not _QUANTITY.fullmatch(run))
    joined = (run.replace("-", "") for run in runs)
    return [model for model in joined if len(model) >= _SHORTEST_MODEL]
