"""The word in the empty box: takes the shop and who looks, gives what the box shows before anything is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson
from flask import request

from searchrank.errors import SearchrankError
from searchrank.query.normalise import has_han
from searchrank.records import Suggestion
from searchrank_web.contract import Shop
from searchrank_web.language import Words

COOKIE = "shopper"
"""An opaque id that the page's script makes up and keeps; without script there is none."""
SHOWN = 3
ASKED = 30
"""More than is shown, for only words in the shopper's language stand in the box."""
UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Hint:
    """The words that take turns in the box, each with the sentence that says why. `query_id` is of the answer they are from."""

    query_id: str
    words: tuple[tuple[str, str], ...]

    @property
    def turns(self) -> str:
        """The words for the script: JSON [[text, sentence], ...]."""
        return orjson.dumps(self.words).decode()


def shopper_id() -> str | None:
    """Who looks, where the browser says so."""
    told = request.cookies.get(COOKIE, "")
    return told if re.fullmatch(r"[\w-]{8,64}", told) else None


def hint_for(shop: Shop, words: Words) -> Hint | None:
    """What the empty box shows; None where the shop has nothing to say, or cannot: a page never fails for a hint."""
    try:
        answer = shop.suggest("", scene="hint", limit=ASKED, user_id=shopper_id())
    except SearchrankError:
        return None
    shown = [one for one in answer.suggestions if _readable(one, words)][:SHOWN]
    return Hint(answer.query_id, tuple((one.text, _said(one, words)) for one in shown)) if shown else None


def _readable(one: Suggestion, words: Words) -> bool:
    return one.reason == UNFINISHED or has_han(one.text) == (words.language == "zh")


def _said(one: Suggestion, words: Words) -> str:
    name = f"hint.{one.reason}"
    return words(name if name in words.texts else "hint.popular", q=one.text)


def taken(given: Any) -> dict[str, str]:
    """The search that Enter in an empty box asks for: the parameters of its address, none where the box showed no word."""
    text = str(given.get("hint", ""))[:200].strip()
    return {"q": text, "source": "hint", "from_query_id": str(given.get("hint_id", ""))[:200]} if text else {}
