"""What a failed command says: takes an exception, gives one sentence and an exit code."""

from __future__ import annotations

from difflib import get_close_matches

import click

from searchrank.errors import InvalidInput, InvalidSettings, SearchrankError

INTERRUPTED = 130
"""The exit code shells use for a process ended by Ctrl-C."""


def exit_code(error: BaseException) -> int:
    """2 for wrong input, settings, commands and options; 130 for Ctrl-C; 1 for every other failure.

    >>> exit_code(InvalidInput("page is 0: pages start at 1")), exit_code(SearchrankError("the disk is full"))
    (2, 1)
    """
    if isinstance(error, (InvalidInput, InvalidSettings)):
        return 2
    if isinstance(error, click.ClickException):
        return error.exit_code
    return INTERRUPTED if isinstance(error, click.Abort) else 1


def one_line(error: BaseException) -> str:
    """One sentence for people, without line breaks; a fault of our own names its type and asks for `--debug`.

    >>> one_line(KeyError("title"))
    "unexpected KeyError: 'title' (run again with searchrank --debug for the traceback)"
    """
    if isinstance(error, click.Abort):
        return "interrupted"
    return " ".join(_sentence(error).split())


def _sentence(error: BaseException) -> str:
    if isinstance(error, click.NoSuchCommand):
        return _unknown("command", error.command_name, _commands(error.ctx))
    if isinstance(error, click.NoSuchOption):
        return _unknown("option", error.option_name, _options(error.ctx))
    if isinstance(error, click.ClickException):
        message = error.format_message().rstrip(".")
        return message[:1].lower() + message[1:]
    if isinstance(error, SearchrankError):
        return str(error)
    if isinstance(error, OSError):
        return _of_the_system(error)
    return f"unexpected {type(error).__name__}: {error} (run again with searchrank --debug for the traceback)"


def _of_the_system(error: OSError) -> str:
    """A failure of files or sockets with its place: "/x/y: no such file or directory"."""
    said = (error.strerror or str(error)).rstrip(".")
    return f"{error.filename}: {said[:1].lower()}{said[1:]}" if error.filename is not None else said


def _unknown(kind: str, name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    asked = f"did you mean {near[0]}? " if near else ""
    return f"unknown {kind} {name[:80]!r}: {asked}known are {', '.join(known)}"


def _commands(ctx: click.Context | None) -> list[str]:
    command = ctx.command if ctx else None
    return command.list_commands(ctx) if ctx and isinstance(command, click.Group) else []


def _options(ctx: click.Context | None) -> list[str]:
    parameters = ctx.command.get_params(ctx) if ctx else []
    return [name for parameter in parameters for name in parameter.opts if name.startswith("--")]
