"""Numbers in words: takes 三百, 两千五, two hundred and fifty, gives the number."""

from __future__ import annotations

NUMERAL = "零〇一二两三四五六七八九十百千万"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}

_SMALL = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH = {word: value for value, word in enumerate(_SMALL.split(), 1)}
_ENGLISH.update({word: 10 * value for value, word in enumerate(_TENS.split(), 2)}, a=1, hundred=100, thousand=1000, grand=1000)
_WORD = "|".join(sorted(_ENGLISH.keys() - {"a"}, key=len, reverse=True))
ENGLISH_NUMERAL = rf"(?:a (?=hundred|thousand|grand))?(?:{_WORD})(?:(?:[ -]|(?<=hundred) and |(?<=thousand) and )(?:{_WORD}))*(?![a-z])"
"""A pattern for a number in English words; `a` counts before hundred and thousand alone."""


def english_numeral(text: str) -> float | None:
    """The number that English words write, None where they do not follow each other as those of one number do.

    >>> [english_numeral(one) for one in ("twenty", "a hundred", "two hundred and fifty", "twenty-five", "fifteen hundred", "five twenty")]
    [20.0, 100.0, 250.0, 25.0, 1500.0, None]
    """
    total, part = 0, 0
    for word in text.replace("-", " ").split():
        value = _ENGLISH.get(word, 0)
        if value == 1000:
            total, part = total + max(part, 1) * value, 0
        elif value == 100:
            part = max(part, 1) * value
        elif value and part % 100 and not (part % 100 >= 20 and value < 10 and part % 10 == 0):
            return None
        else:
            part += value
    return float(total + part)


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
