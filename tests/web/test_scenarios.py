"""Scenarios by clicking: every shipped one to each of its endings, and what happens with tabs, visitors and forged forms."""

import re
import shutil
from dataclasses import replace

import pytest

from lms.app import create_app
from lms.config import Config
from lms.content.courses import read_course
from lms.domain.languages import text
from lms.services import lessons, publishing, scenarios
from tests.conftest import token_of
from tests.content.test_scenarios import SHIPPED
from tests.services.test_attempts import COURSE, do, sit
from tests.stage import ROOT, SMALL
from tests.surf import Surfer

INTRO = f"/en/courses/{COURSE}/scenarios/bridge"
WORDS = {
    "en": {"start": "Start the scenario|Play again", "good": "A good end", "mixed": "A mixed end", "bad": "A bad end", "local": "Local procedure always comes first",
           "caution": "Not yet reviewed", "onward": "Go on with the course", "best": "Your best end so far"},
    "ja": {"start": "シナリオを始める|もう一度", "good": "良い結末", "mixed": "良し悪しの混じる結末", "bad": "悪い結末", "local": "現地の手順が常に優先します",
           "caution": "有資格の講師", "onward": "講座を続ける", "best": "これまでの最も良い結末"},
}  # fmt: skip


def paths(scenario):
    """Ending → the options of the shortest way to it."""
    found, waiting = {}, [(scenario.start, ())]
    while waiting:
        key, taken = waiting.pop(0)
        if scenario.nodes[key].end:
            found.setdefault(key, taken)
        waiting += [(one.to, (*taken, one)) for one in scenario.nodes[key].options]
    return found


@pytest.fixture
def stage(request, home, tmp_path, house):
    """The small course with one of the shipped scenarios in the place of its own, and a way to visit it."""
    course, _, best, _ = SHIPPED[request.param]
    for name in ("courses", "quizzes", "eligibility"):
        shutil.copytree(SMALL / name, tmp_path / name)
    for name in ("templates", "static", "translations", "certificates"):
        (tmp_path / name).symlink_to(home / name)
    for ending in (".yaml", ".ja.yaml"):
        shutil.copyfile(ROOT / "quizzes" / course / (request.param + ending), tmp_path / "quizzes" / COURSE / ("bridge" + ending))
    own = replace(house, home=tmp_path, shelf={}, editions={})
    publishing.publish_all(own)
    app = create_app(Config(home=tmp_path, data=own.data), own)
    client = app.test_client()
    client.set_cookie("hato", token_of(own, "aiko"))
    return Surfer(client), read_course(tmp_path, COURSE)[0].scenarios["bridge"], best


@pytest.fixture
def engine(sqlite):
    """Pages do not depend on the database; one will do."""
    return sqlite


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("stage", list(SHIPPED), indirect=True)
def test_every_shipped_scenario_is_played_to_each_of_its_endings(stage, lang):
    page, scenario, best = stage
    words = WORDS[lang]
    endings = paths(scenario)
    assert set(endings) == {key for key, node in scenario.nodes.items() if node.end}
    for key, options in endings.items():
        page.open(f"/{lang}/courses/{COURSE}/scenarios/bridge").press(words["start"])
        for option in options:
            assert page.status == 200
            page.press(re.escape(text(option.text, lang)))
            assert page.has(text(option.feedback, lang))
        node = scenario.nodes[key]
        assert page.has(words[node.end.value]) and page.has(text(node.text, lang)) and page.has(words["local"]) and page.has(words["caution"])
        assert page.has(f"{sum(one.points for one in options)}/{best}")
    page.open(f"/{lang}/courses/{COURSE}/scenarios/bridge")
    assert page.has(words["best"]) and page.has(words["good"]) and len([1 for label, url in page.links if "/plays/" in url]) == len(endings)


