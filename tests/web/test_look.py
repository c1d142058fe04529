"""The style sheet, the script and the parts of pages: their rules, their size, and what they render."""

import gzip
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from markupsafe import Markup
from wtforms import BooleanField, Form, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Optional

from lms.adapters.svg import Span, timeline
from lms.web.markup import with_gaps

HOME = Path(__file__).resolve().parents[2]
CSS = (HOME / "static/hato.css").read_text()
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)

SIDES = r"[{;]\s*((?:[a-z]+-)*(?:left|right|top|bottom|width|height)(?:-[a-z]+)*)\s*:"
SIDELESS = {"border-width", "stroke-width", "line-height"}
COLOUR = r"#[0-9a-fA-F]{3,8}\b|\b(rgb|hsl|hwb|lab|lch|oklab|oklch)a?\("


def layer(name: str) -> str:
    """The text of one cascade layer."""
    start = RULES.index(f"@layer {name} {{")
    depth = 0
    for place in range(start, len(RULES)):
        depth += {"{": 1, "}": -1}.get(RULES[place], 0)
        if depth == 0 and RULES[place] == "}":
            return RULES[start : place + 1]
    raise AssertionError(name)


def tokens(dark: bool) -> dict[str, str]:
    """Token → colour, in light or dark."""
    text = layer("tokens")
    light, rest = text.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})", light))
    return found | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})", rest.split("@media print")[0])) if dark else found


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    digits = "".join(one * 2 for one in colour[1:]) if len(colour) == 4 else colour[1:]
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


