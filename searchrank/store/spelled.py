"""Attribute values and category paths as single texts, as they are spelled: takes them apart again."""

from __future__ import annotations

import orjson


def spelled_value(name: str, value: str) -> str:
    """An attribute value with its name as one text, from which `name_and_value` gives both back.

    >>> spelled_value("Size", "42:43"), name_and_value("4 Size42:43")
    ('4 Size42:43', ('Size', '42:43'))
    """
    return f"{len(name)} {name}{value}"


def name_and_value(spelled: str) -> tuple[str, str]:
    """What `spelled_value` made one."""
    length, _, text = spelled.partition(" ")
    return text[: int(length)], text[int(length) :]


def spelled_path(path: tuple[str, ...]) -> str:
    """A category path as one text, from which `category_path` gives it back."""
    return orjson.dumps(path).decode()


def category_path(spelled: str) -> tuple[str, ...]:
    """What `spelled_path` made one.

    >>> category_path(spelled_path(("鞋", "跑鞋")))
    ('鞋', '跑鞋')
    """
    return tuple(orjson.loads(spelled))
