"""Writes a quiz in the notation of docs/quiz-notation.md; `lms.content.quizzes.read_quiz` reads the same quiz from it."""

import json
import re
from collections.abc import Callable, Mapping

from lms.domain.languages import Words, text
from lms.domain.questions import Item, Kind, Option
from lms.domain.quizzes import Quiz

_PLAIN_KEY = re.compile(r"[a-z][a-z0-9-]*")
_YAML_WORDS = frozenset({"true", "false", "null"})
_MARKS = {Kind.SINGLE: ("*", " "), Kind.MULTIPLE: ("x", " "), Kind.TRUE_FALSE: ("T", "F")}


def write_quiz(quiz: Quiz, lang: str = "en") -> str:
    """The file of the quiz in its first language, `lang`.

    The texts must be such as the notation holds (what is read from a file always is; for others see
    `lms.content.exchange.soundness.mend`).
    """
    return _page(_matter(quiz, lang), quiz, lang, twin=False)


def write_twin(quiz: Quiz, lang: str) -> str:
    """The file of its translation into `lang`."""
    return _page([f"title: {_quoted(text(quiz.title, lang))}"], quiz, lang, twin=True)


def _page(matter: list[str], quiz: Quiz, lang: str, *, twin: bool) -> str:
    head = "\n".join(["---", *matter, "---"])
    return "\n\n===\n\n".join(_item(item, lang, twin) for item in quiz.items).join((f"{head}\n\n", "\n")) if quiz.items else f"{head}\n"


def _matter(quiz: Quiz, lang: str) -> list[str]:
    lines = [f"title: {_quoted(text(quiz.title, lang))}", f"pass_mark: {quiz.pass_mark}"]
    if quiz.attempts is not None:
        lines.append(f"attempts: {quiz.attempts}")
    if quiz.draw:
        lines.append("draw: {" + ", ".join(f"{_key(tag)}: {count}" for tag, count in quiz.draw.items()) + "}")
    if quiz.banks:
        lines.append("banks: [" + ", ".join(map(_key, quiz.banks)) + "]")
    if quiz.time_limit is not None:
        lines.append(f"time_limit: {_time(quiz.time_limit)}")
    return lines


def _time(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{minutes}m" if minutes < 60 or hours > 99 else f"{hours}h{rest}m" if rest else f"{hours}h"


def _quoted(title: str) -> str:
    """A title as YAML in double quotes, on one line."""
    line = " ".join(re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufdd0-\ufdef\ufffe\uffff]", " ", title).split())
    return json.dumps(line[:200], ensure_ascii=False)


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) and key not in _YAML_WORDS else json.dumps(key)


def _item(item: Item, lang: str, twin: bool) -> str:
    stem = text(item.stem, lang)
    blocks = [f"[{item.key}]\n{stem}" if stem.startswith(":") else f"[{item.key}] {stem}", _ANSWERS[item.kind](item, lang)]
    if lang in item.feedback:
        blocks.append(f"[feedback]: {item.feedback[lang]}")
    if (meta := _meta(item)) and not twin:
        blocks.append(f"[meta]: {meta}")
    return "\n\n".join(blocks)


def _meta(item: Item) -> str:
    parts = [f"tags={', '.join(item.tags)}"] if item.tags else []
    parts += ["must_pass"] if item.must_pass else []
    parts += [f"points={item.points}"] if item.points != 1 and item.kind is not Kind.ESSAY else []
    parts += ["partial"] if item.partial else []
    return "; ".join(parts)


def _options(item: Item, lang: str) -> str:
    right, wrong = _MARKS[item.kind]
    return "\n".join(_line(f"* [{right if one.right else wrong}] [{one.key}]", text(one.text, lang), one, lang) for one in item.options)


def _steps(item: Item, lang: str) -> str:
    return "\n".join(_line(f"{number}. [{one.key}]", text(one.text, lang), one, lang) for number, one in enumerate(item.options, 1))


def _pairs(item: Item, lang: str) -> str:
    return "\n".join(_line(f"* [{one.key}]", f"{text(one.text, lang)} => {text(one.match, lang)}".strip(), one, lang) for one in item.options)


def _line(head: str, words: str, option: Option, lang: str) -> str:
    lines = [f"{head} {words}".replace("\n", "\n  ")]
    if lang in option.feedback:
        lines += [f"  > {line}".rstrip() for line in option.feedback[lang].split("\n")]
    return "\n".join(lines)


def _number(item: Item, lang: str) -> str:
    tolerance = f" +- {item.tolerance}" if item.tolerance != "0" else ""
    return f"[numeric{_unit(item.unit, lang)}]: {item.number}{tolerance}"


def _unit(unit: Words, lang: str) -> str:
    return f"({unit[lang]})" if lang in unit else ""


def _short(item: Item, lang: str) -> str:
    first, *others = item.accepted
    return "\n".join([f"[short-answer]: {first}", *(["[short-answer/accept]:"] if others else []), *(f"* {one}" for one in others)])


def _gaps(item: Item, lang: str) -> str:
    return "\n".join(f"[gap({option.key})]: {' | '.join(option.accepted)}" for option in item.options)


def _essay(item: Item, lang: str) -> str:
    rubric = [f"[rubric({one.key})]: {one.points} {text(one.text, lang)}" for one in item.rubric]
    return "\n".join([f"[essay]: {item.words or ''}".rstrip(), *rubric])


_ANSWERS: Mapping[Kind, Callable[[Item, str], str]] = {
    Kind.SINGLE: _options, Kind.MULTIPLE: _options, Kind.TRUE_FALSE: _options, Kind.ORDERING: _steps, Kind.MATCHING: _pairs,
    Kind.NUMERIC: _number, Kind.SHORT: _short, Kind.FILL_IN: _gaps, Kind.ESSAY: _essay,
}  # fmt: skip
