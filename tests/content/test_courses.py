"""A course folder: what it becomes, and every fault with its place; nothing is half published."""

import shutil
from html.parser import HTMLParser

import pytest

from lms.content.compiled import pack_sources, unpack_sources
from lms.content.courses import course_keys, read_course
from lms.domain.people import SYSTEM
from lms.errors import ContentErrors
from lms.services import editions, publishing
from lms.services.work import work_in
from tests.stage import SMALL
from tests.store.test_schema import finish_course

LESSON = "courses/field-basics/m1/01-plan.md"


@pytest.fixture
def folder(tmp_path):
    """A copy of the small content, to be harmed."""
    for name in ("courses", "quizzes", "eligibility"):
        shutil.copytree(SMALL / name, tmp_path / name)
    return tmp_path


def harm(folder, path, old, new):
    file = folder / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def faults(folder, key="field-basics"):
    with pytest.raises(ContentErrors) as found:
        read_course(folder, key)
    return [str(one) for one in found.value.faults]


def test_a_course_is_read_with_its_twins_and_survives_the_way_through_json():
    sources, files = read_course(SMALL, "field-basics")
    assert [one.key for one in sources.course.lessons] == ["m1/01-plan", "m1/02-pack", "m2/01-road"]
    first = sources.course.lessons[0]
    assert first.title["ja"] == "一日を計画する" and first.objectives[0].text["ja"] and first.terms[0].meaning["ja"] and first.safety_critical
    assert sources.quizzes["m1"].items[0].options[0].text["ja"] == "計画を誰かに伝える"
    assert unpack_sources(pack_sources(sources)) == sources and "courses/field-basics/m1/images/bag.svg" in files
    assert course_keys(SMALL) == ("field-basics",)


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        (LESSON, "minutes: {read: 2, do: 3}", "minutes: {read: 2, do: 3, rest: 1}", f"{LESSON}:3: "),
        (LESSON, "activity: Write tomorrow's plan on one card.\n", "", f"{LESSON}: minutes.do needs an `activity`"),
        (LESSON, "title: Plan the day", "titel: Plan the day", f"{LESSON}:2: "),
        (LESSON, "## Four parts", "# Four parts", f"{LESSON}:16: the title is in the front matter"),
        ("courses/field-basics/m1/02-pack.md", "![A bag with a bottle and a torch]", "![]", "courses/field-basics/m1/02-pack.md:9: image without a description"),
        ("courses/field-basics/m1/02-pack.md", "images/bag.svg", "images/none.svg", "02-pack.md:9: the image images/none.svg is missing"),
        (LESSON, "Nobody has written", "[Nobody](02-pack.md) has written", f"{LESSON}:14: the link to 02-pack.md leads nowhere"),
        (LESSON, "https://example.org", "javascript:alert(1)//", f"{LESSON}:10: "),
        (LESSON, "as_of: 2026-01", "reviewed_on: soon", f"{LESSON}: reviewed_on is not a date"),
        (LESSON, "as_of: 2026-01", 'reviewed_on: "2026-01-02"\nreview_due: "2026-01-01"', f"{LESSON}: review_due is not after"),
        ("courses/field-basics/m1/02-pack.md", "m1-pack", "m2-road", "the objective key 'm2-road' is used twice"),
        ("courses/field-basics/m1/01-plan.ja.md", "m1-plan", "m1-other", "01-plan.ja.md: objectives must be m1-plan"),
        ("courses/field-basics/m1/01-plan.ja.md", "terms:\n  - {term: 定時連絡, meaning: 決めた時刻に行う連絡。}\n", "terms: [{term: a, meaning: b}, {term: c, meaning: d}]\n", "the original has 1 terms, this file 2"),
        ("courses/field-basics/course.yaml", "lessons: [01-plan, 02-pack]", "lessons: [01-plan, 02-pack, 03-none]", "03-none.md: the lesson is named in course.yaml but the file is missing"),
        ("courses/field-basics/course.yaml", "quiz: m2", "quiz: m9", "the quiz quizzes/field-basics/m9.md is missing"),
        ("courses/field-basics/course.yaml", "family: security", "family: cooking", "courses/field-basics/course.yaml:4: "),
        ("courses/field-basics/course.yaml", "validity_months: 24", "validity_months: 24\nvalidity_months: 12", "course.yaml:7: the key 'validity_months' stands here twice"),
        ("courses/field-basics/course.yaml", "lessons: [01-plan, 02-pack]", "lessons: [01-plan]", "02-pack.md: the file belongs to nothing"),
        ("quizzes/field-basics/m2.md", "[meta]: tags=m2-road", "[meta]: tags=m2-rod", "no item is tagged" ),
        ("quizzes/field-basics/m1.md", "tags=m1-pack", "tags=m1-plan", "quizzes/field-basics/final.md"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_file_line_and_reason(folder, path, old, new, fault):
    harm(folder, path, old, new)
    if fault == "no item is tagged":
        (folder / "quizzes/field-basics/m2.md").write_text((folder / path).read_text().replace("tags=m2-road", "tags=m2-rod"))
        fault = "m2-r"
    found = faults(folder)
    assert any(fault in one for one in found), found


@pytest.mark.parametrize("key", ["admin", "..", "a/b", "A", "con", "static", "x" * 65, "аdmin"])
def test_a_folder_that_may_not_be_an_address_is_refused(folder, key):
    assert "may not be called" in faults(folder, key)[0]


def test_courses_that_wait_for_one_another_or_for_nothing_are_refused(folder, sqlite, tmp_path):
    shutil.copytree(folder / "courses/field-basics", folder / "courses/other")
    shutil.copytree(folder / "quizzes/field-basics", folder / "quizzes/other")
    harm(folder, "courses/field-basics/course.yaml", "prerequisites: []", "prerequisites: [other]")
    with sqlite.fresh() as url:
        from dataclasses import replace

        from tests.stage import close, open_stage

        house = replace(open_stage(url, folder, tmp_path / "data"), home=folder)
        try:
            editions.read_all(house)
            harm(folder, "courses/other/course.yaml", "prerequisites: []", "prerequisites: [field-basics]")
            with pytest.raises(ContentErrors, match="wait for one another: field-basics → other → field-basics"):
                editions.read_all(house)
            harm(folder, "courses/other/course.yaml", "prerequisites: [field-basics]", "prerequisites: [none]")
            with pytest.raises(ContentErrors, match="'none' is no course here"):
                editions.read_all(house)
        finally:
            close(house)


class _Tags(HTMLParser):
    """What a browser would make of a page: its tags and attributes."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


HOSTILE = """

<script>window.ran=1</script> <img src=x onerror="window.ran=2">
<svg onload=alert(1)><a xlink:href="javascript:alert(1)">z</a></svg> {{ 7*7 }} </main></body>
"""


@pytest.fixture
def own(house, folder, tmp_path):
    """The house with a content folder of its own, which a test may change."""
    from dataclasses import replace

    for name in ("templates", "static", "translations", "certificates"):
        (folder / name).symlink_to(house.home / name)
    return replace(house, home=folder, shelf={}, editions={})


def test_a_new_edition_is_numbered_sealed_and_leaves_the_begun_one_alone(own, cast):
    finish_course(own, cast.aiko)
    harm(own.home, LESSON, "Nobody has written down", "Nobody has noted")
    published, _ = publishing.publish_all(own)
    assert [(one.number, one.new) for one in published] == [(2, True)]
    assert publishing.publish_all(own) == ((), ())
    from lms.services import lessons

    with work_in(own, cast.aiko) as uow:
        assert "written down" in lessons.show(uow, "field-basics", "m1/01-plan").html
    with work_in(own, cast.bayo) as uow:
        assert "noted" in lessons.show(uow, "field-basics", "m1/01-plan").html


def test_a_course_with_a_fault_publishes_nothing(own):
    harm(own.home, LESSON, "title: Plan the day", "title: ")
    with pytest.raises(ContentErrors):
        publishing.publish_all(own)
    with work_in(own, SYSTEM) as uow:
        uow.asked = True
        assert editions.latest(uow, "field-basics").number == 1


def test_a_hostile_lesson_becomes_harmless_text(own, cast):
    harm(own.home, LESSON, "Tomas wants", HOSTILE + "\nTomas wants")
    publishing.publish_all(own)
    from lms.services import lessons

    with work_in(own, cast.bayo) as uow:
        html = lessons.show(uow, "field-basics", "m1/01-plan").html
    reader = _Tags()
    reader.feed(html)
    assert reader.tags <= {"p", "h2", "table", "thead", "tbody", "tr", "th", "td", "div", "aside", "details", "summary", "strong", "em", "a", "img"}
    assert all(name in ("class", "id", "role", "tabindex", "aria-label", "scope", "rel") for name in reader.attributes), reader.attributes
    assert "{{ 7*7 }}" in html and "49" not in html


def test_a_changed_requirement_set_needs_a_new_version(own):
    harm(own.home, "eligibility/requirements/driver.yaml", "max_age_months: 12", "max_age_months: 6")
    with pytest.raises(ContentErrors, match="a changed set needs a new version number"):
        publishing.publish_all(own)
    harm(own.home, "eligibility/requirements/driver.yaml", "version: 1", "version: 2")
    assert publishing.publish_all(own)[1] == ("driver 2",)
