"""What commands print: results on stdout (a table, lines, or one JSON document), progress bars with rate and estimate on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from searchrank.records import Document

Report = Callable[[str, int, int | None], None]
"""Progress of a step: (step, done so far, total or None where it is not known)."""

PIPE_WIDTH = 160
"""Columns of a table that goes into a pipe or file, where no terminal says how wide it is."""

_JSON = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS | orjson.OPT_APPEND_NEWLINE

json_option = click.option("--json", "json_", is_flag=True, help="Print one JSON document instead of text.")
"""The option of every command that answers; the command gets it as `json_`."""


def print_json(value: Any) -> None:
    """The value as one line of JSON on stdout: dataclasses, mappings, numpy numbers and arrays, times; paths and sets too."""
    click.echo(orjson.dumps(value, default=_plain, option=_JSON), nl=False)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None) -> None:
    """A table on stdout; numbers stand right, None is left empty, floats have at most four digits behind the point."""
    kept = [tuple(row) for row in rows]
    table = Table(title=title, title_justify="left", header_style="bold")
    for place, column in enumerate(columns):
        numeric = all(isinstance(row[place], int | float) and not isinstance(row[place], bool) for row in kept if row[place] is not None)
        table.add_column(column, justify="right" if kept and numeric else "left", overflow="fold")
    for row in kept:
        table.add_row(*(Text(cell(value)) for value in row))
    console(sys.stdout).print(table)


def print_rows(rows: Sequence[Mapping[str, Any]], json_: bool, *, columns: Sequence[str]) -> None:
    """Rows of one shape: as JSON whole, as a table these columns of them."""
    if json_:
        print_json(rows)
    else:
        print_table(columns, ([row.get(column) for column in columns] for row in rows))


def print_fields(record: Mapping[str, Any]) -> None:
    """One record as a line a field; mappings inside it stand one step to the right."""
    click.echo("\n".join(lines(record)))


def lines(record: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """The lines that show a record to people.

    >>> list(lines({"version": "m1", "measures": {"nDCG@10": 0.81}}))
    ['version: m1', 'measures:', '  nDCG@10: 0.81']
    """
    for name, value in record.items():
        if isinstance(value, Mapping) and value:
            yield f"{indent}{name}:"
            yield from lines(value, indent + "  ")
        else:
            yield f"{indent}{name}: {cell(value)}".rstrip()


def cell(value: Any) -> str:
    """How text for people shows a value: yes or nothing, at most four digits behind the point, lists and mappings on one line.

    >>> cell(True), cell(0.25), cell(12.0), cell(None), cell(("a", 1.5)), cell({"nDCG@10": 0.81})
    ('yes', '0.25', '12', '', 'a, 1.5', 'nDCG@10 0.81')
    """
    if value is None or isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {cell(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(cell, value))
    return str(value)


def warn(sentence: str) -> None:
    """One line on stderr that the reader should know, although the command succeeds."""
    click.echo(f"warning: {sentence}", err=True)


def console(stream: TextIO) -> Console:
    """A console on this stream that prints texts as they are: no markup, emoji codes or colouring of numbers."""
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False)


@contextmanager
def progress_bars() -> Iterator[Report]:
    """A `Report` that draws one bar a step on stderr while the block runs; nothing is drawn where stderr is no terminal.

    >>> with progress_bars() as report:
    ...     report("index", 10, 20)
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(sys.stderr), disable=not sys.stderr.isatty()) as bars:
        tasks: dict[str, Any] = {}

        def report(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield report


class _Rate(ProgressColumn):
    """Units a second, as rich measures them over the last moments."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Document):
        return value.json()
    if isinstance(value, bytes):
        return orjson.Fragment(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
