"""Each course that comes along, from the first lesson to the certificate, in a browser, in each language, answered from the keys."""

import pytest

from lms.content.courses import read_course
from lms.domain.grading import right_answer
from lms.domain.languages import text
from lms.domain.people import SYSTEM
from lms.domain.questions import Kind
from lms.domain.scenarios import best_path
from lms.services import people, publishing, schema
from lms.services.work import work_in
from tests.browser.site import close_site, open_site
from tests.stage import ROOT

COURSES = ("peacebuilding", "pre-dispatch", "security-management", "handbook")
FILL = """([name, value]) => {
  for (const field of document.getElementsByName(name)) {
    if (field.type === 'radio' || field.type === 'checkbox') field.checked = value.includes(field.value);
    else field.value = value[0];
  }
}"""


@pytest.fixture(scope="module")
def shipped(sqlite, tmp_path_factory):
    """A site with the courses that come along."""
    with sqlite.fresh(empty=True) as url:
        site = open_site(url, ROOT, tmp_path_factory.mktemp("shipped"))
        schema.upgrade(site.house)
        publishing.publish_all(site.house)
        site.start()
        yield site
        close_site(site)


def learner(site, lang, course):
    """A fresh person, signed in."""
    email = f"{course}-{lang}@example.org"
    with work_in(site.house, SYSTEM, writes=True) as uow:
        people.add(uow, name="Lin Test", email=email, password="quiet water moves stones")
    return email.split("@")[0]


def fields(item, page, lang):
    """(field name, values) of the right answer to an item, as the page names them."""
    right, name = right_answer(item), f"q-{item.key}"
    if item.kind is Kind.TRUE_FALSE:
        return [(f"{name}-{key}", ["true" if value else "false"]) for key, value in right.items()]
    if item.kind is Kind.ORDERING:
        return [(f"{name}-{key}", [str(place)]) for place, key in enumerate(right, 1)]
    if item.kind is Kind.MATCHING:
        sides = {option.key: text(option.match, lang) for option in item.options}
        return [(f"{name}-{key}", [position(page, f"{name}-{key}", sides[side])]) for key, side in right.items()]
    return [(name, right if isinstance(right, list) else [right])]


def position(page, name, words):
    """Which place the right side with these words has on this paper."""
    options = page.locator(f'select[name="{name}"] option')
    return next(one.get_attribute("value") for one in options.all() if one.inner_text().strip() == words)


def answer(page, items, lang):
    for key in page.eval_on_selector_all("fieldset[data-item]", "all => all.map(one => one.dataset.item)"):
        for name, values in fields(items[key], page, lang):
            page.evaluate(FILL, [name, values])


STEPS = (
    ("/lessons/", "main .pager form button"), ("/scenarios/", "main form.actions button"), ("/quizzes/", "main form.actions button"), ("/review", "main .score .actions a.btn"),
    ("/check", "main form.actions button"), ("/attempts/", "main .quiz-foot button"), ("/plays/", "main .actions a.btn:not(.btn-3)"),
)  # fmt: skip


@pytest.mark.parametrize(("course", "lang"), [*((course, "en") for course in COURSES), (COURSES[0], "ja")])
def test_a_course_is_completed_from_its_first_lesson_to_its_certificate(shipped, new_context, course, lang):
    sources, _ = read_course(ROOT, course)
    items = {item.key: item for quiz in sources.quizzes.values() for item in quiz.items}
    page = new_context().new_page()
    shipped.sign_in(page, learner(shipped, lang, course))
    page.goto(f"{shipped.url}/{lang}/courses/{course}")
    page.locator("main .actions a.btn").first.click()
    visited = set()
    for _ in range(4 * len(sources.course.lessons) + 60):
        if "/certificates/" in page.url:
            break
        visited.add(page.url)
        step(page, sources, items, lang)
    assert page.locator(".verdict-valid").count(), page.url
    assert len([url for url in visited if "/lessons/" in url]) == len(sources.course.lessons)


def step(page, sources, items, lang):
    """Do what the page is about."""
    part, button = next(one for one in STEPS if one[0] in page.url)
    if part == "/attempts/":
        answer(page, items, lang)
    if part == "/plays/":
        here = [one.get_attribute("value") for one in page.locator("main button.opt").all()]
        best = [move.option for scenario in sources.scenarios.values() for move in best_path(scenario)]
        button = next((f'main button.opt[value="{option}"]' for option in best if option in here), button)
    with page.expect_navigation():
        page.locator(button).first.click()


def paths(scenario):
    """For each end, the options of a shortest way to it."""
    ways, waiting = {scenario.start: ()}, [scenario.start]
    while waiting:
        here = waiting.pop(0)
        for option in scenario.nodes[here].options:
            if option.to not in ways:
                ways[option.to] = (*ways[here], option.key)
                waiting.append(option.to)
    return {key: way for key, way in ways.items() if scenario.nodes[key].end}


@pytest.mark.parametrize(("course", "lang"), [("pre-dispatch", "ja"), ("security-management", "en")])
def test_every_scenario_is_played_to_each_of_its_ends(shipped, new_context, course, lang):
    sources, _ = read_course(ROOT, course)
    page = new_context().new_page()
    shipped.sign_in(page, learner(shipped, lang, f"{course}-plays"))
    assert sources.scenarios
    for key, scenario in sources.scenarios.items():
        for end, way in paths(scenario).items():
            page.goto(f"{shipped.url}/{lang}/courses/{course}/scenarios/{key}")
            with page.expect_navigation():
                page.locator("main form.actions button").first.click()
            for option in way:
                with page.expect_navigation():
                    page.locator(f'main button.opt[value="{option}"]').click()
            kind = {"good": ".score.pass", "bad": ".score.fail", "mixed": ".score:not(.pass):not(.fail)"}[scenario.nodes[end].end]
            assert page.locator(f"main {kind}").count() == 1, (key, end)
