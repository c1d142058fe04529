"""The list of what rendered HTML may contain, and the cleaner that enforces it after rendering."""

import re

import nh3

KINDS = ("note", "warning", "case", "example", "monday")
"""Kinds of boxes an author may write, beside `details`."""

TAGS = {
    "p",
    "br",
    "hr",
    "h2",
    "h3",
    "h4",
    "strong",
    "em",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "a",
    "img",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "aside",
    "details",
    "summary",
    "div",
}
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "img": {"src", "alt"},
    "h2": {"id"},
    "ol": {"start"},
    "div": {"aria-label"},
}
VALUES = {
    "th": {"scope": {"col"}},
    "div": {"role": {"region"}, "tabindex": {"0"}},
    "aside": {"role": {"note"}},
}
CLASSES = {
    "aside": {"note", *(f"note-{kind}" for kind in KINDS)},
    "details": {"note", "note-details"},
    "p": {"note-title"},
    "div": {"scroll"},
    "th": {"end", "middle"},
    "td": {"end", "middle"},
}
SHAPES = {
    ("a", "href"): re.compile(r"(?:https?://|mailto:|(?![^/?#]*:))[^\s\\]*", re.IGNORECASE),
    ("h2", "id"): re.compile(r"s-\d{1,4}"),
    ("img", "src"): re.compile(r"/(?![/\\])[^\s\\]{1,500}"),
    ("ol", "start"): re.compile(r"\d{1,4}"),
}


def _shape(tag: str, attribute: str, value: str) -> str | None:
    shape = SHAPES.get((tag, attribute))
    return value if shape is None or shape.fullmatch(value) else None


CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    tag_attribute_values=VALUES,
    allowed_classes=CLASSES,
    attribute_filter=_shape,
    url_schemes={"https", "http", "mailto"},
    link_rel="noopener noreferrer",
    set_tag_attribute_values={"img": {"loading": "lazy"}},
    clean_content_tags={"script", "style"},
)


def clean(html: str) -> str:
    """`html` with everything taken out that is not on the list of this module; well-formed."""
    return CLEANER.clean(html)
