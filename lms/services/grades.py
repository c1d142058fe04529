"""After a quiz: the result, what to study again, and the review of each question when it may be shown."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from lms.domain.answers import Value
from lms.domain.corrections import Correction, CorrectionKind, corrected
from lms.domain.editions import Edition
from lms.domain.grading import fills, grade, is_right
from lms.domain.languages import say, text
from lms.domain.permissions import Action
from lms.domain.progress import Progress
from lms.domain.questions import Item, Kind, option_keys, right_sides
from lms.domain.quizzes import Drawn, When
from lms.errors import Conflict
from lms.services import answers, attempts, certificates, editions, gradings, marks, progress
from lms.services.work import UnitOfWork, existing
from lms.store import attempts as store
from lms.store import gradings as grading_store
from lms.store import receipts


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be seen of an attempt by now: which questions were right, what is right, and why."""

    marks: bool
    answers: bool
    feedback: bool


@dataclass(frozen=True, slots=True)
class ChoiceReview:
    """An option in the review; `right` and `feedback` are held back while the quiz can still be taken."""

    text: str
    chosen: bool
    right: bool | None
    feedback: str


@dataclass(frozen=True, slots=True)
class RowReview:
    """A statement, line or pair in the review: HTML, then plain words of what was given and expected."""

    text: str
    given: str
    expected: str
    right: bool


@dataclass(frozen=True, slots=True)
class ItemReview:
    """A question in the review. `points` are held back with the keys; those of an essay, which has no key, never are."""

    key: str
    stem: str
    right: bool | None
    must_pass: bool
    feedback: str
    options: tuple[ChoiceReview, ...]
    rows: tuple[RowReview, ...]
    given: str
    expected: str
    kind: str = ""
    gaps: tuple[str, ...] = ()
    points: int | None = None
    out_of: int = 1
    waiting: bool = False
    mark: marks.MarkView | None = None
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One of the results an attempt has had; `why` is `submitted`, `marked` or `corrected`."""

    why: str
    reason: str
    at: datetime
    percent: int
    points: int
    out_of: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Revisit:
    """A lesson to study again, because a question on one of its objectives was not answered rightly."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class GradeView:
    """The result of a submitted attempt. `shown` says whether keys may be seen, `when` from when (`closes`: a day);
    `certificate` is a code once the course is complete."""

    id: str
    course: str
    course_title: str
    quiz: str
    title: str
    lang: str
    number: int
    limit: int | None
    percent: int
    points: int
    out_of: int
    pass_mark: int
    passed: bool
    must_pass_failed: bool
    shown: bool
    items: tuple[ItemReview, ...]
    revisit: tuple[Revisit, ...]
    progress: Progress
    pass_marks: Mapping[str, int]
    certificate: str
    receipt: str
    results: tuple[Result, ...]
    waiting: bool
    when: str
    closes: date | None


