"""Reads a lesson: front matter and Markdown, and its twins in other languages."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from lms.content.strict_yaml import Model, load_yaml, read_text, split_front_matter, validate
from lms.domain.courses import Lesson, Objective, Source, Term
from lms.domain.languages import LANGUAGES
from lms.errors import ContentError, ContentErrors

KEY = r"^[a-z0-9][a-z0-9-]{0,63}$"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)[^)]*\)")
PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]+)[^)]*\)")
Line = Annotated[str, Field(min_length=1, max_length=300)]


class Minutes(Model):
    """Minutes to read, and minutes to do what `activity` says."""

    read: int = Field(ge=1, le=60)
    do: int = Field(ge=0, le=240, default=0)


class ObjectiveModel(Model):
    """An objective: its key is the tag of the questions that ask for it."""

    key: str = Field(pattern=KEY)
    text: Line


class TermModel(Model):
    """A glossary entry."""

    term: Line
    meaning: Annotated[str, Field(min_length=1, max_length=1000)]


class SourceModel(Model):
    """Where facts come from."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,40}$")]
    title: Line
    publisher: str = ""
    symbol: str = ""
    year: int | None = Field(default=None, ge=1800, le=2100)
    url: str = Field(default="", pattern=r"^(https://[^\s]+)?$")


class LessonModel(Model):
    """Front matter of a lesson."""

    title: Line
    minutes: Minutes
    activity: str = Field(default="", max_length=600)
    objectives: list[ObjectiveModel] = Field(min_length=1, max_length=8)
    terms: list[TermModel] = []
    sources: list[SourceModel] = []
    safety_critical: bool = False
    reviewed_by: str = ""
    reviewed_on: str | None = None
    review_due: str | None = None
    as_of: str = Field(default="", pattern=r"^(\d{4}-\d{2}(-\d{2})?)?$")


class TwinModel(Model):
    """Front matter of a translation: only what a reader reads."""

    title: Line
    activity: str = Field(default="", max_length=600)
    objectives: list[ObjectiveModel] = []
    terms: list[TermModel] = []


def read_lesson(files: Mapping[str, bytes], path: str, key: str) -> Lesson:
    """The lesson at `path` with its twins, e.g. `01-x.ja.md`; raises ContentErrors with every fault."""
    if path not in files:
        raise ContentErrors((ContentError(path, None, "the lesson is named in course.yaml but the file is missing"),))
    model, body, faults = _read(files, path, LessonModel)
    twins = {}
    for lang in LANGUAGES:
        twin = path.removesuffix(".md") + f".{lang}.md"
        if twin in files:
            twins[lang] = _read(files, twin, TwinModel)
            faults += twins[lang][2] + _drift(model, twins[lang][0], twin)
    faults += _sense(model, path)
    if faults:
        raise ContentErrors(tuple(faults))
    return _lesson(key, model, body, twins)


def _read(files: Mapping[str, bytes], path: str, kind: type) -> tuple:
    head, body, first = split_front_matter(read_text(files[path], path), path)
    data, finder = load_yaml(head, path, 2)
    return validate(kind, data, finder, path), body, _pictures(files, path, body, first)


def _pictures(files: Mapping[str, bytes], path: str, body: str, first: int) -> list[ContentError]:
    faults = []
    folder = path.rsplit("/", 1)[0]
    for number, line in enumerate(body.splitlines(), first):
        if line.startswith("# "):
            faults.append(ContentError(path, number, "the title is in the front matter; headings in the text begin with ##"))
        for picture in PICTURE.finditer(line):
            if not picture["alt"].strip():
                faults.append(ContentError(path, number, "image without a description"))
            if f"{folder}/{picture['target']}" not in files:
                faults.append(ContentError(path, number, f"the image {picture['target']} is missing"))
        for link in LINK.finditer(line):
            outside = link["target"].startswith(("https://", "http://", "mailto:", "#"))
            picture_there = f"{folder}/{link['target']}" in files and not link["target"].endswith((".md", ".yaml"))
            if not outside and not picture_there:
                faults.append(ContentError(path, number, f"the link to {link['target']} leads nowhere"))
    if not body.strip():
        faults.append(ContentError(path, first, "the lesson has no text"))
    return faults


def _sense(model: LessonModel, path: str) -> list[ContentError]:
    faults = []
    if model.minutes.do and not model.activity:
        faults.append(ContentError(path, None, "minutes.do needs an `activity` that says what is done in that time"))
    for name in ("reviewed_on", "review_due"):
        try:
            _day(getattr(model, name))
        except ValueError:
            faults.append(ContentError(path, None, f"{name} is not a date such as 2026-11-24"))
    if not faults and model.reviewed_on and model.review_due and model.review_due <= model.reviewed_on:
        faults.append(ContentError(path, None, "review_due is not after reviewed_on"))
    return faults


def _drift(model: LessonModel, twin: TwinModel, path: str) -> list[ContentError]:
    here, there = [one.key for one in twin.objectives], [one.key for one in model.objectives]
    faults = []
    if here and here != there:
        faults.append(ContentError(path, None, f"objectives must be {', '.join(there)} as in the original"))
    if len(twin.terms) not in (0, len(model.terms)):
        faults.append(ContentError(path, None, f"the original has {len(model.terms)} terms, this file {len(twin.terms)}"))
    return faults


def _lesson(key: str, model: LessonModel, body: str, twins: Mapping[str, tuple]) -> Lesson:
    objectives = []
    for place, one in enumerate(model.objectives):
        more = {lang: twin.objectives[place].text for lang, (twin, _, _) in twins.items() if twin.objectives}
        objectives.append(Objective(one.key, {"en": one.text, **more}))
    terms = []
    for place, term in enumerate(model.terms):
        more = {lang: twin.terms[place] for lang, (twin, _, _) in twins.items() if twin.terms}
        names = {"en": term.term, **{lang: one.term for lang, one in more.items()}}
        terms.append(Term(names, {"en": term.meaning, **{lang: one.meaning for lang, one in more.items()}}))
    activity = {"en": model.activity, **{lang: twin.activity for lang, (twin, _, _) in twins.items() if twin.activity}}
    return Lesson(
        key=key,
        title={"en": model.title, **{lang: twin.title for lang, (twin, _, _) in twins.items()}},
        body={"en": body, **{lang: text for lang, (_, text, _) in twins.items()}},
        read=model.minutes.read,
        do=model.minutes.do,
        activity=activity if model.activity else {},
        objectives=tuple(objectives),
        terms=tuple(terms),
        sources=tuple(Source(**one.model_dump()) for one in model.sources),
        safety_critical=model.safety_critical,
        reviewed_by=model.reviewed_by,
        reviewed_on=_day(model.reviewed_on),
        review_due=_day(model.review_due),
        as_of=model.as_of,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
