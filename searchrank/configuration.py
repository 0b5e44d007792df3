"""What a shop's file and its variables say of its settings: takes both, gives plain tables, and a sentence for each fault that is found in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from searchrank.errors import InvalidSettings

PREFIX = "SEARCHRANK_"
HOME, COUNTS = NO_SETTINGS = f"{PREFIX}HOME", f"{PREFIX}COUNTS"
"""Variables that are no settings: the shop's folder, and the folder in which the workers of one server count together."""
SECRETS = ("api_key", "admin_token")
"""Settings whose values no message may show."""


def table(value: Any) -> dict[str, Any]:
    """The value where it is a table, otherwise an empty one."""
    return dict(value) if isinstance(value, Mapping) else {}


def from_file(path: Path) -> dict[str, Any]:
    """What a TOML file says; nothing where there is none. Raises InvalidSettings where it is no TOML."""
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidSettings([f"{path.name} is not valid TOML: {error}"]) from None


def from_variables(environ: Mapping[str, str]) -> dict[str, Any]:
    """What the SEARCHRANK_* variables say, tables within tables."""
    values: dict[str, Any] = {}
    for name, text in environ.items():
        if name.startswith(PREFIX) and name not in NO_SETTINGS:
            _place(values, name.removeprefix(PREFIX).lower().split("__"), text)
    return values


def _place(values: dict[str, Any], path: list[str], text: str) -> None:
    *outer, last = path
    for part in outer:
        values = values.setdefault(part, {})
    values[last] = text


def merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Put what `more` says into the table, in place of what it says otherwise."""
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict):
            merge(into[name], value)
        else:
            into[name] = value


def sentence(fault: Any) -> str:
    """One sentence on one fault that pydantic found."""
    place = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"unknown setting {place!r}: remove it or check its spelling"
    value = "(not shown)" if place.endswith(SECRETS) else repr(fault["input"])
    return f"setting {place!r} has the value {value}: {fault['msg'].removeprefix('Value error, ').lower()}"
