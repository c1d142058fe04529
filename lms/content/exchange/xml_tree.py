"""XML from strangers: a small tree with lines, built by expat without document types, entities, other files or great depth."""

from dataclasses import dataclass, field
from xml.parsers import expat

from lms.content.exchange.intake import refuse

DEEPEST = 30
MOST_ELEMENTS = 200_000
MOST_ATTRIBUTES = 40


@dataclass(slots=True)
class Node:
    """An element. `text` is all that stands directly in it."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words directly in it, without the space around them."""
        return "".join(self.parts).strip()

    def all(self, name: str) -> list["Node"]:
        """The elements of this name directly in it."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Node | None":
        """The first element of this name directly in it."""
        return next((child for child in self.children if child.name == name), None)

    def said(self, *names: str) -> str:
        """The words of the element reached by these names, each the first of its kind; empty when there is none."""
        here: Node | None = self
        for name in names:
            here = here.first(name) if here else None
        return here.text if here else ""


class _Builder:
    def __init__(self, path: str) -> None:
        self.path = path
        self.open: list[Node] = []
        self.root: Node | None = None
        self.elements = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.words
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.doctype

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.elements += 1
        if len(self.open) >= DEEPEST:
            raise refuse(self.path, line, f"nested more than {DEEPEST} levels deep")
        if self.elements > MOST_ELEMENTS or len(attributes) > MOST_ATTRIBUTES:
            raise refuse(self.path, line, f"more than {MOST_ELEMENTS} elements, or {MOST_ATTRIBUTES} attributes of one; divide the file")
        node = Node(name, line, attributes)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, name: str) -> None:
        self.open.pop()

    def words(self, text: str) -> None:
        self.open[-1].parts.append(text)

    def doctype(self, *declared: object) -> None:
        raise refuse(self.path, self.parser.CurrentLineNumber, "document types and entities (<!DOCTYPE, <!ENTITY) are not read; take them out")


def read_tree(text: str, path: str) -> Node:
    """The root element; what is no XML, or more than a quiz ever needs, is refused with its line."""
    builder = _Builder(path)
    try:
        builder.parser.Parse(text.encode(), True)
    except expat.ExpatError as wrong:
        raise refuse(path, wrong.lineno, f"this is not XML: {expat.ErrorString(wrong.code)}") from None
    assert builder.root is not None  # expat refuses a document without an element
    return builder.root
