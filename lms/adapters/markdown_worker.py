"""The child process that turns Markdown into clean HTML; `lms.adapters.markdown` asks it."""

import re
import xml.etree.ElementTree as tree
from collections.abc import Iterator, Mapping
from typing import Any

import markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from lms.adapters.child import Refused, serve
from lms.adapters.sanitizer import KINDS, clean

LONGEST = 200_000
DEEPEST = 100
OPENING = re.compile(r"/{3,}[ ]+([a-z]+)[ ]*(?:\|[ ]*(.*?))?[ ]*")
CLOSING = re.compile(r"/{3,}[ ]*")
LIST = re.compile(r"(?:[*-]|1\.) ")
TEXT = re.compile(r"(?![*+>#|:=~`/-]+(?: |$)|\d+\.|\s)(?=.*\S)")
CODE_FENCE = re.compile(r"(`{3,}|~{3,})")
DEPTH = re.compile(r"(?:\s|>|[*+-]\s|\d+[.)]\s)+")
RUN = re.compile(r"([^\w\s])\1{200}|[\[\]!(<&*_`~^]{400}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202d\u202e\ud800-\udfff\ufffe\uffff]")
BRACKETS = 400
TOGETHER = 1000
WIDE = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
JOINED = re.compile(rf"(?<=[{WIDE}])\n(?=[{WIDE}])")
LEVELS = {"h1": "h2", "h5": "h4", "h6": "h4"}
SIDES = {"right": "end", "center": "middle"}


def check(source: str) -> None:
    """Refuses what would cost the parser too much, or is surely a slip of the pen; says in which line."""
    if len(source.encode("utf-8", "surrogatepass")) > LONGEST:
        raise Refused(f"The text is longer than {LONGEST // 1000} kB; divide it.")
    lines = source.split("\n")
    brackets = together = 0
    for number, line in enumerate(lines, 1):
        together = together + 1 if line.strip() else 0
        brackets = brackets + line.count("[") if together else 0
        if fault := _fault(line, brackets, together):
            raise Refused(f"line {number}: {fault}")
    _check_boxes(lines)


def _fault(line: str, brackets: int, together: int) -> str:
    """What is wrong with a line, given the brackets and the lines of its paragraph so far; empty when nothing is."""
    if CONTROL.search(line):
        return "a control character that has no place in a text"
    if RUN.search(line):
        return "the same sign more than 200 times in a row"
    if (depth := DEPTH.match(line)) and depth.end() > DEEPEST:
        return "nested too deeply"
    if brackets > BRACKETS:
        return f"more than {BRACKETS} brackets in one paragraph"
    return f"more than {TOGETHER} lines without an empty one" if together > TOGETHER else ""


def _check_boxes(lines: list[str]) -> None:
    opened: list[int] = []
    for number, line in _outside_code(lines):
        fence = line.strip()
        if line.startswith((" ", "\t")) and (OPENING.fullmatch(fence) or CLOSING.fullmatch(fence)):
            raise Refused(f"line {number}: a box starts and ends at the beginning of a line, so not inside a list")
        if CLOSING.fullmatch(fence):
            if not opened:
                raise Refused(f"line {number}: /// closes a box that was never opened")
            opened.pop()
        elif opening := OPENING.fullmatch(fence):
            if opening[1] not in (*KINDS, "details"):
                raise Refused(f"line {number}: no such box: {opening[1]}; there are {', '.join(KINDS)} and details")
            opened.append(number)
            if len(opened) > 4:
                raise Refused(f"line {number}: boxes are nested too deeply")
    if opened:
        raise Refused(f"line {opened[-1]}: this box is opened and never closed with ///")


def _outside_code(lines: list[str]) -> Iterator[tuple[int, str]]:
    fence = ""
    for number, line in enumerate(lines, 1):
        mark = CODE_FENCE.match(line)
        if fence:
            fence = "" if line.rstrip() == fence else fence
        elif mark:
            fence = mark[1]
        else:
            yield number, line


class EmptyLines(Preprocessor):
    """Puts the empty lines in that the parser needs and writers forget: around ///, and between a text and its list."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines, with the empty ones put in."""
        parted: list[str] = []
        before = ""
        for line in lines:
            if CLOSING.fullmatch(line) or OPENING.fullmatch(line):
                parted += ["", line, ""]
            else:
                parted += ["", line] if LIST.match(line) and TEXT.match(before) else [line]
            before = line
        return parted


