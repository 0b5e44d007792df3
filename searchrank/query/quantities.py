"""Numbers with units and model numbers, as both queries and products state them.

Takes normalised text, gives `(unit, value)` pairs in base units, and the model numbers.
"""

from __future__ import annotations

import re

from searchrank.query.numerals import NUMERAL, numeral

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
# Begins with its digit, so that the engine leaps from digit to digit; what may not stand before it is seen from behind it.
_QUANTITY = re.compile(rf"(\d(?<![a-z\d.]\d)\d*(?:\.\d+)?)({UNIT_PATTERN})(?![a-z])")
_MODEL = re.compile(r"(?<![a-z\d])(?=[a-z\d-]*\d)(?=[a-z\d-]*[a-z])[a-z\d]+(?:-[a-z\d]+)*(?![a-z\d])")
_SHORTEST_MODEL = 3
_MEMORY_SAID = re.compile(r"(16|32|64|128|256|512|1024|[1-9](?=t)|1\d(?=t))([gt])")
"""Sizes of a memory as people shorten them; 5g and 4g are none."""
_SPOKEN = re.compile(rf"(?<![a-z\d.])\d+(?:\.\d+)?(?:{UNIT_PATTERN}|t)(?![a-z\d])")
_TENTHS = re.compile(r"(\d)\.(\d)(?:米|m)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Most texts have none, and a look costs a fifth of a search for what begins with one.
_DIGIT = re.compile(r"\d")
_SPELLED = {"cun": "寸", "jin": "斤", "gongjin": "公斤", "sheng": "升", "haosheng": "毫升", "yingcun": "英寸", "kuai": "块", "sui": "岁"}
"""Units that no other language writes behind a number, by their pinyin."""
_IN_PINYIN = re.compile(rf"(?<=\d) ?({'|'.join(_SPELLED)})(?![a-z])")
_PLAIN = re.compile(r"0\.[1-9]|[1-9]\d{0,2}(?:\.\d)?")
"""Numbers as people write them before a unit: 0.5, 12.5, 250; not 0.128 or 5000."""
_MEASURES = "毫安|英寸|寸|毫升|升|公斤|千克|斤|克|厘米|公分|毫米|米|匹|瓦"
_MAY_COUNT = re.compile(f"[{NUMERAL}](?:个?[人岁]|[百千]|{_MEASURES})|\\d米\\d|\\d(?:{_MEASURES})半|半(?:{_MEASURES})")
_ABOUT = re.compile(f"(?<![{NUMERAL}])(十?)([一二两三四五六七八])([二两三四五六七八九])个?(人|岁|{_MEASURES})")
_SPENT = re.compile(f"(?<![{NUMERAL}])()([一二两三四五六七八])([二两三四五六七八九])([百千])(?=块|元|的|左右|上下|以内|\\s|$)")
_MYRIADS = re.compile(r"(\d+(?:\.\d+)?)万(?=毫安|mah)")
_COUNTED = re.compile(f"([{NUMERAL}]+)({_MEASURES})")
_AND_TENTHS = re.compile(f"(?<![{NUMERAL}\\d.])([{NUMERAL}]|\\d{{1,2}})米([{NUMERAL}]|\\d{{1,2}})(?![{NUMERAL}\\d.米厘个件条张片层人])")
_AND_HALF = re.compile(f"(?<![{NUMERAL}\\d.])([{NUMERAL}]{{1,3}}|\\d{{1,3}})({_MEASURES})半(?![身年月天径价折])")
_HALF_ALONE = re.compile("(?<![大前后上下一多])半(斤|公斤|升|米)")


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


def meanings(text: str) -> list[tuple[int, float]]:
    """What a single number with a unit can mean, the likeliest first: 128g is a weight, and of a memory 128 GB. Nothing for other texts.

    >>> [(UNITS[unit], value) for unit, value in meanings("128g")]
    [('g', 128.0), ('byte', 128000000000.0)]
    """
    found, stated = _MEMORY_SAID.fullmatch(text), quantities(text)
    if found:
        stated.append((UNITS.index("byte"), float(found[1]) * (1e12 if found[2] == "t" else 1e9)))
    return stated if found or len(stated) == 1 else []


def spellings(text: str) -> list[str]:
    """How else a number with a unit may be written: with every name of its unit, in every unit in which the number is as plain, and as it is spoken.

    >>> spellings("500毫升"), spellings("10斤"), spellings("128g")
    (['500ml', '0.5l', '0.5升', '0.5liter', '0.5litre'], ['5kg', '5公斤', '5千克'], ['128克', '128gb'])
    >>> spellings("1.8米")
    ['1米8', '180cm', '180厘米', '180公分', '1.8m']
    """
    said = _NUMBER.match(text)
    written = [_TENTHS.sub(r"\1米\2", text)] if _TENTHS.fullmatch(text) else []
    for base, value in meanings(text) if said else ():
        for unit, (of, factor) in _BASE.items():
            number = f"{value / factor:.7g}"
            if of == UNITS[base] and (number == said[0] or _PLAIN.fullmatch(number)):  # type: ignore[index]
                written.append(f"{number}{unit}")
    return [one for one in dict.fromkeys(written) if one != text]


def quantity_spans(text: str) -> list[tuple[int, int]]:
    """Where the numbers with units stand in a normalised text.

    >>> quantity_spans("保温杯500ml 1.5升")
    [(3, 8), (9, 13)]
    """
    return [one.span() for one in _SPOKEN.finditer(text)] if _DIGIT.search(text) else []


def in_digits(text: str) -> str:
    """The text with Chinese numerals before a unit of measure in digits, and units in pinyin in Chinese; two numerals that follow each other say from
    where to where.

    >>> in_digits("电视 七十五寸"), in_digits("三升电饭煲"), in_digits("四件套"), in_digits("帐篷 三四个人"), in_digits("两三百块的鞋")
    ('电视 75寸', '3升电饭煲', '四件套', '帐篷 3-4人', '200-300块的鞋')
    >>> in_digits("行李箱 24cun"), in_digits("dami 10jin"), in_digits("2万毫安充电宝"), in_digits("两万毫安")
    ('行李箱 24寸', 'dami 10斤', '20000毫安充电宝', '20000毫安')
    >>> in_digits("一米八的床"), in_digits("1米35床垫"), in_digits("两斤半狗粮"), in_digits("半斤茶叶"), in_digits("一米八个")
    ('1.8米的床', '1.35米床垫', '2.5斤狗粮', '0.5斤茶叶', '1米八个')
    """
    text = _IN_PINYIN.sub(lambda found: _SPELLED[found[1]], text)
    text = _MYRIADS.sub(lambda found: f"{float(found[1]) * 10_000:.0f}", text) if "万" in text else text
    if not _MAY_COUNT.search(text):
        return text
    text = _HALF_ALONE.sub(r"0.5\1", _AND_HALF.sub(_with_part, _AND_TENTHS.sub(_with_part, text)))
    text = _ABOUT.sub(_from_to, _SPENT.sub(_from_to, text))
    return _COUNTED.sub(lambda found: found[0] if (value := numeral(found[1])) is None else f"{value:g}{found[2]}", text)


def _with_part(found: re.Match[str]) -> str:
    """一米八 as 1.8米, 两斤半 as 2.5斤: a part of the unit that is said behind it."""
    whole, part, unit = _digits(found[1]), "5", found[2]
    if found.re is _AND_TENTHS:
        part, unit = _digits(found[2]), "米"
    return f"{whole}.{part}{unit}" if whole and part else found[0]


def _digits(said: str) -> str:
    value = float(said) if said.isdecimal() else numeral(said)
    return "" if value is None else said if said.isdecimal() else f"{value:g}"


def _from_to(found: re.Match[str]) -> str:
    low, high = numeral(found[1] + found[2]), numeral(found[1] + found[3])
    if low is None or high != low + 1:
        return found[0]
    times, unit = {"百": (100, ""), "千": (1000, "")}.get(found[4], (1, found[4]))
    return f"{low * times:g}-{high * times:g}{unit}"


def models(text: str) -> list[str]:
    """The model numbers in a normalised text: runs of letters and digits that are no quantity, three characters or more, without dashes.

    >>> models("sony wh-1000xm4 耳机 500ml a4")
    ['wh1000xm4']
    """
    if not _DIGIT.search(text):
        return []
    runs = (run for run in _MODEL.findall(text) if not _QUANTITY.fullmatch(run))
    joined = (run.replace("-", "") for run in runs)
    return [model for model in joined if len(model) >= _SHORTEST_MODEL]