def review(uow: UnitOfWork, attempt_id: str) -> GradeView:
    """The result of an attempt for its owner.

    Unless the quiz says otherwise (`review`), keys and feedback are shown once the quiz is passed, its attempts are used up,
    or it may be taken without limit; before that a wrong answer only names the lessons to study again, so that attempts
    cannot be spent on finding the key.
    """
    row = existing(store.get(uow.db, attempt_id))
    uow.authorize(Action.READ_ATTEMPT, row.person_id)
    if row.submitted_at is None:
        raise Conflict(say("This attempt has not been handed in."))
    edition = editions.edition(uow, row.edition_id)
    quiz = existing(edition.quiz(row.quiz))
    used = store.of_quiz(uow.db, row.enrolment_id, row.quiz)
    settled = quiz.attempts is None or any(one.passed for one in used) or len(used) >= quiz.attempts
    closed = quiz.closed(uow.today)
    shown = Shown(*(one.opens(settled, closed) for one in (quiz.review.marks, quiz.review.answers, quiz.review.feedback)))
    given = answers.given(uow, attempt_id).values
    bodies, lang = attempts.rendered(uow, edition, quiz)
    items = {item.key: item for item in quiz.items}
    counted = gradings.counting(edition, row.quiz, gradings.of_course(uow, row.course))
    items = {key: corrected(item, counted.get(key)) for key, item in items.items()}
    grades = {one["item"]: one for one in row.grade["items"]}
    reviews = tuple(
        _mended(_item(uow.lang, items[one.item], one, bodies[one.item], given.get(one.item), shown, grades[one.item]), counted)
        for one in answers.stored_paper(row)
    )
    reviews = tuple(replace(one, mark=_mark(uow, attempt_id, items[one.key])) if one.kind == "essay" and not one.waiting else one for one in reviews)
    wrong = {tag for one in grades.values() if not one["right"] and not one.get("waiting") for tag in items[one["item"]].tags}
    standing = progress.standing(uow, row.course)
    certificate = certificates.code_of(uow, row.enrolment_id) if standing.completed else ""
    return GradeView(
        row.id, row.course, text(edition.course.title, uow.lang), row.quiz, text(quiz.title, uow.lang), lang, row.number,
        quiz.attempts, row.percent, row.points, row.out_of, quiz.pass_mark, bool(row.passed), bool(row.grade["failed_must_pass"]), shown.answers,
        reviews, _revisit(uow.lang, edition, wrong), standing.progress,
        progress.pass_marks(standing.edition), certificate, receipts.of_attempt(uow.db, attempt_id), _results(uow, attempt_id),
        bool(row.waiting), quiz.review.answers.value, quiz.closes,
    )  # fmt: skip


def _results(uow: UnitOfWork, attempt_id: str) -> tuple[Result, ...]:
    rows = grading_store.of_attempt(uow.db, attempt_id)
    return tuple(Result(row.why, row.reason, row.graded_at, row.percent, row.points, row.out_of, bool(row.passed)) for row in rows)


def _mended(one: ItemReview, counted: Mapping[str, Correction]) -> ItemReview:
    """The question with its correction; one that was taken out is neither right nor wrong, one that was credited is right."""
    found = counted.get(one.key)
    if found is None:
        return one
    shown = one.right is not None and found.kind is not CorrectionKind.VOID
    right = (one.right or found.kind is CorrectionKind.CREDIT) if shown else None
    return replace(one, correction=found, right=right, must_pass=one.must_pass and found.kind is not CorrectionKind.VOID)


def checked(uow: UnitOfWork, attempt_id: str) -> dict[str, ItemReview]:
    """Item → what may be seen of it during practice, for the questions that were checked."""
    row = existing(store.get(uow.db, attempt_id))
    uow.authorize(Action.READ_ATTEMPT, row.person_id)
    edition = editions.edition(uow, row.edition_id)
    quiz, paper = existing(edition.quiz(row.quiz)), answers.stored_paper(row)
    given = answers.given(uow, attempt_id).values
    shown = Shown(*(one is When.DURING for one in (quiz.review.marks, quiz.review.answers, quiz.review.feedback)))
    bodies, _ = attempts.rendered(uow, edition, quiz)
    items, brought = {item.key: item for item in quiz.items}, {one.item: asdict(one) for one in grade(quiz, paper, given).items}
    seen = [one for one in paper if one.item in (row.checked or ())]
    return {one.item: _item(uow.lang, items[one.item], one, bodies[one.item], given.get(one.item), shown, brought[one.item]) for one in seen}


def _mark(uow: UnitOfWork, attempt_id: str, item: Item) -> marks.MarkView | None:
    given = marks.of_essay(uow, attempt_id, item)
    return given[-1] if given else None


def _revisit(lang: str, edition: Edition, wrong: set[str]) -> tuple[Revisit, ...]:
    lessons = edition.course.lessons
    return tuple(Revisit(one.key, text(one.title, lang)) for one in lessons if wrong & {objective.key for objective in one.objectives})