class Boxes(BlockProcessor):
    """Boxes written as `/// kind | title`, text, `///`; the notation is that of pymdownx.blocks, without attributes."""

    def test(self, parent: tree.Element, block: str) -> bool:
        """May this block be the opening line of a box?"""
        return block.lstrip("\n").startswith("///")

    def run(self, parent: tree.Element, blocks: list[str]) -> bool | None:
        """Takes the box off `blocks` and puts it under `parent`; False when there is none, as the library wants it."""
        opening = OPENING.fullmatch(blocks[0].strip("\n"))
        if not opening:
            return False
        del blocks[0]
        box = self._box(parent, opening[1], opening[2] or "")
        self.parser.parseBlocks(box, list(_until_closed(blocks)))
        return None

    def _box(self, parent: tree.Element, kind: str, title: str) -> tree.Element:
        if kind == "details":
            box = tree.SubElement(parent, "details", {"class": "note note-details"})
            tree.SubElement(box, "summary").text = title or "…"
            return box
        box = tree.SubElement(parent, "aside", {"class": f"note note-{kind}", "role": "note"})
        if title:
            tree.SubElement(box, "p", {"class": "note-title"}).text = title
        return box


def _until_closed(blocks: list[str]) -> Iterator[str]:
    depth = 1
    while blocks:
        block = blocks.pop(0)
        if CLOSING.fullmatch(block.strip("\n")):
            depth -= 1
            if not depth:
                return
        elif OPENING.fullmatch(block.strip("\n")):
            depth += 1
        yield block


class Finish(Treeprocessor):
    """Last touches on the finished tree: heading ids, table regions, pictures, Japanese line ends."""

    images: Mapping[str, str] = {}
    inline = False

    def run(self, root: tree.Element) -> None:
        """Changes the tree under `root`."""
        headings = 0
        for element in root.iter():
            element.tag = LEVELS.get(element.tag, element.tag)
            if element.tag == "h2" and not self.inline:
                headings += 1
                element.set("id", f"s-{headings}")
            elif element.tag == "img":
                self._picture(element)
            elif element.tag == "a":
                element.set("href", self.images.get(element.get("href", ""), element.get("href", "")))
            elif element.tag in ("th", "td"):
                _cell(element)
        _join_lines(root)
        _wrap_tables(root)

    def _picture(self, element: tree.Element) -> None:
        """Points a picture at its stored file; one that is not among them leaves its description."""
        target = self.images.get(element.get("src", ""))
        if target is None:
            words = element.get("alt", "")
            element.tag, element.text = "em", words
            element.attrib.clear()
        else:
            element.set("src", target)


def _cell(element: tree.Element) -> None:
    side = SIDES.get(element.attrib.pop("align", ""))
    if side:
        element.set("class", side)
    if element.tag == "th":
        element.set("scope", "col")


def _join_lines(element: tree.Element) -> None:
    """A line end between two full-width signs is no space in Japanese or Chinese."""
    if element.tag in ("pre", "code"):
        return
    element.text = element.text and JOINED.sub("", element.text)
    for child in element:
        _join_lines(child)
        child.tail = child.tail and JOINED.sub("", child.tail)


def _wrap_tables(root: tree.Element) -> None:
    """Puts every table into a scrolling region named after its column heads, so that a keyboard can scroll it."""
    names: dict[str, int] = {}
    for parent in [element for element in root.iter() if element.find("table") is not None]:
        for place, child in enumerate(parent):
            if child.tag != "table":
                continue
            heads = [" ".join("".join(head.itertext()).split()) for head in child.iter("th")]
            name = " · ".join(filter(None, heads))[:120] or "…"
            names[name] = names.get(name, 0) + 1
            label = name if names[name] == 1 else f"{name} ({names[name]})"
            region = tree.Element("div", {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": label})
            region.tail, child.tail = child.tail, None
            parent[place] = region
            region.append(child)


class House(Extension):
    """Our profile of Markdown: no raw HTML, no attributes; boxes, heading ids, table regions."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        """Puts our parts in and takes the library's raw HTML out."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("entity")
        md.preprocessors.register(EmptyLines(md), "empty_lines", 24)
        md.parser.blockprocessors.register(Boxes(md.parser), "boxes", 95)
        self.finish = Finish(md)
        md.treeprocessors.register(self.finish, "finish", -1)


HOUSE = House()
PARSER = markdown.Markdown(
    extensions=[HOUSE, "tables", "sane_lists", "def_list", "fenced_code"],
    extension_configs={"tables": {"use_align_attribute": True}},
    output_format="html",
)


def render(source: str, images: Mapping[str, str], inline: bool) -> str:
    """Clean HTML of one Markdown text. Raises Refused with the line and the reason."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    check(source)
    HOUSE.finish.images, HOUSE.finish.inline = images, inline
    html = clean(PARSER.reset().convert(source)).strip()
    if inline and html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return html[3:-4]
    return html


def handle(request: dict[str, Any]) -> dict[str, Any]:
    """{sources, images, inline} → {pages}."""
    return {"pages": [render(source, request["images"], request["inline"]) for source in request["sources"]]}


if __name__ == "__main__":
    serve(handle)
