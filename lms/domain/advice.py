"""What could be better in a course that can be published: warnings about writing, timing and translation."""

import re
from collections.abc import Iterator

from lms.domain.courses import Course, Lesson
from lms.domain.editions import Sources
from lms.domain.questions import Item, Kind
from lms.domain.quizzes import Quiz
from lms.domain.scenarios import Scenario

WORDS_A_MINUTE = 180
LONGEST_SENTENCE = 35
LONGEST_JAPANESE = 80
SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+")
JAPANESE_END = re.compile(r"(?<=[。！？])")
BLOCK = re.compile(r"^(\||#|///|\s*[-*+] |\s*\d+\. |>)")
ALL_OF_THEM = re.compile(r"\b(all|none) of the above\b", re.I)
NEGATIVE = re.compile(r"\b(?:which|what|who)\b[^.?!]*(?<!\*)\b(?:not|never|except)\b(?!\*)", re.I)


def advise(sources: Sources) -> tuple[str, ...]:
    """Sentences `path: what could be better`, in the order of the course."""
    course = sources.course
    found: list[str] = []
    for lesson in course.lessons:
        found += [f"courses/{course.key}/{lesson.key}.md: {sentence}" for sentence in _lesson(lesson)]
    for key, quiz in sources.quizzes.items():
        path = f"quizzes/{course.key}/{key}.md"
        for item in quiz.items:
            found += [f"{path}: [{item.key}] {sentence}" for sentence in _item(item)]
        found += [f"{path}: {sentence}" for sentence in _lengths(quiz.items)]
        found += [f"{path}: draw leaves the objective {objective} unasked" for objective in unasked(course, quiz)]
    for key, scenario in sources.scenarios.items():
        found += [f"quizzes/{course.key}/{key}.yaml: {sentence}" for sentence in _scenario(scenario)]
    return tuple(found)


def unasked(course: Course, quiz: Quiz) -> tuple[str, ...]:
    """The objectives that a quiz with `draw` ought to examine and draws nothing for: those of its module, or for the exam all."""
    modules = [module for module in course.modules if module.quiz == quiz.key or course.exam == quiz.key]
    objectives = [objective.key for module in modules for lesson in module.lessons for objective in lesson.objectives]
    return tuple(key for key in objectives if key not in quiz.draw) if quiz.draw else ()


def _lesson(lesson: Lesson) -> Iterator[str]:
    english, japanese = lesson.body.get("en", ""), lesson.body.get("ja", "")
    words = len(english.split())
    if english and abs(lesson.read - words / WORDS_A_MINUTE) > 2:
        yield f"{lesson.read} minutes to read, but {words} words take about {-(-words // WORDS_A_MINUTE)}"
    if english and not lesson.sources:
        yield "no source is named"
    for sentence in _sentences(english, SENTENCE_END):
        if len(sentence.split()) > LONGEST_SENTENCE:
            yield f"a sentence of {len(sentence.split())} words: {sentence[:50]}…"
    for sentence in _sentences(japanese, JAPANESE_END):
        if len(sentence) > LONGEST_JAPANESE and sum(map(str.isascii, sentence)) * 2 < len(sentence):
            yield f"a Japanese sentence of {len(sentence)} characters: {sentence[:20]}…"
    if english and not japanese:
        yield "not yet in Japanese"


def _sentences(text: str, end: re.Pattern[str]) -> Iterator[str]:
    """Sentences of running text; tables, headings, lists and box lines stand for themselves."""
    paragraph: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip() and not BLOCK.match(line):
            paragraph.append(line.strip())
            continue
        joined = " ".join(paragraph) if end is SENTENCE_END else "".join(paragraph)
        yield from (one.strip() for one in end.split(joined) if one.strip())
        paragraph = []


def _item(item: Item) -> Iterator[str]:
    stem = item.stem.get("en", "")
    if any(ALL_OF_THEM.search(option.text.get("en", "")) for option in item.options):
        yield "“all of the above” tests reading, not knowing"
    if item.kind in (Kind.SINGLE, Kind.MULTIPLE) and NEGATIVE.search(SENTENCE_END.split(stem.strip())[-1]):
        yield "the question is negative: put the negation in **bold**, or ask the other way round"
    if item.kind in (Kind.SINGLE, Kind.MULTIPLE) and any(not option.feedback.get("en") for option in item.options):
        yield "an option has no feedback"
    if not item.tags:
        yield "no objective is named as a tag"


def _lengths(items: tuple[Item, ...]) -> Iterator[str]:
    singles = [item for item in items if item.kind is Kind.SINGLE and len(item.options) > 2]
    longest = 0
    for item in singles:
        lengths = {option.right: len(option.text.get("en", "")) for option in sorted(item.options, key=lambda one: len(one.text.get("en", "")))}
        longest += lengths.get(True, 0) > lengths.get(False, 0)
    if len(singles) >= 4 and longest * 10 > len(singles) * 6:
        yield f"in {longest} of {len(singles)} questions the right answer is the longest: readers will notice"


def _scenario(scenario: Scenario) -> Iterator[str]:
    situations = [node.options for node in scenario.nodes.values() if node.options]
    longest = 0
    for options in situations:
        most = max(one.points for one in options)
        lengths = {one.points == most: len(one.text["en"]) for one in sorted(options, key=lambda one: len(one.text["en"]))}
        longest += lengths[True] > lengths.get(False, lengths[True])
    if len(situations) >= 4 and longest * 10 > len(situations) * 6:
        yield f"in {longest} of {len(situations)} situations the best option is the longest: readers will notice"
    if "ja" not in scenario.title:
        yield "not yet in Japanese"