TEXT = [(ink, ground) for ink in ("ink", "ink-2", "brand") for ground in ("bg", "bg-2", "card", "tint")] + [
    ("on-brand", "brand"), ("on-brand", "brand-2"), ("brand-2", "tint-2"), ("on-navy", "navy"), ("on-navy-2", "navy"), ("on-navy", "navy-2"),
    ("on-sky", "sky"), ("ok", "ok-bg"), ("warn", "warn-bg"), ("bad", "bad-bg"), ("bad", "card"), ("ink", "bg-3"), ("ink", "ok-bg"), ("ink", "bad-bg"),
    ("ink-2", "ok-bg"), ("ink-2", "warn-bg"), ("ink-2", "bad-bg"), ("navy-ok", "navy"), ("navy-warn", "navy"),
]  # fmt: skip
SHAPES = [
    ("line-2", "card"), ("line-2", "bg-2"), ("ok-mark", "card"), ("warn-mark", "card"), ("bad-mark", "card"), ("ok-mark", "bg-3"),
    ("brand", "tint-2"),
    ("on-mark", "ok-mark"), ("on-mark", "warn-mark"), ("on-mark", "bad-mark"), ("focus", "bg-2"), ("focus", "card"),
]  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in SHAPES])
def test_every_pair_of_colours_has_enough_contrast(dark, front, ground, least):
    colours = tokens(dark)
    high, low = sorted((luminance(colours[front]), luminance(colours[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= least


def test_the_style_sheet_knows_no_left_and_right():
    assert not re.findall(r"(?:text-align|float|clear):\s*(?:left|right)", RULES)
    assert set(re.findall(SIDES, RULES)) <= SIDELESS


def test_a_shorthand_never_gives_two_sides_of_a_line_different_room():
    for name, value in re.findall(r"(?<![\w-])(margin|padding|inset|border-radius|border-width):\s*([^;{}]+)", RULES):
        parts = re.sub(r"\([^()]*\)", "()", value).split()
        assert len(parts) < 4 or parts[1] == parts[3], f"{name}: {value}"


def test_colours_stand_in_the_token_layer_only():
    rest = RULES.replace(layer("tokens"), "")
    assert not re.findall(COLOUR, rest)


def test_every_token_used_is_defined_and_every_token_defined_is_used():
    defined = set(re.findall(r"(?<![\w(-])--([\w-]+)\s*:", layer("tokens")))
    used = set(re.findall(r"var\(--([\w-]+)\)", RULES))
    assert used == defined


def test_the_style_sheet_loads_nothing():
    assert "@import" not in RULES
    assert "url(" not in RULES
    assert "@font-face" not in RULES


def test_the_style_sheet_answers_dark_print_forced_colours_and_less_motion():
    for query in ("prefers-color-scheme: dark", "print", "forced-colors: active", "prefers-reduced-motion"):
        assert query in RULES


@pytest.mark.parametrize(("name", "most"), [("hato.css", 12 * 1024), ("hato.js", 8 * 1024), ("icons/favicon.svg", 1024)])
def test_what_a_browser_fetches_stays_small(name, most):
    assert len(gzip.compress((HOME / "static" / name).read_bytes(), 9)) <= most


def test_the_script_runs_nothing_it_is_given_as_text():
    script = (HOME / "static/hato.js").read_text()
    for way in ("eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"):
        assert way not in script


def test_every_word_the_script_says_comes_from_the_page():
    said = set(re.findall(r'say\("(\w+)"', (HOME / "static/hato.js").read_text()))
    strings = (HOME / "templates/parts/strings.html").read_text()
    assert said
    for word in said:
        assert f'"{word}":' in strings, word


# ---- what the parts render


@pytest.fixture
def parts() -> Environment:
    """The templates with plain stand-ins for what the application gives them."""
    env = Environment(loader=FileSystemLoader(HOME / "templates"), autoescape=True, undefined=ChainableUndefined, extensions=["jinja2.ext.i18n"])
    env.install_gettext_callables(lambda text: text, lambda one, many, n: one if n == 1 else many, newstyle=True)  # type: ignore[attr-defined]
    env.filters |= {"clean": Markup, "gaps": with_gaps, "phrases": lambda text: text}
    env.globals |= {
        "kept": lambda key, make, *values: make(*values),
        "lang": "en", "direction": "ltr", "language_name": "English", "other_languages": [("ja", "日本語", "/ja/")], "actor": None,
        "site": SimpleNamespace(name="Hato", mark="", tagline="Training"), "static": lambda name: f"/static/{name}",
        "url": lambda endpoint, **values: f"/{endpoint}", "csrf": lambda: Markup('<input type="hidden" name="csrf_token">'), "flashes": list,
    }  # fmt: skip
    return env


def render(env: Environment, part: str, call: str, **values: Any) -> str:
    name = call.split("(")[0]
    return env.from_string(f'{{% from "parts/{part}.html" import {name} %}}{{{{ {call} }}}}').render(values)


KINDS = {
    "single": ("a", ('name="q-one" value="a" checked',)),
    "multiple": (["b"], ('type="checkbox" name="q-one" value="b" checked',)),
    "true-false": ({"a": False}, ('name="q-one-a" value="false" checked', 'name="q-one-b" value="true"')),
    "numeric": ("30", ('name="q-one"', 'value="30"', ">min<")),
    "short": ('UN"DSS', ('name="q-one"', "UN&#34;DSS")),
    "ordering": (["b", "a"], ('name="q-one-a"', '<option value="2" selected>', 'name="q-one-b"')),
    "fill-in": ({"a": '3"'}, ('name="q-one-a"', "3&#34;", 'aria-label="Gap 2"')),
    "essay": ("<b>\nline", ('<textarea class="input" name="q-one"', ">\n&lt;b&gt;\nline</textarea>", "up to 3 points")),
    "matching": ({"b": "y"}, ('name="q-one-b"', '<option value="y" selected>')),
}
ESSAY = {"words": 300, "rubric": [("Facts", 3)]}


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_each_kind_carries_its_field_names_and_what_was_answered(parts, kind):
    answer, expected = KINDS[kind]
    options = [{"key": "a", "text": "<p>First</p>"}, {"key": "b", "text": "<p>Second</p>"}]
    q = {"key": "one", "kind": kind, "stem": "<p>Which?</p>", "options": options, "right": [("x", "X"), ("y", "Y")], "unit": "min", "answer": answer} | ESSAY
    html = render(parts, "quiz", "item(q, 1, 7)", q=q)
    assert f'data-item="one" data-kind="{kind}"' in html and "Question 1 of 7" in html
    for piece in expected:
        assert piece in html


@pytest.mark.parametrize("kind", KINDS)
def test_an_unanswered_question_marks_nothing(parts, kind):
    q = {"key": "one", "kind": kind, "stem": "Which?", "options": [{"key": "a", "text": "A"}], "right": [("x", "X")], "answer": None}
    html = render(parts, "quiz", "item(q)", q=q)
    assert " checked" not in html
    assert " selected" not in html


def test_a_review_says_right_and_wrong_in_words(parts):
    options = [
        {"text": "A", "chosen": True, "right": False, "feedback": "Because."}, {"text": "B", "chosen": False, "right": True, "feedback": ""},
    ]  # fmt: skip
    html = render(parts, "review", "reviewed(r, 1)", r={"stem": "Which?", "options": options, "right": False, "must_pass": True, "feedback": ""})
    for words in ("Your answer: not right", "Right, but you did not choose it", "This question must be right to pass.", "Because."):
        assert words in html


def test_a_review_with_keys_kept_back_judges_nothing(parts):
    html = render(parts, "review", "reviewed(r)", r={"stem": "Which?", "options": [{"text": "A", "chosen": True, "right": None, "feedback": ""}], "right": None, "feedback": ""})
    assert "Your answer" in html
    assert "ight" not in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(("state", "word"), [
    ("valid", "Valid"), ("not-yet", "Not valid yet"), ("expired", "Expired"), ("revoked", "Revoked"), ("replaced", "Replaced"),
    ("withheld", "Holder withheld"), ("unknown", "Not known"),
])  # fmt: skip
def test_a_verdict_has_a_word_and_a_picture_of_its_own(parts, state, word):
    html = render(parts, "certificate", "verdict(state)", state=state)
    assert f"<h1>{word}</h1>" in html
    others = [render(parts, "certificate", "verdict(state)", state=other) for other in ("valid", "revoked", "unknown") if other != state]
    picture = re.search(r' d="([^"]+)"', html)
    assert picture
    assert all(picture[1] not in other for other in others)


@pytest.mark.parametrize(("state", "must", "word"), [
    ("met", True, "Met"), ("missing", True, "Missing"), ("missing", False, "Not there"), ("unconfirmed", True, "To be confirmed"),
    ("not-applicable", True, "Does not apply"), ("team", True, "For the team"),
])  # fmt: skip
def test_a_rule_says_in_words_how_it_stands(parts, state, must, word):
    below = {"label": "Below", "state": "met", "must": True}
    html = render(parts, "tree", "tree(rules)", rules=[{"label": "<First aid>", "state": state, "must": must, "rules": [below]}])
    assert f">{word}</span>" in html
    assert "&lt;First aid&gt;" in html
    assert "Below" in html


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (0, 3, 0), (2, 3, 66), (199, 200, 99), (3, 3, 100)])
def test_a_ring_never_rounds_up(parts, done, total, percent):
    assert f">{percent}%</text>" in render(parts, "progress", "ring(done, total)", done=done, total=total)


def test_a_long_list_shows_its_ends_and_its_neighbours(parts):
    html = render(parts, "pager", 'pages(6, 20, "?page={page}")')
    assert re.findall(r'href="\?page=(\d+)"', html) == ["5", "1", "5", "7", "20", "7"]
    assert '<span aria-current="page">6</span>' in html
    assert render(parts, "pager", 'pages(1, 1, "?page={page}")').strip() == ""


class Account(Form):
    name = StringField("Name", [InputRequired("Enter your name")], description="As in your passport.", render_kw={"autocomplete": "name"})
    note = StringField("Note", [Optional()])
    password = PasswordField("Password", [InputRequired("Choose a password")])
    post = RadioField("Post", [InputRequired("Choose a post")], choices=["UN", "NGO"])
    read = BooleanField("I have read it", [InputRequired("Tick this")])


def test_a_form_ties_its_errors_to_its_fields_and_keeps_what_was_typed(parts):
    form = Account(data={"note": 'a "word"'})
    form.validate()
    form.form_errors.append("Too many tries.")
    top = render(parts, "form", "summary(form)", form=form)
    assert re.findall(r'href="(#[\w-]+)"', top) == ["#name", "#password", "#post-0", "#read"]
    assert "<li>Too many tries.</li>" in top
    name = render(parts, "form", "field(form.name)", form=form)
    assert 'aria-describedby="name-hint name-error"' in name
    assert 'aria-invalid="true"' in name
    assert 'autocomplete="name"' in name
    assert "a &#34;word&#34;" in render(parts, "form", "field(form.note)", form=form)
    assert "(optional)" in render(parts, "form", "field(form.note)", form=form)
    assert "<legend>Post</legend>" in render(parts, "form", "field(form.post)", form=form)


def test_a_form_without_errors_has_no_summary(parts):
    assert render(parts, "form", "summary(form)", form=Account()).strip() == ""


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503, 418])
def test_every_error_has_words_and_a_way_on(parts, status):
    html = parts.get_template("errors/error.html").render(status=status, retry_after=30, reference="abc123")
    assert f"Error {status}" in html
    assert "Try again in 30 seconds." in html
    assert "abc123" in html
    assert '<a class="btn" href="/' in html


