"""Reads a quiz: front matter and items in the notation of docs/quiz-notation.md, and its twins in other languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, with_config

from lms.content.faults import Faults
from lms.content.notation import read_drafts
from lms.content.questions import read_item
from lms.content.strict_yaml import LineFinder, load_yaml, split_front_matter, validate
from lms.content.twins import Page, compare, merge
from lms.domain.answers import field_names
from lms.domain.languages import Words
from lms.domain.questions import KEY, Item
from lms.domain.quizzes import Quiz, Review, When, pool, unfilled
from lms.errors import Conflict, NotFound

Key = Annotated[str, Field(pattern=f"^{KEY.pattern}$")]
Count = Annotated[int, Field(ge=1, le=1000)]
_WAIT = re.compile(r"([1-9][0-9]{0,3})([mhd])")
_TIME = re.compile(r"(?:([1-9][0-9]?)h)?(?:([1-9][0-9]{0,2})m)?")


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What may stand at the head of a quiz."""

    title: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
    pass_mark: Annotated[int, Field(ge=1, le=100)]
    attempts: Count | None = None
    draw: dict[Key, Count] = field(default_factory=dict)
    banks: tuple[Key, ...] = ()
    time_limit: Annotated[str, Field(min_length=2, pattern=f"^{_TIME.pattern}$")] | None = None
    wait: Annotated[str, Field(pattern=f"^{_WAIT.pattern}$")] | None = None
    closes: date | None = None
    review: dict[Literal["marks", "answers", "feedback"], When] = field(default_factory=dict)


Matter = tuple[FrontMatter, LineFinder]


def read_quiz(
    text: str,
    path: str,
    *,
    course: str,
    key: str,
    twins: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    lang: str = "en",
) -> Quiz:
    """The quiz in `text` (language `lang`) with its twins: language → (path, text).

    Raises ContentErrors with every fault found. What an exam draws from its banks is checked by `check_exam`.
    """
    main = Page(lang, Faults(path))
    head = _read_page(text, main)
    titles = {}
    pages = [Page(code, main.faults.at(where)) for code, (where, _) in twins.items()]
    for page in pages:
        twin = _read_page(twins[page.lang][1], page, head)
        titles[page.lang] = twin[0].title if twin else ""
        if not {fault.path for fault in main.faults.found} & {path, page.faults.path}:
            compare(main, page)
    if head is not None and not main.faults.found:
        _check_draw(main, *head)
    main.faults.check()
    assert head is not None  # a page without front matter was refused just now
    items = tuple(merge(item, [page.items[item.key] for page in pages]) for item in main.items.values())
    matter = head[0]
    return _quiz(course, key, {lang: matter.title, **titles}, matter, items)


def check_exam(quiz: Quiz, banks: Mapping[str, Quiz]) -> None:
    """Raises ContentErrors when the banks of a quiz (quiz key → quiz) are missing or too small, or share item keys."""
    faults = Faults(f"quizzes/{quiz.course}/{quiz.key}.md")
    try:
        whole = pool(quiz, banks)
    except (NotFound, Conflict) as wrong:
        faults.add(None, str(wrong))
    else:
        for tag, reason in _lacking(whole):
            faults.add(None, f"draw asks for {whole.draw[tag]} of {tag}, but {reason}, banks included")
        for item, other in _clashes(whole.items):
            faults.add(None, f"[{item}] and an option of [{other}] get the same field name; rename one")
    faults.check()


def _quiz(course: str, key: str, title: Words, matter: FrontMatter, items: tuple[Item, ...]) -> Quiz:
    time = _TIME.fullmatch(matter.time_limit or "")
    hours, minutes = map(int, time.groups("0")) if time else (0, 0)
    wait = _WAIT.fullmatch(matter.wait or "")
    return Quiz(
        course=course,
        key=key,
        title=title,
        pass_mark=matter.pass_mark,
        items=items,
        attempts=matter.attempts,
        draw=matter.draw,
        time_limit=hours * 60 + minutes or None,
        banks=matter.banks,
        wait=int(wait[1]) * {"m": 1, "h": 60, "d": 1440}[wait[2]] if wait else None,
        closes=matter.closes,
        review=Review(**matter.review),
    )


def _read_page(text: str, page: Page, main: Matter | None = None) -> Matter | None:
    """Reads one file into `page`; its front matter comes back, None when it is faulty.

    A twin, for which `main` is given, may leave out what is the same in every language.
    """
    matter = None
    with page.faults.gathered():
        head, body, first = split_front_matter(text, page.faults.path)
        with page.faults.gathered():
            matter = _read_matter(head, page.faults, main)
        for draft in read_drafts(body, first, page.faults):
            if draft.key in page.drafts:
                earlier = page.drafts[draft.key].line
                page.faults.add(draft.line, f"the item key [{draft.key}] stands twice, first on line {earlier}")
            page.drafts.setdefault(draft.key, draft)
            if item := read_item(draft, page.lang, page.faults):
                page.items[item.key] = item
    return matter


def _read_matter(head: str, faults: Faults, main: Matter | None) -> Matter:
    data, finder = load_yaml(head, faults.path, 2)
    same = {one.name: getattr(main[0], one.name) for one in fields(FrontMatter) if one.name != "title"} if main else {}
    given = set(data) if isinstance(data, dict) else set()
    if isinstance(data, dict) and main:
        data = {"pass_mark": main[0].pass_mark} | data
    matter = validate(FrontMatter, data, finder, faults.path)
    for name, value in same.items():
        if name in given and getattr(matter, name) != value:
            faults.add(finder((name,)), f"`{name}` differs from the original; leave it out here")
    return matter, finder


def _check_draw(page: Page, matter: FrontMatter, finder: LineFinder) -> None:
    """Whether the quiz asks anything, has what it draws (with banks: `check_exam`), and keeps its fields apart."""
    if not page.items and not matter.banks:
        page.faults.add(finder(()), "the quiz asks nothing: write items after the front matter, or name banks")
    if When.CLOSED in matter.review.values() and not matter.closes:
        page.faults.add(finder(("review",)), "closed needs a last day to begin: closes: 2026-12-31")
    if When.DURING in matter.review.values() and matter.attempts:
        page.faults.add(finder(("review",)), "during is for practice: leave attempts out, or write after")
    quiz = _quiz("", "", {}, matter, tuple(page.items.values()))
    for tag, reason in () if matter.banks else _lacking(quiz):
        page.faults.add(finder(("draw", tag)), f"draw asks for {quiz.draw[tag]} of {tag}, but {reason}")
    for item, other in _clashes(quiz.items):
        line = page.drafts[item].line
        page.faults.add(line, f"[{item}] and an option of [{other}] get the same field name; rename one")


def _lacking(quiz: Quiz) -> list[tuple[str, str]]:
    """Tags that cannot be drawn as often as asked, each with the reason."""
    found = []
    for tag in unfilled(quiz):
        carried = sum(tag in item.tags for item in quiz.items)
        enough = carried >= quiz.draw[tag]
        found.append((tag, "other tags need some of its items" if enough else f"only {carried} items carry it"))
    return found


def _clashes(items: tuple[Item, ...]) -> list[tuple[str, str]]:
    """Pairs of items that would use the same form field, as `[a-b]` and the statement `[b]` of `[a]` do."""
    owners: dict[str, str] = {}
    found = []
    for item in items:
        owner = next((owners[name] for name in field_names(item) if name in owners), None)
        if owner:
            found.append((item.key, owner))
        owners |= dict.fromkeys(field_names(item), item.key)
    return found
