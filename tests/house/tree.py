"""A checkout as the house rules see it: Python files parsed once, texts with their lines, and how a fault is told."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

N = TypeVar("N", bound=ast.AST)

UNSEEN = frozenset({
    ".git", ".venv", "var", "build", "dist", "htmlcov", "node_modules",
    "__pycache__", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache",
})
"""Folders that are no part of the project."""


@dataclass(frozen=True)
class Text:
    """A text file: its path from the root, with forward slashes, and what it says."""

    path: str
    text: str

    def line(self, offset: int) -> int:
        """The number of the line in which the character at `offset` stands."""
        return self.text.count("\n", 0, offset) + 1


@dataclass(frozen=True)
class Code(Text):
    """A Python file."""

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        """`lms/store/__init__.py` is `lms.store`."""
        return self.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    def nodes(self, *kinds: type[N]) -> Iterator[N]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call from top to bottom, with the dotted name of what is called (`datetime.now`, `?` for an expression)."""
        return ((node, dotted(node.func)) for node in sorted(self.nodes(ast.Call), key=lambda call: call.lineno))


class Tree:
    """All files below one root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._parsed: dict[str, Code] = {}

    def texts(self, under: str = "", *endings: str) -> list[Text]:
        """The UTF-8 files below a folder (or the one file), by path, whose names end in one of `endings` (default: any)."""
        return [Text(path, text) for path, text in self._read(under) if path.endswith(endings or "")]

    def python(self, *under: str) -> list[Code]:
        """The Python files below folders (default: `lms`), by path."""
        found = [(path, text) for place in under or ("lms",) for path, text in self._read(place) if path.endswith(".py")]
        return [self._parsed.setdefault(path, Code(path, text)) for path, text in found]

    def has(self, path: str) -> bool:
        return (self.root / path).exists()

    def folders(self, under: str) -> list[str]:
        """The names of the folders directly below one."""
        place = self.root / under
        return sorted(p.name for p in place.iterdir() if p.is_dir() and p.name not in UNSEEN) if place.is_dir() else []

    def _read(self, under: str) -> Iterator[tuple[str, str]]:
        top = self.root / under
        walk = [(str(top.parent), [], [top.name])] if top.is_file() else os.walk(top)
        for folder, inner, names in walk:
            inner[:] = sorted(set(inner) - UNSEEN)
            for name in sorted(names):
                path = Path(folder, name)
                try:
                    yield path.relative_to(self.root).as_posix(), path.read_text("utf-8")
                except (UnicodeDecodeError, FileNotFoundError):
                    continue


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or an attribute; whatever else it hangs on is `?`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def imported(code: Code) -> Iterator[tuple[int, str, str]]:
    """Line, module and name (empty for `import module`) of everything a file imports."""
    for node in code.nodes(ast.Import, ast.ImportFrom):
        for alias in node.names:
            if isinstance(node, ast.Import):
                yield node.lineno, alias.name, ""
            else:
                yield node.lineno, "." * node.level + (node.module or ""), alias.name


def aliases(code: Code, package: str) -> dict[str, tuple[str, str]]:
    """What names in a file stand for: local name → (module below `package`, name in it or empty for the module itself)."""
    found = {}
    for node in code.nodes(ast.ImportFrom):
        for alias in node.names:
            if node.module == package:
                found[alias.asname or alias.name] = (f"{package}.{alias.name}", "")
            elif (node.module or "").startswith(package + "."):
                found[alias.asname or alias.name] = (node.module or "", alias.name)
    return found


def fault(path: str, line: int, sentence: str) -> str:
    return f"{path}:{line}: {sentence}"
