"""What the shopper has typed and what a suggestion completes: takes the text and the typed part, gives HTML with the completion marked."""

from __future__ import annotations

from html import escape

from searchrank.suggest.fold import FOLDED


def marked(text: str, start: int, end: int) -> str:
    """The text as HTML, what lies outside of the typed part in <mark>. Positions count characters of `fold(text)`.

    >>> marked("跑步鞋 <男>", 0, 2)
    '跑步<mark>鞋 &lt;男&gt;</mark>'
    >>> marked("男士跑鞋", 2, 3)
    '<mark>男士</mark>跑<mark>鞋</mark>'
    """
    if text.isalnum():
        before = f"<mark>{text[:start]}</mark>" if start else ""
        behind = f"<mark>{text[end:]}</mark>" if end < len(text) else ""
        return f"{before}{text[start:end]}{behind}"
    start, end = _places(text, start, end)
    return _mark(text[:start]) + escape(text[start:end]) + _mark(text[end:])


def _places(text: str, start: int, end: int) -> tuple[int, int]:
    kept = [at for at, character in enumerate(text) if character not in FOLDED]
    first = kept[start] if start < len(kept) else len(text)
    if end <= start:
        return first, first
    return (first if start else 0), kept[end - 1] + 1


def _mark(text: str) -> str:
    return f"<mark>{escape(text)}</mark>" if text else ""
