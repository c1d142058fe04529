"""Packs: courses to keep on a device, and which of their quizzes can be sat there without a line."""

from collections.abc import Mapping
from hashlib import sha256

from lms.domain.courses import Course
from lms.domain.questions import Kind
from lms.domain.quizzes import Paper, Quiz, draw_paper


def practice(course: Course, quiz: Quiz) -> bool:
    """Whether a quiz can be begun on a device: no time, day or wait to keep, no attempts to count, nothing drawn, nothing for a trainer to mark.

    Every paper then asks the same questions, so that answers fit an attempt which was begun elsewhere meanwhile.
    """
    kept = (quiz.time_limit, quiz.attempts, quiz.wait, quiz.closes)
    marked = any(item.kind is Kind.ESSAY for item in quiz.items)
    return quiz.key != course.exam and kept == (None, None, None, None) and not quiz.draw and not marked


def device_seed(seal: str, quiz: str) -> str:
    """The seed of the paper that every device shows of a quiz in the edition with this seal."""
    return sha256(f"{seal}|{quiz}".encode()).hexdigest()[:32]


def device_paper(seal: str, quiz: Quiz) -> Paper:
    """That paper."""
    return draw_paper(quiz, device_seed(seal, quiz.key))


def moved(shown: Paper, kept: Paper) -> Mapping[str, Mapping[str, str]]:
    """Item → where each right side of a matching item on the paper shown stands on the paper kept, both counted from `"1"`."""
    there = {drawn.item: {key: str(place) for place, key in enumerate(drawn.matches, 1)} for drawn in kept}
    return {
        drawn.item: {str(place): there[drawn.item].get(key, "") for place, key in enumerate(drawn.matches, 1)}
        for drawn in shown if drawn.matches and drawn.item in there
    }  # fmt: skip
