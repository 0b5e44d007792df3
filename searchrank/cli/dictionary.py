"""`dictionary`: what operators say of words, listed, changed, previewed on real queries, and taken back."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from searchrank.cli.output import cell, json_option, print_json, print_rows
from searchrank.cli.parts import opened_store
from searchrank.errors import NotFound, UnknownName

if TYPE_CHECKING:
    from searchrank.publish.dictionary_files import EntryFile, Fault
    from searchrank.store.dictionary import Change, Entry
    from searchrank.store.store import Store

SHOWN_FAULTS = 20
KIND_HELP = "synonym, narrower, correction, protected, stop, entity or word."
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def by_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say who makes a change, and why."""
    why = click.option("--why", default="", metavar="TEXT", help="Reason, kept in the history.")
    return why(click.option("--by", default=_somebody, metavar="NAME", help="Who makes the change; you, by default.")(command))


def _somebody() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


@click.group()
def dictionary() -> None:
    """Synonyms, corrections, stop words, names and words of a shop."""


@dictionary.command("list")
@click.option("--kind", metavar="KIND", help=KIND_HELP)
@json_option
@click.pass_obj
def list_(obj: dict[str, Any], /, kind: str | None, json_: bool) -> None:
    """List the entries, or those of one kind."""
    with opened_store(obj["home"]) as (store, _):
        rows = [_row(entry) for entry in _entries(store, kind)]
    print_rows(rows, json_, columns=("kind", "entry", "note"))


@dictionary.command()
@click.argument("kind")
@click.argument("entries", nargs=-1, required=True, metavar="ENTRY...")
@click.option("--note", default="", metavar="TEXT", help="Note, kept with the entries.")
@by_option
@json_option
@click.pass_obj
def add(obj: dict[str, Any], /, kind: str, entries: tuple[str, ...], note: str, by: str, why: str, json_: bool) -> None:
    """Add entries of a kind, as `add synonym "a, b" "c => d"`."""
    from searchrank.publish.dictionary import add
    from searchrank.store.dictionary import Entry

    with opened_store(obj["home"]) as (store, _):
        change = add(store, [Entry(kind, text, note) for text in entries], by, why)
    _tell(change, json_)


@dictionary.command()
@click.argument("kind")
@click.argument("entries", nargs=-1, required=True, metavar="ENTRY...")
@by_option
@json_option
@click.pass_obj
def remove(obj: dict[str, Any], /, kind: str, entries: tuple[str, ...], by: str, why: str, json_: bool) -> None:
    """Remove entries of a kind."""
    from searchrank.publish.dictionary import remove
    from searchrank.store.dictionary import Entry

    with opened_store(obj["home"]) as (store, _):
        change = remove(store, [Entry(kind, text) for text in entries], by, why)
    if change is None:
        raise NotFound(f"the dictionary has no {kind} {entries[0][:80]!r}: `searchrank dictionary list` shows what it has")
    _tell(change, json_)


@dictionary.command("import")
@click.argument("file", type=_FILE)
@by_option
@json_option
@click.pass_context
def import_(ctx: click.Context, file: Path, by: str, why: str, json_: bool) -> None:
    """Add the entries of a file: Solr synonyms, TSV or JSON lines. Bad lines are named, the good ones are kept."""
    from searchrank.publish.dictionary_files import read_entries

    with opened_store(ctx.obj["home"]) as (store, _):
        read = read_entries(file, store.dictionary.list())
        change = store.dictionary.add(read.entries, by, why or f"import of {file.name}")
    _name_faults(file.name, read.faults)
    _tell(change, json_, lines=read.lines, bad=read.faults)
    ctx.exit(1 if read.faults else 0)


@dictionary.command()
@click.argument("file", type=_FILE)
@json_option
@click.pass_context
def check(ctx: click.Context, file: Path, json_: bool) -> None:
    """Say what is wrong in a file, beside what is kept; nothing is changed."""
    read = _read(ctx.obj["home"], file)
    _name_faults(file.name, read.faults)
    if json_:
        print_json({"lines": read.lines, "entries": len(read.entries), "bad": [asdict(fault) for fault in read.faults]})
    else:
        click.echo(f"{file.name}: {read.lines:,} lines, {len(read.entries):,} good, {len(read.faults):,} bad")
    ctx.exit(1 if read.faults else 0)


