"""What is seen: templates without inline code, one way to safe HTML, style sheets by tokens and logical sides, tidy addresses."""

import ast
import re

from tests.house.exceptions import TRUSTED
from tests.house.tree import Text, Tree, fault

COMMENTS = re.compile(r"\{#.*?#\}|<!--.*?-->|/\*.*?\*/", re.S)

INLINE = (
    (re.compile(r"<\w[^<>]*?\sstyle\s*=", re.S), "an inline style; the content security policy drops it. Use a class, or an SVG attribute."),
    (re.compile(r"<style\b", re.I), "a style block; the content security policy drops it. Write it in static/hato.css."),
    (re.compile(r"<\w[^<>]*?\son[a-z]{3,}\s*=", re.S), "an inline event handler; the content security policy drops it. Listen in static/hato.js."),
    (re.compile(r"<script\b(?![^>]*\ssrc\s*=)(?![^>]*\stype\s*=\s*[\"']application/(ld\+)?json[\"'])", re.I),
     "an inline script; the content security policy drops it. Write it in static/hato.js."),
    (re.compile(r"[\"'=]\s*javascript:", re.I), "a javascript: address. Use a link or a button, and listen in static/hato.js."),
    (re.compile(r"<\w[^<>]*?\s[\w-]+=\{\{", re.S),
     "an attribute without quotes: a value with a space in it would begin another one. Write \"{{ … }}\"."),
)

UNESCAPED = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false|\|\s*(mark_safe|forceescape)\b")

SIDES = re.compile(
    r"^((margin|padding|border|scroll-margin|scroll-padding)-(top|right|bottom|left)(-\w+)?|border-(top|bottom)-(left|right)-radius"
    r"|top|right|bottom|left|(min-|max-)?(width|height))$")
LOGICAL = "inline/block instead (margin-inline-start, inset-block-start, inline-size …), which turns by itself for Arabic."

NAMED_COLOURS = (
    "white black red green blue yellow orange purple grey gray silver navy teal maroon olive lime aqua fuchsia pink brown gold crimson tomato "
    "whitesmoke lightgray lightgrey darkgray darkgrey dimgray indigo violet beige ivory coral salmon khaki"
).split()
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|(?<![\w-])(" + "|".join(NAMED_COLOURS) + r")(?![\w-])", re.I)
DECLARATION = re.compile(r"(?<![\w-])(--)?([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])", re.I)

METHODS = frozenset({"route", "get", "post", "put", "patch", "delete"})


def _blank(text: Text) -> str:
    """The text without its comments, each line where it was."""
    return COMMENTS.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), text.text)


def templates_hold_no_inline_code(tree: Tree) -> list[str]:
    return [fault(page.path, page.line(hit.end() - 1), sentence)
            for page in tree.texts("templates", ".html") for shape, sentence in INLINE for hit in shape.finditer(_blank(page))]


def html_is_made_safe_in_one_place(tree: Tree) -> list[str]:
    found = [
        fault(page.path, page.line(hit.start()), f"{hit[0].strip()}: only HTML of the sanitiser's own type goes out unescaped, through its own "
              "filter; everything else is escaped.")
        for page in tree.texts("templates") if page.path not in TRUSTED for hit in UNESCAPED.finditer(_blank(page))
    ]
    return found + [
        fault(code.path, call.lineno, "Markup() outside TRUSTED of tests/house/exceptions.py: hand Jinja plain text and let it escape.")
        for code in tree.python() if code.path not in TRUSTED for call, name in code.calls() if name.split(".")[-1] == "Markup"
    ]


def style_sheets_use_tokens_and_logical_sides(tree: Tree) -> list[str]:
    found = []
    for sheet in tree.texts("static", ".css"):
        for hit in DECLARATION.finditer(_blank(sheet)):
            token, name, value = hit[1], hit[2].lower(), re.sub(r"url\([^)]*\)|\"[^\"]*\"|'[^']*'", "", hit[3])
            line, parts = sheet.line(hit.start(2)), value.split()
            if token:
                continue
            if SIDES.match(name):
                found.append(fault(sheet.path, line, f"{name}: use {LOGICAL}"))
            if name in ("text-align", "float", "clear") and {"left", "right"} & set(parts):
                found.append(fault(sheet.path, line, f"{name}: {value.strip()}: use start or end, which turn by themselves for Arabic."))
            if name in ("margin", "padding", "inset") and len(parts) == 4 and "(" not in value and parts[1] != parts[3]:
                found.append(fault(sheet.path, line, f"{name} with two different sides: use {LOGICAL}"))
            if colour := COLOUR.search(value):
                found.append(fault(sheet.path, line, f"{name}: {colour[0]}: a colour is a token, var(--…), with a light and a dark value in the "
                                   "token block."))
    return found


def addresses_are_kebab_with_typed_parts(tree: Tree) -> list[str]:
    found = []
    for code in tree.python("lms/web", "lms/app.py"):
        for call, name in code.calls():
            verb = name.rpartition(".")[2]
            given = [k.value for k in call.keywords if k.arg == "url_prefix"]
            given += call.args[:1] if verb in METHODS | {"add_url_rule"} and "." in name else []
            for node in given:
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("/"):
                    found += [fault(code.path, node.lineno, f"{node.value}: {wrong}") for wrong in _address(node.value)]
    return found


def _address(rule: str) -> list[str]:
    wrong = [f"say the type of <{part}>, such as <string:{part}> or <uuid:{part}>." for part in re.findall(r"<([^>:]+)>", rule)]
    fixed = re.sub(r"<[^>]+>", "", rule)
    if fixed != fixed.lower() or "_" in fixed:
        wrong.append("an address is in small letters, its words joined by hyphens.")
    return wrong
