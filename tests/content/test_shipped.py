"""The courses that come along: read without a fault, complete in what they promise."""

from pathlib import Path

import pytest

from lms.content.courses import course_keys, read_course
from lms.content.credentials import read_credentials
from lms.content.requirements import read_requirements
from lms.domain.advice import advise
from lms.domain.questions import Kind
from lms.domain.requirements import Basis, rules
from lms.domain.soundness import Known

ROOT = Path(__file__).resolve().parents[2]
MODULES = {"peacebuilding": 7, "pre-dispatch": 8, "security-management": 8}
READ = {key: read_course(ROOT, key)[0] for key in course_keys(ROOT)}
SAFETY = "does not certify practical skill"


@pytest.mark.parametrize("key", list(MODULES))
def test_each_course_has_its_modules_lessons_and_banks(key):
    course = READ[key].course
    assert len(course.modules) == MODULES[key]
    for module in course.modules:
        assert 3 <= len(module.lessons) <= 5, module.key
        assert len(READ[key].quizzes[module.quiz].items) >= 12, module.key
        for lesson in module.lessons:
            assert 500 <= len(lesson.body["en"].split()) <= 950, lesson.key
            assert "/// details" in lesson.body["en"] and "/// monday" in lesson.body["en"], lesson.key


@pytest.mark.parametrize("key", list(MODULES))
def test_each_course_asks_every_type_and_every_objective(key):
    quizzes = READ[key].quizzes
    assert {item.kind for quiz in quizzes.values() for item in quiz.items} == set(Kind) - {Kind.FILL_IN, Kind.ESSAY}
    objectives = {one.key for lesson in READ[key].course.lessons for one in lesson.objectives}
    assert objectives == set(quizzes["final"].draw)


@pytest.mark.parametrize("key", list(MODULES))
def test_each_course_says_what_it_cannot_do_and_ends_with_a_card(key):
    lessons = READ[key].course.lessons
    assert SAFETY in lessons[0].body["en"] and "|---" in lessons[-1].body["en"]


def test_every_lesson_of_security_management_waits_for_its_review():
    assert all(one.safety_critical and not one.reviewed_by for one in READ["security-management"].course.lessons)


def test_every_choice_teaches_and_every_item_names_its_objective():
    for key in MODULES:
        for quiz in READ[key].quizzes.values():
            for item in quiz.items:
                assert item.tags, item.key
                if item.kind in (Kind.SINGLE, Kind.MULTIPLE):
                    assert all(option.feedback.get("en") for option in item.options), item.key


@pytest.mark.parametrize("key", list(READ))
def test_no_course_needs_advice_about_its_writing(key):
    serious = [one for one in advise(READ[key]) if "not yet in Japanese" not in one]
    assert [one for one in serious if "Japanese sentence" not in one] == []


@pytest.mark.parametrize("key", list(READ))
def test_every_lesson_and_quiz_is_there_in_japanese(key):
    assert [one.key for one in READ[key].course.lessons if "ja" not in one.body] == []
    assert [name for name, quiz in READ[key].quizzes.items() if "ja" not in quiz.title] == []
    assert "fr" in READ[key].course.title and all("fr" in module.title for module in READ[key].course.modules)


def test_the_six_duties_are_sound_and_hearsay_is_marked():
    families = {key: sources.course.family for key, sources in READ.items()}
    modules = frozenset(f"{key}/{module.key}" for key, sources in READ.items() for module in sources.course.modules)
    sets = read_requirements(ROOT / "eligibility", Known(families, modules, read_credentials(ROOT / "eligibility")))
    assert [one.key for one in sets] == ["civ-peacebuilding", "election-observer", "jica-peacebuilding", "ngo-field", "unmo", "unpol-ipo"]
    assert all("ja" in rule.text for one in sets for rule in rules(one.root))
    assert {rule.status for one in sets for rule in rules(one.root)} == set(Basis)
