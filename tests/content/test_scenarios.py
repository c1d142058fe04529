"""Reading scenarios: the shipped five, hostile graphs, and twins that differ; every fault with file and line."""

import shutil
from datetime import date

import pytest

from lms.content.courses import read_course
from lms.content.scenarios import read_scenario
from lms.domain.courses import review_missing
from lms.domain.scenarios import End, best_path, flaws, longest, play
from lms.errors import ContentErrors
from lms.services import checking
from tests.stage import ROOT, SMALL, close, open_stage

SHIPPED = {
    "checkpoint": ("security-management", "c4", 8, {"good": 1, "mixed": 1, "bad": 1}),
    "minefield": ("security-management", "c5", 10, {"good": 1, "bad": 1}),
    "carjacking": ("security-management", "c6", 10, {"good": 1, "bad": 1}),
    "detained-colleague": ("security-management", "c7", 12, {"good": 1, "mixed": 1, "bad": 1}),
    "sea-report": ("pre-dispatch", "b6", 6, {"good": 1, "mixed": 1, "bad": 1}),
}
PATH = "quizzes/field-basics/bridge.yaml"
TWIN = "quizzes/field-basics/bridge.ja.yaml"
TEXT = (SMALL / PATH).read_text()
JAPANESE = (SMALL / TWIN).read_text()


def read(text=TEXT, twin=None):
    return read_scenario(text, PATH, course="field-basics", key="bridge", twins={"ja": (TWIN, twin)} if twin is not None else {})


def faults(text=TEXT, twin=None):
    with pytest.raises(ContentErrors) as found:
        read(text, twin)
    return [str(one) for one in found.value.faults]


def changed(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("key", list(SHIPPED))
def test_each_shipped_scenario_stands_in_its_module_and_is_complete_in_japanese(key):
    course, module, best, ends = SHIPPED[key]
    sources = read_course(ROOT, course)[0]
    one = sources.scenarios[key]
    assert next(m.scenario for m in sources.course.modules if m.key == module) == key
    assert flaws(one) == () and play(one, best_path(one)).points == best and 4 <= longest(one) <= 8 and one.passing == (End.GOOD,)
    found = [node.end.value for node in one.nodes.values() if node.end]
    assert {end: found.count(end) for end in found} == ends
    assert one.safety_critical and review_missing(one, date(2026, 3, 2))
    words = [one.title, one.about, *(node.text for node in one.nodes.values())]
    words += [text for node in one.nodes.values() for option in node.options for text in (option.text, option.feedback)]
    assert all(set(each) == {"en", "ja"} and all(each.values()) for each in words)


def test_every_shipped_scenario_is_one_of_the_five():
    assert {key for course in ("security-management", "pre-dispatch", "peacebuilding") for key in read_course(ROOT, course)[0].scenarios} == set(SHIPPED)


def test_a_scenario_is_read_with_its_twin():
    one = read(TEXT, JAPANESE)
    assert one.title == {"en": "The closed bridge", "ja": "閉まった橋"} and one.nodes["closed"].options[0].feedback["ja"] == "深さは誰にも分かりません。"
    assert [option.points for option in one.nodes["closed"].options] == [-2, 2] and one.nodes["night"].end is End.MIXED


def test_the_endings_that_count_and_a_review_are_read():
    one = read(changed(TEXT, "start: closed", "start: closed\npass: [good, mixed]\nreviewed_by: Nadia\nreviewed_on: 2026-01-02\nreview_due: 2027-01-02"))
    assert one.passing == (End.GOOD, End.MIXED) and not review_missing(one, date(2027, 1, 2)) and review_missing(one, date(2027, 1, 3))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("start: closed", "start: nowhere", "bridge.yaml:4: `start` names 'nowhere', which is no node here"),
        ("start: closed\n", "", "bridge.yaml:1: `start` is missing"),
        ("to: home", "to: hom", "bridge.yaml:24: the option 'back' of 'late' leads to 'hom', which is no node here"),
        ("to: home", "to: night", "bridge.yaml:35: no path leads to 'home'"),
        ("to: home", "to: closed", "bridge.yaml:24: the option 'back' leads from 'late' back to 'closed': such a path need never end"),
        ("to: night", "to: late", "bridge.yaml:29: the option 'wait' leads from 'late' back to 'late'"),
        ("    end: mixed\n", "", "bridge.yaml:39: 'night' leaves no choice"),
        ("  home:\n    end: good", "  home:\n    end: bad", "bridge.yaml:4: no path leads to an ending that counts (good)"),
        ("    end: good", "    end: happy", "bridge.yaml:36: `nodes.home.end`"),
        ("points: 0", "points: 9", "bridge.yaml:39: the most points (11) are earned on a path to an ending that does not count"),
        ("points: 2", "points: two", "bridge.yaml:18: `nodes.closed.options.1.points`"),
        ("points: 2", "points: 200", "bridge.yaml:18: "),
        ("points: 2", "points: 2.5", "bridge.yaml:18: "),
        ("      - key: wait", "      - key: back", "bridge.yaml:29: the option key 'back' stands twice in 'late'"),
        ("key: ford", "key: Ford it", "bridge.yaml:10: "),
        ("        feedback: Nobody knows how deep it is.\n", "", "bridge.yaml:10: `nodes.closed.options.0.feedback` is missing"),
        ("  home:", "  late:", "bridge.yaml:35: the key 'late' stands here twice"),
        ("about: A", "abuot: A", "bridge.yaml:2: `abuot` is not a known key"),
        ("text: Call base and say where you are", "text: |\n          Call base\n          and say where", "bridge.yaml:16: an option stands on a button"),
        ("text: Call base and say where you are", 'text: "[Call](/base) base"', "bridge.yaml:16: an option stands on a button"),
        ("start: closed", "start: closed\nreviewed_on: 2026-01-02\nreview_due: 2026-01-02", "bridge.yaml:6: review_due is not after reviewed_on"),
        ("start: closed", "start: closed\npass: []", "bridge.yaml:5: "),
        ("start: closed", "start: &x closed", "bridge.yaml:4: anchors"),
        ("nodes:\n", "nodes: [\n", "bridge.yaml:"),
    ],
)  # fmt: skip
def test_a_fault_of_a_scenario_is_told_with_its_line(old, new, fault):
    found = faults(changed(TEXT, old, new))
    assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  stuck:\n", "  other:\n", "bridge.ja.yaml:4: the node 'stuck' of the original is missing here"),
        ("  stuck:\n", "  other:\n", "bridge.ja.yaml:31: the node 'other' is not in the original"),
        ("key: ford", "key: swim", "bridge.ja.yaml:5: the node 'closed' lacks the option 'ford'"),
        ("key: ford", "key: swim", "bridge.ja.yaml:8: the option 'swim' of 'closed' is not in the original"),
        ("key: wait", "key: back", "bridge.ja.yaml:21: the option 'back' of 'late' stands twice"),
        ("      - key: call", "      - key: call\n        points: 2", "bridge.ja.yaml:12: `nodes.closed.options.1.points` is not a known key"),
        ("  home:\n", "  home:\n    end: good\n", "bridge.ja.yaml:26: `nodes.home.end` is not a known key"),
        ("title: 閉まった橋\n", "", "bridge.ja.yaml:1: `title` is missing"),
    ],
)  # fmt: skip
def test_a_twin_that_differs_is_told_with_its_line(old, new, fault):
    found = faults(TEXT, changed(JAPANESE, old, new))
    assert any(fault in one for one in found), found


