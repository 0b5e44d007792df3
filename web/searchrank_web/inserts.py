"""What stands among products in the grid, as cards: takes guides and query cards, gives what these show; and what all cards share."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from markupsafe import Markup, escape

from searchrank.records import Hit, Suggestion
from searchrank_web.language import Words

MARK = re.compile(r"(</?mark>)")
LONGEST_TEXT = 240


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide, review or list: `label` says which, `text` how it begins."""

    id: str
    title: Markup
    label: str
    text: str
    link: str
    rank: int
    kind: str = "content"


@dataclass(frozen=True, slots=True)
class Offer:
    """One query to go on with, and the address that searches it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Searches:
    """A card of queries."""

    id: str
    title: str
    queries: tuple[Offer, ...]
    rank: int
    kind: str = "query"


def guide(hit: Hit, words: Words) -> Guide:
    """A content hit as a card; it leads to the shop's own address of it, else to its page here."""
    document, title = hit.document, str(hit.document.get("title") or hit.id)
    label = words.known(f"kind.{document.get('kind') or 'guide'}", words("kind.guide"))
    text = " ".join(str(document.get("text") or "").split())
    shown = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
    link = web_address(document.get("url")) or f"/guide/{quote(hit.id, safe='')}"
    return Guide(hit.id, marked(hit.highlight.get("title", str(escape(title)))), label, shown, link, hit.rank)


def searches(hit: Hit, query_id: str) -> Searches:
    """A query hit as a card."""
    texts = [str(text) for text in hit.document.get("queries") or ()]
    return Searches(hit.id, str(hit.document.get("title") or ""), offers(texts, "query", query_id), hit.rank)


def related(suggestions: Sequence[Suggestion], query_id: str) -> tuple[Offer, ...]:
    """What others searched, as links."""
    return offers([one.text for one in suggestions], "related", query_id)


def offers(texts: Sequence[str], source: str, query_id: str) -> tuple[Offer, ...]:
    """Links that search these texts and say what led there.

    >>> offers(["跑鞋"], "related", "q1")[0].url
    '/?q=%E8%B7%91%E9%9E%8B&source=related&from_query_id=q1'
    """
    told = {"source": source, "from_query_id": query_id} if query_id else {}
    return tuple(Offer(text, "/?" + urlencode({"q": text, **told})) for text in texts)


def marked(highlight: str) -> Markup:
    """Highlighted text in which nothing but <mark> is markup, whatever it holds.

    >>> str(marked("red <mark>shoe</mark> &lt;b&gt; <script>"))
    'red <mark>shoe</mark> &lt;b&gt; &lt;script&gt;'
    """
    pieces = MARK.split(highlight)
    return Markup("").join(Markup(piece) if MARK.fullmatch(piece) else escape(html.unescape(piece)) for piece in pieces)


def web_address(value: Any) -> str:
    """The address, empty where it is none that a link may lead to: a document is the shop's word, but javascript: in it must not become a link."""
    text = str(value or "").strip()
    if text.startswith("/") and not text.startswith(("//", "/\\")):
        return text
    try:
        return text if urlsplit(text).scheme in ("http", "https") else ""
    except ValueError:
        return ""
