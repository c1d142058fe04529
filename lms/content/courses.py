"""Reads a course folder, its quizzes and scenarios: sources in, domain values out, every fault with file, line and reason."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from lms.content import lessons, quizzes, scenarios
from lms.content.strict_yaml import LineFinder, Model, load_yaml, read_text, validate
from lms.domain.courses import FAMILIES, Course, Module
from lms.domain.editions import Sources
from lms.domain.languages import LANGUAGES, Words
from lms.domain.quizzes import Quiz
from lms.domain.scenarios import Scenario
from lms.errors import ContentError, ContentErrors

KEY = r"^[a-z0-9][a-z0-9-]{0,63}$"
RESERVED = frozenset({"admin", "api", "con", "login", "new", "static", "v"})
PICTURES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".webp"})
Key = Annotated[str, Field(pattern=KEY)]
Line = Annotated[str, Field(min_length=1, max_length=300)]


class ModuleModel(Model):
    """One entry of `modules`."""

    key: Key
    title: dict[Literal["en", "ja", "fr"], Line] = Field(min_length=1)
    lessons: list[Key] = Field(min_length=1, max_length=30)
    quiz: Key | None = None
    scenario: Key | None = None


class CourseModel(Model):
    """course.yaml."""

    title: dict[Literal["en", "ja", "fr"], Line] = Field(min_length=1)
    summary: dict[Literal["en", "ja", "fr"], Annotated[str, Field(max_length=1000)]]
    audience: dict[Literal["en", "ja", "fr"], Annotated[str, Field(max_length=1000)]]
    family: Literal[FAMILIES]  # type: ignore[valid-type]
    prerequisites: list[Key] = []
    validity_months: Annotated[int, Field(ge=1, le=240)] | None
    certificate: Key = "standard"
    renewal_days: Annotated[int, Field(ge=1, le=3650)] = 90
    modules: list[ModuleModel] = Field(min_length=1, max_length=40)
    exam: Key | None = None


def read_course(home: Path, key: str) -> tuple[Sources, dict[str, bytes]]:
    """The course `courses/<key>` below `home`, and the bytes of every file it consists of (path below `home` → content).

    Raises ContentErrors with every fault found.
    """
    path = f"courses/{key}/course.yaml"
    if not re.fullmatch(KEY, key) or key in RESERVED:
        raise ContentErrors((ContentError(path, None, f"a course folder may not be called {key!r}"),))
    files = course_files(home, key)
    if path not in files:
        raise ContentErrors((ContentError(path, None, "the file is missing"),))
    data, finder = load_yaml(read_text(files[path], path), path)
    model = validate(CourseModel, data, finder, path)
    faults: list[ContentError] = []
    course = _course(key, model, files, faults)
    asked = _quizzes(key, model, files, faults)
    played = _scenarios(key, model, finder, files, faults)
    _agree(course, asked, path, files, faults)
    if faults:
        raise ContentErrors(tuple(faults))
    return Sources(course, asked, played), files


def course_keys(home: Path) -> tuple[str, ...]:
    """Names of the course folders."""
    return tuple(sorted(folder.name for folder in (home / "courses").iterdir() if (folder / "course.yaml").is_file()))


def course_files(home: Path, key: str) -> dict[str, bytes]:
    """Every file a course consists of: path below `home` → content."""
    found: dict[str, bytes] = {}
    for folder in (home / "courses" / key, home / "quizzes" / key):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.is_symlink() and (file.suffix in {".md", ".yaml"} or file.suffix in PICTURES):
                found[file.relative_to(home).as_posix()] = file.read_bytes()
    return found


def _course(key: str, model: CourseModel, files: Mapping[str, bytes], faults: list[ContentError]) -> Course:
    modules = []
    for module in model.modules:
        read = []
        for stem in module.lessons:
            try:
                read.append(lessons.read_lesson(files, f"courses/{key}/{module.key}/{stem}.md", f"{module.key}/{stem}"))
            except ContentErrors as found:
                faults.extend(found.faults)
        modules.append(Module(module.key, words(module.title), tuple(read), module.quiz or "", module.scenario or ""))
    return Course(
        key, words(model.title), words(model.summary), words(model.audience), model.family, tuple(modules), model.exam or "",
        tuple(model.prerequisites), model.validity_months, model.certificate, model.renewal_days,
    )  # fmt: skip


def words(found: Mapping[Any, str]) -> Words:
    """Texts by language, as values hold them."""
    return {str(lang): text for lang, text in found.items()}


def _quizzes(key: str, model: CourseModel, files: Mapping[str, bytes], faults: list[ContentError]) -> dict[str, Quiz]:
    names = [module.quiz for module in model.modules if module.quiz] + ([model.exam] if model.exam else [])
    read: dict[str, Quiz] = {}
    for name in names:
        path = f"quizzes/{key}/{name}.md"
        try:
            if path not in files:
                raise ContentErrors((ContentError(f"courses/{key}/course.yaml", None, f"the quiz {path} is missing"),))
            twins = _twins(files, path)
            read[name] = quizzes.read_quiz(read_text(files[path], path), path, course=key, key=name, twins=twins)
        except ContentErrors as found:
            faults.extend(found.faults)
    for quiz in read.values():
        try:
            quizzes.check_exam(quiz, read)
        except ContentErrors as found:
            faults.extend(found.faults)
    return read


def _scenarios(key: str, model: CourseModel, finder: LineFinder, files: Mapping[str, bytes], faults: list[ContentError]) -> dict[str, Scenario]:
    read: dict[str, Scenario] = {}
    for place, module in enumerate(model.modules):
        if not module.scenario:
            continue
        path = f"quizzes/{key}/{module.scenario}.yaml"
        line = finder(("modules", place, "scenario"))
        try:
            if path not in files:
                raise ContentErrors((ContentError(f"courses/{key}/course.yaml", line, f"the scenario {path} is missing"),))
            twins = _twins(files, path)
            read[module.scenario] = scenarios.read_scenario(read_text(files[path], path), path, course=key, key=module.scenario, twins=twins)
        except ContentErrors as found:
            faults.extend(found.faults)
    return read


def _twins(files: Mapping[str, bytes], path: str) -> dict[str, tuple[str, str]]:
    """Language → path and text of the translations that lie beside a file."""
    stem, ending = path.rsplit(".", 1)
    names = {lang: f"{stem}.{lang}.{ending}" for lang in LANGUAGES}
    return {lang: (name, read_text(files[name], name)) for lang, name in names.items() if name in files}


def _agree(course: Course, asked: Mapping[str, Quiz], path: str, files: Mapping[str, bytes], faults: list[ContentError]) -> None:
    """What no single file can know: keys used once, every objective asked, no file left over."""

    def fault(where: str, reason: str) -> None:
        faults.append(ContentError(where, None, reason))

    objectives = [one.key for lesson in course.lessons for one in lesson.objectives]
    items = [item.key for quiz in asked.values() for item in quiz.items]
    for kind, keys in (
        ("module", [m.key for m in course.modules]),
        ("objective", objectives),
        ("item", items),
        ("lesson", [one.key for one in course.lessons]),
        ("scenario", list(course.scenarios)),
    ):
        for twice in sorted({one for one in keys if keys.count(one) > 1}):
            fault(path, f"the {kind} key {twice!r} is used twice")
    tags = {tag for quiz in asked.values() for item in quiz.items for tag in item.tags}
    if asked and not faults:
        for lesson in course.lessons:
            for one in lesson.objectives:
                if one.key not in tags:
                    fault(f"courses/{course.key}/{lesson.key}.md", f"no question is tagged with the objective {one.key!r}")
    known = {path, *(f"courses/{course.key}/{lesson.key}.md" for lesson in course.lessons), *(f"quizzes/{course.key}/{name}.md" for name in asked)}
    known |= {f"quizzes/{course.key}/{name}.yaml" for name in course.scenarios}
    for name in files:
        original = re.sub(r"\.(en|ja|fr)(?=\.(md|yaml)$)", "", name)
        if name.endswith((".md", ".yaml")) and original not in known and not faults:
            fault(name, f"the file belongs to nothing: {path} does not name it")
