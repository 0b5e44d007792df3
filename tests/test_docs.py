"""The documents say what the code does: every command, option and setting stands in them, links lead somewhere, examples name what exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from searchrank.cli import main
from searchrank.cli.program import COMMANDS
from searchrank.configuration import NO_SETTINGS
from searchrank.recall.engines import Engines
from searchrank.settings import DEFAULT_PIPELINES, ScatterRule, ScatterSettings, Settings
from searchrank.shop import stages
from searchrank.store.files import read_objects
from searchrank.store.products import READERS, REQUIRED, parse_product

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
PAGE_NAMES = [page.name for page in PAGES]

Table = list[dict[str, str]]


def read(page: Path) -> str:
    return page.read_text("utf-8")


def tables(text: str) -> list[Table]:
    """The tables of a page, each row by the titles of its columns."""
    blocks = re.findall(r"(?:^\|.*\|[ ]*\n?)+", text, re.MULTILINE)
    return [rows(block.splitlines()) for block in blocks]


def rows(lines: list[str]) -> Table:
    titles, _, *body = [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in lines]
    return [dict(zip(titles, cells, strict=True)) for cells in body]


def column(text: str, title: str) -> Iterator[dict[str, str]]:
    """Rows of all tables that have a column of this title."""
    return (row for table in tables(text) for row in table if title in row)


# --- the command line


def leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """(full name, command) of a command, or of all under a group."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for inner in command.list_commands(context):
            one = command.get_command(context, inner)
            assert one, f"searchrank {name} lists {inner} and does not have it"
            yield from leaves(f"{name} {inner}", one)
    else:
        yield name, command


def existing() -> list[tuple[str, click.Command]]:
    """Every command that can be loaded; one that cannot fails a test of its own below, not all of them."""
    found = [(name, loaded(name)) for name in COMMANDS]
    return [leaf for name, command in found if command for leaf in leaves(name, command)]


def loaded(name: str) -> click.Command | None:
    try:
        return main.get_command(click.Context(main), name)
    except (ImportError, SyntaxError, AttributeError):
        return None


def options(command: click.Command) -> set[str]:
    """The long options of a command, `--help` aside."""
    return {name for one in command.params if isinstance(one, click.Option) for name in (*one.opts, *one.secondary_opts) if name.startswith("--")}


def section(name: str) -> str:
    """The part of docs/cli.md under the heading that shows this command."""
    parts = re.split(r"^### ", read(DOCS / "cli.md"), flags=re.MULTILINE)[1:]
    found = [part for part in parts if re.search(rf"`searchrank {re.escape(name)}[ `]", part.splitlines()[0])]
    assert found, f"docs/cli.md has no heading with `searchrank {name}`"
    return found[0]


EXISTING = existing()
every_command = pytest.mark.parametrize(("name", "command"), EXISTING, ids=[name for name, _ in EXISTING])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_help_lists_is_there(name: str) -> None:
    assert main.get_command(click.Context(main), name), f"{COMMANDS[name][0]} does not export a command {name}"


@every_command
def test_every_option_of_a_command_is_documented(name: str, command: click.Command) -> None:
    text = section(name)
    missing = [option for option in sorted(options(command)) if not re.search(rf"`{option}[ `\\]", text)]
    assert not missing, f"docs/cli.md does not tell of {', '.join(missing)} under searchrank {name}"


@every_command
def test_no_option_is_documented_that_a_command_does_not_have(name: str, command: click.Command) -> None:
    text = section(name)
    known = set().union(*(options(one) for other, one in EXISTING if section(other) == text))
    told = {option for row in column(text, "option") for option in re.findall(r"--[a-z][a-z-]*", row["option"])}
    assert told <= known, f"docs/cli.md tells of {', '.join(sorted(told - known))} under searchrank {name}"


@every_command
def test_every_command_and_option_has_help(name: str, command: click.Command) -> None:
    assert command.help, f"searchrank {name} has no help"
    bare = [one.name for one in command.params if isinstance(one, click.Option) and not one.help]
    assert not bare, f"options of searchrank {name} without help: {bare}"


def test_the_options_of_the_program_are_documented() -> None:
    head = read(DOCS / "cli.md").partition("\n## ")[0]
    assert [option for option in sorted(options(main)) if f"`{option}" not in head] == []


# --- settings


def settings_of(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, default as the page shows it) of every setting; pipelines and rules have tables of their own."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from settings_of(inner, f"{prefix}{name}.")
        elif name == "pipelines":
            yield name, "the five below"
        elif name == "rules":
            yield f"{prefix}{name}", "the three below"
        elif name != "home":
            yield f"{prefix}{name}", shown(field.get_default())


def shown(value: object) -> str:
    if value is PydanticUndefined:
        return "must be given"
    return "none" if value is None else f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def test_every_setting_is_documented_with_its_default() -> None:
    told = {row["setting"].strip("`"): row["default"] for row in column(read(DOCS / "settings.md"), "setting")}
    assert told == dict(settings_of(Settings))


def test_every_setting_of_a_scatter_rule_is_documented_with_its_default() -> None:
    told = {row["setting of a rule"].strip("`"): row["default"] for row in column(read(DOCS / "settings.md"), "setting of a rule")}
    assert told == dict(settings_of(ScatterRule))


def test_every_variable_that_is_no_setting_is_documented() -> None:
    assert [row["variable"].strip("`") for row in column(read(DOCS / "settings.md"), "variable")] == list(NO_SETTINGS)