@dictionary.command()
@click.argument("file", type=_FILE)
@click.option("--queries", "most", type=click.IntRange(1), default=1000, show_default=True, help="How many of the most frequent queries.")
@click.option("--query", "texts", multiple=True, metavar="TEXT", help="Look at this query instead; may be given again.")
@click.option("--pipeline", metavar="NAME", help="Pipeline that answers; the one in the settings by default.")
@json_option
@click.pass_context
def preview(ctx: click.Context, file: Path, most: int, texts: tuple[str, ...], pipeline: str | None, json_: bool) -> None:
    """Show what a file would change on real queries; nothing is changed."""
    from searchrank.cli.dictionary_preview import previewed, print_preview

    read, found = previewed(ctx.obj["home"], file, most, texts, pipeline)
    _name_faults(file.name, read.faults)
    if json_:
        print_json({"summary": found.summary(), **asdict(found), "bad": [asdict(fault) for fault in read.faults]})
    else:
        print_preview(found)
    ctx.exit(1 if read.faults else 0)


@dictionary.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--kind", metavar="KIND", help=KIND_HELP)
@click.pass_obj
def export(obj: dict[str, Any], /, file: Path | None, kind: str | None) -> None:
    """Write the entries to a file of the form that its name says, or as TSV to stdout."""
    from searchrank.publish.dictionary_files import written

    with opened_store(obj["home"]) as (store, _):
        entries = _entries(store, kind)
    lines = "".join(written(entries, file.name if file else "entries.tsv"))
    if file is None:
        click.echo(lines, nl=False)
    else:
        file.write_text(lines, "utf-8")
        click.echo(f"{len(entries):,} entries written to {file.name}")


@dictionary.command()
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many of the latest changes.")
@json_option
@click.pass_obj
def history(obj: dict[str, Any], /, limit: int, json_: bool) -> None:
    """List the latest changes: who made them, when and why."""
    with opened_store(obj["home"]) as (store, _):
        changes = store.dictionary.history(limit)
    rows = [{**asdict(change), "changed": _said(change)} for change in changes]
    print_rows(rows, json_, columns=("number", "at", "who", "why", "changed"))


@dictionary.command()
@click.argument("number", type=int)
@by_option
@json_option
@click.pass_obj
def undo(obj: dict[str, Any], /, number: int, by: str, why: str, json_: bool) -> None:
    """Take a change back, as a new change."""
    with opened_store(obj["home"]) as (store, _):
        change = store.dictionary.undo(number, by, why)
    _tell(change, json_)


def _read(home: Path, file: Path) -> EntryFile:
    from searchrank.publish.dictionary_files import read_entries

    with opened_store(home) as (store, _):
        return read_entries(file, store.dictionary.list())


def _entries(store: Store, kind: str | None) -> list[Entry]:
    """The entries, or those of one kind; raises UnknownName for a kind that is none."""
    from searchrank.query.entries import ENTRY_KINDS

    if kind is not None and kind not in ENTRY_KINDS:
        raise UnknownName("kind of entry", kind, ENTRY_KINDS, field="kind")
    return [entry for entry in store.dictionary.list() if kind in (None, entry.kind)]


def _row(entry: Entry) -> dict[str, str]:
    return {"kind": entry.kind, "entry": entry.text, "note": entry.note}


def _tell(change: Change | None, json_: bool, *, lines: int | None = None, bad: Sequence[Fault] = ()) -> None:
    if json_:
        told = {} if lines is None else {"lines": lines, "bad": [asdict(fault) for fault in bad]}
        print_json({"change": None if change is None else asdict(change), **told})
    elif change is None:
        click.echo("nothing changed" if bad else "nothing changed: the dictionary says this already")
    else:
        click.echo(f"change {change.number}: {_said(change)}{_later(change)}")


def _said(change: Change) -> str:
    """The first entries of a change, and how many more."""
    shown = [f"{line.action} {line.entry.kind} {line.entry.text}" for line in change.lines[:3]]
    more = len(change.lines) - len(shown)
    return cell("; ".join(shown)) + (f"; and {more:,} more" if more else "")


def _later(change: Change) -> str:
    from searchrank.query.entries import NEXT_PUBLISH

    waiting = sum(line.entry.kind in NEXT_PUBLISH for line in change.lines)
    return f" ({waiting:,} for cutting, which act from the next publish on)" if waiting else ""


def _name_faults(name: str, faults: tuple[Fault, ...]) -> None:
    for fault in faults[:SHOWN_FAULTS]:
        click.echo(f"{name} line {fault.line}: {fault.message}", err=True)
    if len(faults) > SHOWN_FAULTS:
        click.echo(f"{name}: {len(faults) - SHOWN_FAULTS:,} more bad lines", err=True)


commands: tuple[click.Command, ...] = (dictionary,)
