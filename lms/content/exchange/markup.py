"""Texts between the ways of marking them up: Markdown, which items hold, HTML, and plain text."""

import html
import re

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>")
_ATTRIBUTE = re.compile(r"(?<![\w-])(?P<name>href|src|alt)\s{0,9}=\s{0,9}(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>]++))", re.I)
_LONG_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{8,}+;?")
_SPECIAL = re.compile(r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:])|[{}]")
_LINE_START = re.compile(r"^(?:(?P<mark>[#>]|[+-](?=[\s-]|$))|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s))")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!-])")
_LINK = re.compile(r"!?\[(?P<text>[^\[\]]*+)\]\((?P<where>[^()\s]*+)\)")
_MARKS = re.compile(r"\*{1,3}|(?<![^\W_])_{1,3}|_{1,3}(?![^\W_])|`+|^[#>]+ ", re.M)
_KEPT = "\ufdd0"

_AROUND = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "blockquote", "table", "tr", "caption", "section", "hr"})
_SILENT = frozenset({"script", "style", "head", "title", "template"})
_HELD = frozenset({*_AROUND, *(_BLOCKS - {"table", "tr", "caption"}), "br", "li", "a", "html", "body", "span", "font"})
_DROPPED_ATTRIBUTES = re.compile(r"\b(style|color|dir)\s{0,9}=", re.I)


def looks_like_html(text: str) -> bool:
    """Whether there is a tag or a character reference in it."""
    return bool(_TAG.search(text) or re.search(r"&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,10});", text, re.I))


def from_plain(text: str) -> str:
    """Plain text as Markdown that shows just that: what would be a mark is escaped; lines lose the space around them."""
    return "\n".join(_line(line.strip()) for line in text.strip().split("\n"))


def to_plain(text: str) -> str:
    """Markdown as plain text: escapes and marks of emphasis go, a link keeps its words and its address."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        return _KEPT

    shown = _ESCAPED.sub(keep, text.replace(_KEPT, ""))
    shown = _LINK.sub(lambda found: f"{found['text']} ({found['where']})" if found["where"] else found["text"], shown)
    rest = iter(kept)
    return re.sub(_KEPT, lambda found: next(rest), _MARKS.sub("", shown))


def has_markup(text: str) -> bool:
    """Whether plain text cannot show what this Markdown shows."""
    bare = _ESCAPED.sub("x", text)
    return bool(_LINK.search(bare) or _MARKS.search(bare) or re.search(r"^(\s*[*+-]|\s*\d+[.)]|#+) ", bare, re.M))


def from_html(text: str) -> tuple[str, tuple[str, ...]]:
    """HTML as Markdown, and the names of the tags whose effect is lost (`img` also for sound and other files)."""
    reader = _Html()
    text = _without_comments(text)
    place = 0
    for tag in _TAG.finditer(text):
        reader.words(text[place : tag.start()])
        reader.tag(tag)
        place = tag.end()
    reader.words(text[place:])
    return reader.markdown(), tuple(dict.fromkeys(reader.lost))


def unescape(text: str) -> str:
    """Character references as characters; what stands for no character becomes U+FFFD."""
    plain = html.unescape(_LONG_NUMBER.sub("\ufffd", text))
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]", "\ufffd", plain.replace("\r", "\n"))


def _without_comments(text: str) -> str:
    parts, place = [], 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[place:start])
        place = end + 3
    return "".join([*parts, text[place:]])


def _line(line: str) -> str:
    marked = _SPECIAL.sub(lambda found: "\\" + found[0], line)
    return _LINE_START.sub(lambda found: f"\\{found['mark']}" if found["mark"] else f"{found['number']}\\{found['dot']}", marked)


class _Html:
    """Writes Markdown while it meets tags and words."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.lost: list[str] = []
        self.lists: list[int | None] = []
        self.links: list[str] = []
        self.silent = ""

    def words(self, text: str) -> None:
        """Text between two tags; white space is one space."""
        if self.silent or not text:
            return
        shown = re.sub(r"\s+", " ", unescape(text).replace("\xa0", " "))
        self.parts.append(_SPECIAL.sub(lambda found: "\\" + found[0], shown))

    def tag(self, tag: re.Match[str]) -> None:
        """A tag, opening or closing."""
        name, closing = tag["name"].lower(), bool(tag["end"])
        if self.silent or name in _SILENT:
            self.silent = "" if closing and name == self.silent else self.silent or ("" if closing else name)
            self.lost.append(name)
            return
        if name not in _HELD or _DROPPED_ATTRIBUTES.search(tag["rest"]):
            self.lost.append(name)
        if name in _AROUND:
            self.parts.append(f"\ufdd1{_AROUND[name]}" if not closing else f"\ufdd2{_AROUND[name]}")
        elif name in ("a", "img"):
            self._reference(name, closing, tag["rest"])
        elif name == "li" and not closing:
            self._step()
        elif name in ("ul", "ol"):
            self._list(name, closing)
        elif name == "br":
            self.parts.append("\n")
        elif name in _BLOCKS:
            self.parts.append("\n\n")
        elif name in ("td", "th"):
            self.parts.append(" ")

    def markdown(self) -> str:
        """What was written, with paragraphs one empty line apart and nothing marked at line starts by chance."""
        text = "".join(self.parts)
        text = re.sub(r"\ufdd1([*`]+)(\s*)\ufdd2\1", r"\2", text)
        text = re.sub(r"\ufdd1([*`]+)(\s*)", r"\2\1", text)
        text = re.sub(r"(?<!\s)(\s*)\ufdd2([*`]+)", r"\2\1", text)
        text = re.sub("[\ufdd1\ufdd2]", "", text)
        lines = [re.sub(" {2,}", " ", line).strip() for line in text.split("\n")]
        lines = [_LINE_START.sub(lambda found: f"\\{found['mark']}" if found["mark"] else f"{found['number']}\\{found['dot']}", one) for one in lines]
        joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        return joined.replace("\ufdd3", "* ").replace("\ufdd4", ". ")

    def _reference(self, name: str, closing: bool, rest: str) -> None:
        given = {one["name"].lower(): unescape(one["double"] or one["single"] or one["bare"] or "") for one in _ATTRIBUTE.finditer(rest)}
        if name == "img":
            self.words(f" {html.escape(given.get('alt', ''))} ")
        elif not closing:
            where = given.get("href", "")
            good = re.fullmatch(r"https?://[^\s()<>\[\]\\]+", where)
            self.links.append(where if good else "")
            if not good:
                self.lost.append("a")
            self.parts.append("[" if good else "")
        elif self.links:
            where = self.links.pop()
            self.parts.append(f"]({where})" if where else "")

    def _list(self, name: str, closing: bool) -> None:
        if closing:
            del self.lists[-1:]
        else:
            self.lists.append(0 if name == "ol" else None)
        self.parts.append("\n\n")

    def _step(self) -> None:
        count = self.lists[-1] if self.lists else None
        if count is not None and self.lists:
            self.lists[-1] = count + 1
            self.parts.append(f"\n{count + 1}\ufdd4")
        else:
            self.parts.append("\n\ufdd3")
