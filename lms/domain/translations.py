"""Translations: which are missing, and which are older than their originals."""

from collections.abc import Iterable, Mapping, Sequence

from lms.domain.editions import Sources


def missing(sources: Sources, lang: str) -> tuple[str, ...]:
    """Paths of the twins in a language that a course has not got, in the order of the course."""
    course = sources.course
    lessons = [f"courses/{course.key}/{lesson.key}.{lang}.md" for lesson in course.lessons if lang not in lesson.body]
    quizzes = [f"quizzes/{course.key}/{key}.{lang}.md" for key, quiz in sources.quizzes.items() if lang not in quiz.title]
    return (*lessons, *quizzes, *(f"quizzes/{course.key}/{key}.{lang}.yaml" for key, one in sources.scenarios.items() if lang not in one.title))


def outdated(history: Sequence[Mapping[str, str]], langs: Iterable[str]) -> tuple[str, ...]:
    """Twins whose original changed in a later edition than they did.

    `history`: path → hash of the files of each edition, oldest first, and of the folder as it is now at the end.
    """
    newest = history[-1] if history else {}
    found = []
    for path in sorted(newest):
        for lang in langs:
            original = path.replace(f".{lang}.", ".")
            if original != path and original in newest and _last_change(history, original) > _last_change(history, path):
                found.append(path)
    return tuple(found)


def _last_change(history: Sequence[Mapping[str, str]], path: str) -> int:
    """The last place in the history at which a file differs from the one before."""
    hashes = [files.get(path) for files in history]
    return max((place for place in range(1, len(hashes)) if hashes[place] != hashes[place - 1]), default=0)