def test_a_play_shows_the_feedback_above_the_next_situation_and_the_path_at_the_end(visit):
    page = visit("aiko").open(INTRO)
    assert page.has("A bridge is closed, and it is late.") and page.has("at most 2 situations")
    page.press("Start the scenario")
    assert page.has("Situation 1, at most 2") and page.has("It is 16:00") and not page.has("Now somebody knows.")
    page.press("Call base")
    shown = page.text
    assert page.has("Situation 2, at most 2") and page.has("Good choice") and shown.index("Now somebody knows.") < shown.index("Base asks what you will do.")
    page.press("Turn back")
    assert page.has("4/4") and page.has("4 of 4 points") and page.has("The path you took") and page.has("Decide before you are late.")
    assert [words for words, _ in page.links if "Go on with the course" in words]


def test_an_end_that_does_not_count_says_so_and_offers_another_try(visit):
    page = visit("aiko").open(INTRO).press("Start").press("Drive through")
    assert page.has("A bad end") and page.has("-2/4") and page.has("This end does not count yet") and page.has("Dangerous choice")
    page.press("Play again")
    assert page.has("Situation 1, at most 2")


def test_closing_the_page_loses_nothing(visit):
    first = visit("aiko").open(INTRO).press("Start").press("Call base")
    second = visit("aiko").open(INTRO).press("Go on with the scenario")
    assert second.url == first.url and second.has("Base asks what you will do.")


def test_an_old_tab_leads_to_where_one_is_and_changes_nothing(visit):
    old, new = (visit("aiko").open(INTRO).press("Start|Go on") for _ in range(2))
    new.press("Call base")
    old.press("Drive through")
    assert old.has("Situation 2, at most 2") and old.has("Now somebody knows.")
    new.press("Turn back")
    assert old.press("Wait").has("A good end")


@pytest.mark.parametrize("sent", [{}, {"option": "call"}, {"step": "1"}, {"step": "x", "option": "call"}, {"step": "-1", "option": "call"},
                                  {"step": "١", "option": "call"}, {"step": "9" * 50, "option": "call"}, {"step": "1", "option": "fly"}])  # fmt: skip
def test_a_forged_choice_changes_nothing(visit, sent):
    page = visit("aiko").open(INTRO).press("Start")
    token = dict(page.forms[-1].fields)["csrf_token"] if page.forms else ""
    reply = page.client.post(page.url, data={**sent, "csrf_token": token})
    assert reply.status_code == (422 if sent.get("step") == "1" else 303)
    assert page.open(page.url).has("Situation 1, at most 2")


def test_a_visitor_reads_what_it_is_and_is_asked_to_sign_in(visit):
    page = visit().open(INTRO)
    assert page.has("A scenario is kept under your name") and not [one for form in page.forms for one in form.buttons if "Start" in one[0]]
    assert "next=" in next(url for words, url in page.links if words == "Create account" and "scenarios" in url)


def test_the_way_through_the_module_leads_over_the_scenario(visit, house, cast):
    page = visit("aiko").open(f"/en/courses/{COURSE}/lessons/m2/01-road")
    assert page.has("Scenario: The closed bridge")
    page.press("Done: to the scenario")
    assert page.url == INTRO
    for lesson in ("m1/01-plan", "m1/02-pack"):
        do(house, cast.aiko, lessons.finish, COURSE, lesson)
    page.press("Start").press("Call base").press("Turn back").follow("Go on with the course")
    assert "/quizzes/m1" in page.url
    assert page.open(f"/en/courses/{COURSE}").has("4 of 7 steps done")


def test_the_next_step_may_be_a_scenario(visit, house, cast):
    do(house, cast.bayo, scenarios.start, COURSE, "bridge")
    for lesson in ("m1/01-plan", "m1/02-pack", "m2/01-road"):
        do(house, cast.bayo, lessons.finish, COURSE, lesson)
    sit(house, cast.bayo, "m1")
    page = visit("bayo").open(f"/en/courses/{COURSE}")
    assert page.has("play the scenario of module 2 to a good end")
    assert page.follow("Continue: Scenario: The closed bridge").url == INTRO
