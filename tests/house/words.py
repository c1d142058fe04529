"""Words that no file of the project may hold: promises of later work, places on somebody's machine, addresses of registries."""

import re

from tests.house.tree import Tree, fault

# Written in pieces, so that this file does not find itself.
WORDS = (
    (re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b"), "finish it or take it out; what is left to do is told in an issue."),
    (re.compile(r"(?<![\w.])/wo" r"rk/|\bsha" r"red/(?=[\w.])"), "a place on somebody's machine; the project names only what it brings."),
    (re.compile(r"\b(py" r"pi\.org|python" r"hosted\.org|npm" r"js\.(org|com))\b"),
     "the address of a package registry; name packages, and let the installer's own settings say where they come from."),
    (re.compile(r"^(<{7} |>{7} |={7}$)", re.M), "a conflict that was not resolved."),
)
BREACHES = "tests/test_house_can_fail.py"


def no_loose_ends(tree: Tree) -> list[str]:
    return [fault(text.path, text.line(hit.start()), f"{hit[0].strip()}: {sentence}")
            for text in tree.texts() if text.path != BREACHES for shape, sentence in WORDS for hit in shape.finditer(text.text)]
