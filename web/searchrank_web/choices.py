"""The filters beside the results: takes counts by field, gives groups of links that choose or take back a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from searchrank.records import Page
from searchrank_web.address import Address
from searchrank_web.cards import money
from searchrank_web.language import Words

SEPARATOR = " > "
MOST_SAID = 3
"""Values that a chip names; it hints at more."""
SHOWN = 8
"""Choices of a group that are seen at once; the others unfold."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value: `url` chooses it, or takes it back where it is chosen; `value` is the label without its field."""

    label: str
    title: str
    url: str
    chosen: bool
    count: int | None = None
    value: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one field, those with most products first; categories each under the one they belong to."""

    field: str
    title: str
    shown: tuple[Choice, ...]
    more: tuple[Choice, ...]


def groups(page: Page, address: Address, words: Words) -> tuple[Group, ...]:
    """One group for every field that has something to choose."""
    made = (_group(field, counts, address, words) for field, counts in page.facets.items())
    return tuple(group for group in made if group.shown)


def _group(field: str, counts: Mapping[str, int], address: Address, words: Words) -> Group:
    chosen = [text.partition(":")[2] for text in address.filters if text.partition(":")[0] == field]
    values: Mapping[str, int | None] = {**dict.fromkeys(chosen, None), **counts} if field != "price" else dict(counts)
    values = as_tree(values) if field == "category" else values
    choices = [_choice(field, value, count, address, words) for value, count in values.items() if count != 0 or value in chosen]
    # A chosen value must be seen to be taken back, however few products it has.
    seen = sorted(choices, key=lambda choice: not choice.chosen) if field != "category" else choices
    shown = [choice for place, choice in enumerate(seen) if place < SHOWN or choice.chosen]
    return Group(field, title_of(field, words), tuple(shown), tuple(choice for choice in seen if choice not in shown))


def as_tree(counts: Mapping[str, int | None]) -> dict[str, int | None]:
    """Category paths, each followed by what lies under it; of neighbours the one with most products first.

    >>> list(as_tree({"鞋": 5, "包": 4, "鞋 > 跑鞋": 3, "包 > 双肩包": 4}))
    ['鞋', '鞋 > 跑鞋', '包', '包 > 双肩包']
    """

    def place(path: str) -> tuple[tuple[int, str], ...]:
        parts = path.split(SEPARATOR)
        above = [SEPARATOR.join(parts[: depth + 1]) for depth in range(len(parts))]
        return tuple((-(counts.get(one) or 0), one) for one in above)

    return {path: counts[path] for path in sorted(counts, key=place)}


def _choice(field: str, value: str, count: int | None, address: Address, words: Words) -> Choice:
    text = f"{field}:{value}"
    depth = value.count(SEPARATOR) if field == "category" else 0
    return Choice(value_label(field, value, words), value, address.toggled(text).url(), text in address.filters, count, depth=depth)


def chosen(address: Address, words: Words) -> tuple[Choice, ...]:
    """The filters that hold, each with the address without it."""
    return tuple(_chip(text, address, words) for text in address.filters)


def applied(page: Page, address: Address, words: Words) -> tuple[Choice, ...]:
    """The filters that the words themselves asked for and that hold, those of one field together, each with the address without it."""
    return tuple(_undoing(together, address, words) for together in _by_field(page, relaxed=False))


def let_go(page: Page, words: Words) -> tuple[str, ...]:
    """What the words asked for and nothing satisfies, as people read it."""
    return tuple(_label_of(together, words)[0] for together in _by_field(page, relaxed=True))


def _by_field(page: Page, *, relaxed: bool) -> Sequence[Sequence[Mapping[str, Any]]]:
    """What the words asked for, that of one field together: it is undone together."""
    fields = dict.fromkeys(one["undo"] for one in page.applied if one["relaxed"] is relaxed)
    return [[one for one in page.applied if one["undo"] == field and one["relaxed"] is relaxed] for field in fields]


def _label_of(together: Sequence[Mapping[str, Any]], words: Words) -> tuple[str, str]:
    """What a chip of these filters of one field says, and the values alone."""
    first, *others = together
    more = [value_label(one["field"], one["value"], words) for one in others[: MOST_SAID - 1]] + ["…"] * (len(together) > MOST_SAID)
    between = "、" if words.language == "zh" else ", "
    text = f"{first['field']}:{first['value']}"
    return between.join([filter_label(text, words), *more]), between.join([value_label(first["field"], first["value"], words), *more])


def _undoing(together: Sequence[Mapping[str, Any]], address: Address, words: Words) -> Choice:
    (label, value), one = _label_of(together, words), together[0]
    return Choice(label, words("understood", text=one["text"], name=label), address.undoing(one["undo"]).url(), True, value=value)


def _chip(text: str, address: Address, words: Words) -> Choice:
    label = filter_label(text, words)
    field, _, value = text.partition(":")
    return Choice(label, words("remove", name=label), address.toggled(text).url(), True, value=value_label(field, value, words))


def named(page: Page, address: Address, words: Words) -> tuple[Choice, ...]:
    """The brands and categories that were understood in the words, each with the address that shows them alone; chosen ones are left out."""
    found = dict.fromkeys(f"{one['kind']}:{one['name']}" for one in page.query.get("entities", ()) if one["kind"] in ("brand", "category"))
    return tuple(_narrowing(text, address, words) for text in found if text not in address.filters)


def _narrowing(text: str, address: Address, words: Words) -> Choice:
    field, _, value = text.partition(":")
    label = value_label(field, value, words)
    return Choice(title_of(field, words), words("only", name=label), address.toggled(text).url(), False, value=label)


def title_of(field: str, words: Words) -> str:
    """What a field is called: attributes by their own name."""
    name = field.removeprefix("attributes.").replace("_", " ")
    return words.known(f"field.{field}", name[:1].upper() + name[1:])


def filter_label(text: str, words: Words) -> str:
    """A filter as a chip shows it.

    >>> from searchrank_web.language import words_in
    >>> filter_label("attributes.颜色:红色", words_in("zh")), filter_label("price:..300", words_in("en"))
    ('颜色：红色', 'Price: up to ¥300')
    """
    field, _, value = text.partition(":")
    if field == "stock":
        return words("in_stock")
    return title_of(field, words) + ("：" if words.language == "zh" else ": ") + value_label(field, value, words)


def value_label(field: str, value: str, words: Words) -> str:
    """A value as people read it: the last part of a category path, a price range in money."""
    if field == "stock":
        return words("in_stock")
    if field == "category":
        return value.rpartition(">")[2].strip()
    if field == "price" and ".." in value:
        low, _, high = value.partition("..")
        # From nothing on is no lower end.
        return _range_label(_amount(low, words.sign) if low.strip("0.") else "", _amount(high, words.sign), words)
    return value


def _range_label(low: str, high: str, words: Words) -> str:
    if low and high:
        return f"{low} – {high}"
    return words("and_more", low=low) if low else words("and_less", high=high)


def _amount(text: str, sign: str) -> str:
    """An amount as money, nothing where there is none; ranges that end a cent before the next one are said as if they met."""
    try:
        amount = round(float(text) + 0.01, 2) if text.endswith(".99") else float(text or 0)
        return money(amount, sign) if text else ""
    except (ValueError, OverflowError):
        return text
