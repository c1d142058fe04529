"""The documents say what is there: settings, commands, functions, tables, paths, links and pictures."""

import importlib
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from lms.cli.main import hato
from lms.config import HOME, Config
from lms.store.schema import metadata

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
DOCUMENTS = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))
BLOCK = r"^```.*?^```|^(?: {4}[^\n]*\n)+"
CODE = re.compile(BLOCK + r"|`[^`\n]+`", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|[\s`/])hato ([a-z][^`\n|]*)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FUNCTION = re.compile(r"`(lms(?:\.\w+)+)`")
PLACE = re.compile(r"`((?:lms|tests|docs|templates|static|script|bench|eligibility)/[\w./-]+)`")

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


def section(name: str) -> str:
    """The README's text below a heading, to the next one."""
    return re.split(r"^## ", README.read_text("utf-8").split(f"## {name}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def cells(table: str) -> Iterator[list[str]]:
    """The rows of a Markdown table whose first cell is code."""
    for line in table.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def default(value: object) -> str:
    """A default as the README writes it: a path from the checkout on, and a word for nothing."""
    if isinstance(value, Path):
        value = value.relative_to(HOME).as_posix()
    return f"`{value}`" if value != "" else "empty"


def prose(text: str) -> str:
    """A document without its blocks of code, where brackets are no links."""
    return re.sub(BLOCK, "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(path: Path) -> set[str]:
    """The headings of a document as the ends of addresses."""
    found = re.findall(r"^#+ (.+)$", prose(path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


def commands(text: str) -> Iterator[str]:
    """What follows `hato` wherever a document writes a command."""
    for code in CODE.findall(text):
        for line in code.strip("`").splitlines():
            if not line.lstrip().startswith("#"):
                yield from COMMAND.findall(line)


def follow(words: list[str]) -> click.Command:
    """The command that the words name."""
    command: click.Command = hato
    for word in words:
        if not isinstance(command, click.Group):
            break
        assert word in command.commands, f"`hato {' '.join(words)}`: there is no `{word}`; there are {', '.join(sorted(command.commands))}"
        command = command.commands[word]
    return command


def test_the_settings_table_of_the_readme_is_the_configuration():
    told = list(cells(section("Settings")))
    known = [[f"`HATO_{one.name.upper()}`", default(one.default), one.metadata["sentence"]] for one in fields(Config)]
    assert told == known


@each_document
def test_every_command_that_is_mentioned_exists(document):
    for said in commands(document.read_text("utf-8")):
        words = [word for word in shlex.split(said.replace("…", ""), comments=True) if word]
        command = follow([word for word in words if not word.startswith("-")])
        options = {name for one in command.params for name in one.opts}
        wrong = {word.split("=")[0] for word in words if word.startswith("--")} - options - {"--help", "--demo"}
        assert not wrong, f"`hato {said}` has no {', '.join(sorted(wrong))}"


@each_document
def test_every_relative_link_leads_somewhere(document):
    for link in LINK.findall(prose(document.read_text("utf-8"))):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in anchors(target), f"{link}: no such heading"


@each_document
def test_every_function_that_is_named_exists(document):
    for name in FUNCTION.findall(document.read_text("utf-8")):
        parts = name.split(".")
        for end in range(len(parts), 0, -1):
            try:
                found = importlib.import_module(".".join(parts[:end]))
            except ModuleNotFoundError:
                continue
            for part in parts[end:]:
                found = getattr(found, part, None)
            break
        assert found is not None, f"`{name}` does not exist"


@each_document
def test_every_path_that_is_named_exists(document):
    for place in PLACE.findall(document.read_text("utf-8")):
        assert (ROOT / place).exists(), f"`{place}` does not exist"


def test_every_place_that_the_readme_lists_exists():
    places = [place for row in cells(section("Where things are")) for place in re.findall(r"`([^`]+)`", row[0])]
    assert len(places) > 15
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_folder_of_the_checkout_is_listed_in_the_readme():
    listed = {place.split("/")[0] for row in cells(section("Where things are")) for place in re.findall(r"`([^`]+)`", row[0])}
    ours = {path.name for path in ROOT.iterdir() if path.is_dir() and any(path.iterdir())}
    assert {name for name in ours if not name.startswith((".", "__"))} - listed - {"var", "htmlcov", "build", "dist"} == set()


def test_every_table_of_the_database_is_in_the_architecture():
    named = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "architecture.md").read_text("utf-8")))
    assert set(metadata.tables) - named == set()


def test_every_table_that_names_a_person_is_in_the_map_of_personal_data():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("## Personal data")[1].split("\n## ")[0]
    mapped = {table for row in cells(text) for table in re.findall(r"`(\w+)`", row[0])}
    personal = {table.name for table in metadata.tables.values() if any(key.column.table.name == "people" for key in table.foreign_keys)}
    assert personal | {"people"} <= mapped


def test_every_picture_is_shown_and_light():
    shown = "".join(path.read_text("utf-8") for path in DOCUMENTS)
    for picture in (ROOT / "docs" / "screenshots").iterdir():
        assert f"screenshots/{picture.name}" in shown, f"nothing shows {picture.name}"
        assert picture.stat().st_size <= 250_000, f"{picture.name} weighs more than 250 kB"