def _item(lang: str, item: Item, drawn: Drawn, body: Mapping[str, Any], value: Value, shown: Shown, got: Mapping[str, Any]) -> ItemReview:
    essay, waiting = item.kind is Kind.ESSAY, bool(got.get("waiting"))
    right = None if essay or not shown.marks else is_right(item, value)
    options: tuple[ChoiceReview, ...] = ()
    rows: tuple[RowReview, ...] = ()
    given = expected = ""
    if item.kind in (Kind.SINGLE, Kind.MULTIPLE):
        options = tuple(_choice(item, key, body, value, shown) for key in drawn.options)
    elif item.kind in (Kind.NUMERIC, Kind.SHORT, Kind.ESSAY):
        given = str(value or "")
        expected = _expected(lang, item) if shown.answers and not essay else ""
    else:
        rows = _rows(lang, item, drawn, body, value, shown.answers)
    points = got["points"] if shown.marks or (essay and not waiting) else None
    return ItemReview(
        item.key, body["stem"], right, item.must_pass, body["feedback"] if shown.feedback else "", options, rows, given, expected, item.kind.value,
        drawn.options if item.kind is Kind.FILL_IN else (), points, got["out_of"], waiting,
    )  # fmt: skip


def _choice(item: Item, key: str, body: Mapping[str, Any], value: Value, shown: Shown) -> ChoiceReview:
    """What is said of an option that was not chosen gives the key away, so it waits for the answers too."""
    chosen = key == value or (isinstance(value, list) and key in value)
    right = next(one.right for one in item.options if one.key == key)
    told = shown.feedback and (chosen or shown.answers)
    return ChoiceReview(body["options"][key], chosen, right if shown.answers else None, body["notes"][key] if told else "")


def _expected(lang: str, item: Item) -> str:
    if item.kind is Kind.SHORT:
        return " / ".join(item.accepted)
    spread = f" ± {item.tolerance}" if item.tolerance not in ("0", "") else ""
    return f"{item.number}{spread} {text(item.unit, lang)}".strip()


def _rows(lang: str, item: Item, drawn: Drawn, body: Mapping[str, Any], value: Value, shown: bool) -> tuple[RowReview, ...]:
    if item.kind is Kind.FILL_IN:
        return tuple(_gap(item, key, number, value, shown) for number, key in enumerate(drawn.options, 1))
    keys = option_keys(item)
    found = []
    for key in keys if shown and item.kind is Kind.ORDERING else drawn.options:
        said, meant = _pair(lang, item, key, value)
        found.append(RowReview(body["options"][key], said, meant if shown else "", said == meant if shown else False))
    return tuple(found)


def _gap(item: Item, key: str, number: int, value: Value, shown: bool) -> RowReview:
    accepted = next(one.accepted for one in item.options if one.key == key)
    typed = str(value.get(key, "")) if isinstance(value, dict) else ""
    if not shown:
        return RowReview(f"({number})", typed, "", False)
    return RowReview(f"({number})", typed, " / ".join(one.replace("+-", "±") for one in accepted), fills(accepted, typed))


def _pair(lang: str, item: Item, key: str, value: Value) -> tuple[str, str]:
    """Words of what was given for a statement, line or pair, and of what is right."""
    if item.kind is Kind.ORDERING:
        place = str(value.index(key) + 1) if isinstance(value, list) and key in value else ""
        return place, str(option_keys(item).index(key) + 1)
    if item.kind is Kind.TRUE_FALSE:
        words = {True: str(say("True")), False: str(say("False")), None: ""}
        said = value.get(key) if isinstance(value, dict) else None
        return words[said], words[next(one.right for one in item.options if one.key == key)]  # type: ignore[index]
    sides = {one.key: text(one.match, lang) for one in item.options}
    said = value.get(key) if isinstance(value, dict) else None
    return sides.get(str(said), ""), sides[{**right_sides(item), **item.pairs}[key]]