def test_the_examples_of_the_manual_are_sound():
    manual = (ROOT / "docs" / "scenarios.md").read_text()
    _, main, twin = [one.split("```")[0] for one in manual.split("```yaml\n")[1:]]
    assert read(main, twin).title["ja"] == "閉まった橋" and not flaws(read(main, twin))


def test_faults_of_original_and_twin_are_told_together():
    found = faults(changed(TEXT, "to: home", "to: hom"), changed(JAPANESE, "  stuck:", "  other:"))
    assert [one.split(":")[0].rsplit("/", 1)[1] for one in found] == ["bridge.yaml", "bridge.ja.yaml", "bridge.ja.yaml"]
    assert "not valid YAML" in faults("nodes: [", JAPANESE)[0]


@pytest.fixture
def folder(tmp_path):
    for name in ("courses", "quizzes", "eligibility"):
        shutil.copytree(SMALL / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("scenario: bridge", "scenario: none", "courses/field-basics/course.yaml:16: the scenario quizzes/field-basics/none.yaml is missing"),
        ("    scenario: bridge\n", "", "quizzes/field-basics/bridge.ja.yaml: the file belongs to nothing"),
        ("    quiz: m1", "    scenario: bridge\n    quiz: m1", "courses/field-basics/course.yaml: the scenario key 'bridge' is used twice"),
    ],
)  # fmt: skip
def test_a_course_and_its_scenarios_name_each_other(folder, old, new, fault):
    file = folder / "courses/field-basics/course.yaml"
    file.write_text(changed(file.read_text(), old, new))
    with pytest.raises(ContentErrors) as found:
        read_course(folder, "field-basics")
    assert any(fault in str(one) for one in found.value.faults), [str(one) for one in found.value.faults]


def test_the_checker_counts_scenarios_and_the_report_describes_them(sqlite, home, tmp_path):
    with sqlite.fresh() as url:
        house = open_stage(url, home, tmp_path / "data")
        try:
            assert checking.check(house).scenarios == 1
            line = [one for one in checking.report(house) if "m2" in one][0]
            assert line.endswith("scenario bridge (2 situations, at most 2 on a path; ends good, mixed, bad; en ja)")
        finally:
            close(house)
