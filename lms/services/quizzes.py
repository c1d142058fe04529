"""Quizzes as trainers see them: with their keys."""

from dataclasses import dataclass
from html import escape
from typing import Any

from lms.domain.answers import Value
from lms.domain.grading import right_answer
from lms.domain.languages import say, text
from lms.domain.permissions import Action
from lms.domain.questions import Item, Kind, right_sides
from lms.domain.quizzes import asked
from lms.services import attempts, editions
from lms.services.work import UnitOfWork, existing


@dataclass(frozen=True, slots=True)
class QuizLine:
    """A quiz in the list: how many questions its bank holds and how many a paper asks."""

    key: str
    title: str
    items: int
    asked: int


@dataclass(frozen=True, slots=True)
class CourseQuizzes:
    """A course and its quizzes in the order they are met."""

    key: str
    title: str
    edition: int
    quizzes: tuple[QuizLine, ...]


@dataclass(frozen=True, slots=True)
class KeyedItem:
    """A question with its right answer; `stem` is clean HTML, each line of `right` too."""

    key: str
    kind: str
    stem: str
    right: tuple[str, ...]
    tags: tuple[str, ...]
    points: int
    must_pass: bool


@dataclass(frozen=True, slots=True)
class Bank:
    """Every question that a quiz of the newest edition may ask."""

    course: str
    course_title: str
    quiz: str
    title: str
    edition: int
    pass_mark: int
    asked: int
    items: tuple[KeyedItem, ...]


def listing(uow: UnitOfWork) -> tuple[CourseQuizzes, ...]:
    """Every quiz of every course."""
    uow.authorize(Action.READ_KEYS)
    found = []
    for one in editions.every_latest(uow):
        whole = [existing(one.quiz(key)) for key in one.course.quizzes]
        lines = tuple(QuizLine(quiz.key, text(quiz.title, uow.lang), len(quiz.items), asked(quiz)) for quiz in whole)
        found.append(CourseQuizzes(one.course.key, text(one.course.title, uow.lang), one.number, lines))
    return tuple(found)


def bank(uow: UnitOfWork, course: str, key: str) -> Bank:
    """The questions of a quiz with their keys, banks included."""
    uow.authorize(Action.READ_KEYS)
    edition = editions.latest(uow, course)
    quiz = existing(edition.quiz(key) if key in edition.course.quizzes else None, say("There is no such quiz."))
    bodies, _ = attempts.rendered(uow, edition, quiz)
    items = tuple(_keyed(item, bodies[item.key], uow.lang) for item in quiz.items)
    return Bank(course, text(edition.course.title, uow.lang), key, text(quiz.title, uow.lang), edition.number, quiz.pass_mark, asked(quiz), items)


def _keyed(item: Item, body: dict[str, Any], lang: str) -> KeyedItem:
    rubric = tuple(f"{escape(text(one.text, lang))} ({one.points})" for one in item.rubric)
    right = rubric or gaps_in_words(item) or in_words(item, right_answer(item), body)
    return KeyedItem(item.key, item.kind.value, body["stem"], right, item.tags, item.points, item.must_pass)


def gaps_in_words(item: Item) -> tuple[str, ...]:
    """What fills each gap of a fill-in item, every variant, as lines of clean HTML; none for other kinds."""
    return tuple(f"{{{one.key}}} → {escape(' / '.join(one.accepted))}" for one in item.options if one.accepted)


def in_words(item: Item, value: Value, body: dict[str, Any]) -> tuple[str, ...]:
    """An answer as lines of clean HTML, from the rendered texts of its question."""
    options, matches = body["options"], body["matches"]
    if isinstance(value, list):
        return tuple(options[key] for key in value)
    if isinstance(value, dict) and item.kind is Kind.MATCHING:
        return tuple(f"{options[key]} → {matches[right_sides(item)[str(side)]]}" for key, side in value.items())
    if isinstance(value, dict) and item.kind is Kind.FILL_IN:
        return tuple(f"{{{key}}} → {escape(str(typed))}" for key, typed in value.items())
    if isinstance(value, dict):
        return tuple(f"{options[key]} → {say('True') if said else say('False')}" for key, said in value.items())
    if value is None:
        return ()
    return (options[value],) if item.kind is Kind.SINGLE else (escape(value),)