def test_the_contents_say_what_is_done_here_and_locked(parts):
    steps = [
        {"key": "a", "title": "One", "url": "/a", "kind": "lesson", "done": True, "minutes": 5},
        {"key": "b", "title": "Two", "url": "/b", "kind": "lesson", "done": False, "minutes": 5},
        {"key": "c", "title": "Exam", "url": "", "kind": "exam", "done": False, "locked": "Opens later."},
    ]
    module = {"key": 1, "holds": ("a", "b", "c"), "title": "Module", "number": 1, "done": 1, "total": 3, "steps": steps}
    html = render(parts, "toc", "toc(modules, 'b')", modules=[module])
    assert "(done)" in html
    assert 'href="/b" aria-current="page"' in html
    assert "Opens later." in html
    assert "1 of 3" in html


def test_a_timeline_draws_each_span_escapes_its_words_and_marks_today():
    spans = (
        Span("First aid <1>", date(2024, 3, 1), date(2026, 2, 28), "over", "expired & gone"),
        Span("Language", date(2025, 1, 1), None, "valid", "no end"),
    )
    picture = timeline(spans, date(2026, 7, 1), 'What lapses "when"')
    assert picture.count("<rect") == 2
    assert picture.count('class="now"') == 1
    assert "First aid &lt;1&gt;: expired &amp; gone" in picture
    assert 'aria-label="What lapses &quot;when&quot;"' in picture
    assert [int(year) for year in re.findall(r">(\d{4})</text>", picture)] == [2024, 2025, 2026, 2027]


def test_a_timeline_of_nothing_is_an_empty_year():
    assert "<rect" not in timeline((), date(2026, 7, 1), "Nothing")
