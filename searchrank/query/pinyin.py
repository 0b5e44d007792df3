"""How Chinese is read: takes words, gives a syllable a character; says which syllables are taken for one another.

A character that is not Han is its own syllable, so that `nike跑鞋` reads n-i-k-e-pao-xie.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pypinyin import lazy_pinyin
from pypinyin.seg import mmseg

from searchrank.query.normalise import has_han

# fmt: off
POLYPHONES: dict[str, tuple[str, ...]] = {
    "长": ("chang", "zhang"), "重": ("zhong", "chong"), "薄": ("bao", "bo"), "壳": ("ke", "qiao"),
    "乐": ("le", "yue"), "行": ("xing", "hang"), "调": ("tiao", "diao"), "单": ("dan", "shan"),
    "血": ("xue", "xie"), "色": ("se", "shai"), "角": ("jiao", "jue"), "盛": ("sheng", "cheng"),
    "扁": ("bian", "pian"), "弹": ("dan", "tan"), "朝": ("chao", "zhao"), "车": ("che", "ju"),
    "藏": ("cang", "zang"), "传": ("chuan", "zhuan"), "都": ("dou", "du"), "和": ("he", "huo"),
    "还": ("hai", "huan"), "会": ("hui", "kuai"), "降": ("jiang", "xiang"), "校": ("xiao", "jiao"),
    "卡": ("ka", "qia"), "露": ("lu", "lou"), "绿": ("lv", "lu"), "落": ("luo", "la"),
    "蔓": ("man", "wan"), "模": ("mo", "mu"), "粘": ("zhan", "nian"), "参": ("can", "shen"),
    "曾": ("zeng", "ceng"), "宿": ("su", "xiu"), "洗": ("xi", "xian"), "厦": ("sha", "xia"),
    "系": ("xi", "ji"), "削": ("xiao", "xue"), "畜": ("chu", "xu"), "轧": ("zha", "ya"),
    "爪": ("zhua", "zhao"), "熨": ("yun", "yu"), "圈": ("quan", "juan"), "钥": ("yao", "yue"),
    "匙": ("chi", "shi"), "秘": ("mi", "bi"), "堡": ("bao", "pu"), "柏": ("bai", "bo"),
    "蚌": ("bang", "beng"), "嚼": ("jiao", "jue"), "便": ("bian", "pian"), "率": ("lv", "shuai"),
    "泊": ("bo", "po"), "颈": ("jing", "geng"), "杉": ("shan", "sha"), "呢": ("ne", "ni"),
    "脯": ("fu", "pu"), "提": ("ti", "di"), "蛤": ("ge", "ha"), "莎": ("sha", "suo"),
    "拓": ("tuo", "ta"), "核": ("he", "hu"), "什": ("shen", "shi"), "省": ("sheng", "xing"),
    "强": ("qiang", "jiang"),
}
# fmt: on
"""Characters of shop texts that people read in two ways; the phrase decides which comes first, the other one is reachable too."""


_HAN_ALONE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


def read_words(words: Iterable[str], known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """One syllable a character, read word by word; `known` keeps the words that were read before.

    >>> read_words(["nike", "长袖", "衣"], {})
    ('n', 'i', 'k', 'e', 'chang', 'xiu', 'yi')
    """
    read: list[str] = []
    for word in words:
        if word not in known:
            known[word] = _read(word)
        read += known[word]
    return tuple(read)


def _read(word: str) -> tuple[str, ...]:
    if not has_han(word):
        return tuple(word)
    read = _read_han(word) if _HAN_ALONE.fullmatch(word) else tuple(lazy_pinyin(word, errors=_apart))
    return read if len(read) == len(word) else tuple("".join(lazy_pinyin(character, errors=_apart)) for character in word)


def _read_han(word: str) -> tuple[str, ...]:
    """A word of Han characters alone: what pypinyin reads of the phrases that it finds in it, each of which comes again in other words."""
    return tuple(syllable for phrase in mmseg.seg.cut(word) for syllable in _read_phrase(phrase))


@lru_cache(maxsize=1 << 16)
def _read_phrase(phrase: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin([phrase], errors=_apart))


def _apart(foreign: str) -> Any:
    """What is not Chinese, a character at a time (pypinyin takes a list here, though it declares a text)."""
    return list(foreign)


def readings(character: str, syllable: str) -> tuple[str, ...]:
    """The ways in which people read a character, its syllable in this text first.

    >>> readings("薄", "bo"), readings("鞋", "xie")
    (('bo', 'bao'), ('xie',))
    """
    others = POLYPHONES.get(character, ())
    return (syllable, *(other for other in others if other != syllable)) if others else (syllable,)


def folded_sound(spoken: str) -> str:
    """Pinyin without what speakers and typists take for one another: zh/z, ch/c, sh/s, l/n, ang/an, eng/en, ing/in.

    Takes whole words in letters, because syllables need no borders here: none ends in z, c, s or l.

    >>> folded_sound("lianyiqun") == folded_sound("nianyiqun"), folded_sound("zhenshi")
    (True, 'zensi')
    """
    for one, other in _ALIKE:
        spoken = spoken.replace(one, other)
    return spoken


_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("ng", "n"), ("u:", "v"))