def test_every_setting_says_what_it_means() -> None:
    told = [row for table in tables(read(DOCS / "settings.md")) for row in table if "default" in row]
    assert [row for row in told if len(row["meaning"].split()) < 3] == []


def known_stages() -> list[str]:
    settings = Settings(home=Path("shop"))
    return list(stages(settings, Engines(settings)))


def test_the_pipelines_and_stages_are_documented() -> None:
    text = read(DOCS / "settings.md")
    told = {row["pipeline"].strip("`"): tuple(re.findall(r"`(\w+)`", row["stages"])) for row in column(text, "pipeline")}
    assert told == dict(DEFAULT_PIPELINES)
    assert [row["stage"].strip("`") for row in column(text, "stage")] == list(
        stages(Settings(home=Path("shop")), Engines(Settings(home=Path("shop"))))
    )


def test_the_rules_out_of_the_box_are_documented() -> None:
    told = [[cell.strip("`") for cell in row.values()] for row in column(read(DOCS / "settings.md"), "rule out of the box")]
    assert told == [[rule.by, str(rule.most), str(rule.window), str(rule.weight)] for rule in ScatterSettings().rules]


# --- links and examples


def test_every_field_of_a_product_is_documented() -> None:
    said = [row["field"] for row in column(read(DOCS / "catalogue.md"), "field")]
    assert said == [f"`{name}` (required)" if name in REQUIRED else f"`{name}`" for name in READERS]


def test_the_examples_of_products_can_be_brought(tmp_path: Path) -> None:
    for form in ("csv", "json"):
        (found,) = re.findall(rf"```{form}\n(.*?)```", read(DOCS / "catalogue.md"), re.DOTALL)
        (tmp_path / form).write_text(found, "utf-8")
        ((_, given),) = read_objects(tmp_path / form)
        assert isinstance(given, dict) and parse_product(given).category == ("Kitchen", "Drinkware", "Mugs")


def anchors(page: Path) -> set[str]:
    """The anchors that headings make, as the usual renderers write them."""
    headings = re.findall(r"^#+ (.+)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=PAGE_NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", read(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        assert target.exists(), f"{page.name} links to {link}, which is not there"
        assert not anchor or anchor in anchors(target), f"{page.name} links to {link}: {target.name} has no such heading"


def test_every_page_is_reached_from_the_readme() -> None:
    text = read(ROOT / "README.md")
    assert [page.name for page in DOCS.glob("*.md") if f"(docs/{page.name}" not in text] == []


def examples(page: Path) -> Iterator[list[str]]:
    """Words of the `searchrank` and `make` lines in fenced blocks; those that show an error are left out."""
    for block in re.findall(r"^```\w*\n(.*?)^```", read(page), re.MULTILINE | re.DOTALL):
        lines = block.replace("\\\n", " ").splitlines()
        for line, after in zip(lines, [*lines[1:], ""], strict=True):
            call = re.match(r"(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\S*/)?(searchrank|make)\b(?! *[=:]).*", line)
            if call and not after.startswith("error:"):
                yield shlex.split(re.split(r" [|>#&]", line[call.start(1) :])[0])


def test_examples_are_found_in_pages(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```\n$ make demo  # try\nA=1 .venv/bin/searchrank search 'red shoe' \\\n  --json | jq\n$ searchrank serch\nerror: unknown\n```\n`make x`\n"
    )
    assert list(examples(page)) == [["make", "demo"], ["searchrank", "search", "red shoe", "--json"]]


@pytest.mark.parametrize("page", PAGES, ids=PAGE_NAMES)
def test_commands_in_examples_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))
    for program, *words in examples(page):
        if program == "make":
            assert {word for word in words if re.fullmatch("[a-z]+", word)} <= targets, f"{page.name}: make {' '.join(words)}"
        elif "..." not in words:
            check_call(words, f"{page.name}: searchrank {' '.join(words)}")


def check_call(words: list[str], place: str) -> None:
    """Fail unless the words name a command and options that it has; brackets of a usage line are read as if they were not there."""
    command, context, known = main, click.Context(main), options(main)
    for word in (word.strip("[]") for word in words):
        if word.startswith("--"):
            assert word.partition("=")[0] in {*known, "--help"}, f"{place}: no option {word}"
        elif isinstance(command, click.Group) and (inner := command.get_command(context, word)):
            command, known = inner, known | options(inner)
    assert not isinstance(command, click.Group) or words[-1] in known | {"--help"}, f"{place}: names no command"


def test_a_call_that_names_nothing_is_seen() -> None:
    check_call(["--home", "shop", "evaluate", "--scope=judged", "--json"], "here")
    for wrong in (["serch", "shoe"], ["evaluate", "--measure", "RR"]):
        with pytest.raises(AssertionError):
            check_call(wrong, "here")


def test_the_changelog_tells_of_this_version() -> None:
    version = re.search(r'^version = "(.+)"', read(ROOT / "pyproject.toml"), re.MULTILINE)
    assert version
    assert f"## {version[1]}" in read(ROOT / "CHANGELOG.md")


def test_the_measures_page_shows_every_measure() -> None:
    from searchrank.evaluate.parse import MEASURES, parse_measure

    written = [row["written"].strip("`").replace("@k", "@10") for row in column(read(DOCS / "measures.md"), "written")]
    assert {parse_measure(one).name for one in written} == set(MEASURES)
    assert [str(parse_measure(one)) for one in written] == written
