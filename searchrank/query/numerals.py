"""Chinese numerals: takes 三百, 两千五, gives the number."""

from __future__ import annotations

NUMERAL = "零〇一二两三四五六七八九十百千万"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def numeral(text: str) -> float | None:
    """The number that a Chinese numeral writes, None where it is none; a last digit without its unit counts in the next lower one (两千五: 2500).

    >>> [numeral(one) for one in ("三百", "两千五", "十二", "一万二", "二百零五", "百")]
    [300.0, 2500.0, 12.0, 12000.0, 205.0, None]
    """
    above, _, below = text.rpartition("万")
    if "万" in above or (text.startswith("万")):
        return None
    high = _below_ten_thousand(above, 0) if above else 0.0
    low = _below_ten_thousand(below, 1000 if above else 0)
    return None if high is None or low is None else high * 10_000 + low


def _below_ten_thousand(text: str, loose: int) -> float | None:
    """`loose` is what a lone digit counts for."""
    total, digit, last = 0, -1, loose
    for place, letter in enumerate(text):
        if letter in _DIGITS:
            if digit > 0:
                return None
            digit, last = _DIGITS[letter], last if _DIGITS[letter] else 1
        elif digit < 0 and (letter != "十" or place):
            return None
        else:
            total += (1 if digit < 0 else digit) * _UNITS[letter]
            digit, last = -1, _UNITS[letter] // 10
    return float(total + (digit * (last or 1) if digit > 0 else 0))
