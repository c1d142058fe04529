"""Gaps and essays in the browser: saved as they are typed, kept through a reload, open to everybody."""

import pytest

from lms.services import answers, attempts, publishing
from lms.services.work import work_in
from tests.browser.test_autosave import wait_for
from tests.services.test_attempts import do
from tests.services.test_marks import write
from tests.stage import actors, add_written


@pytest.fixture
def reports(own_site, tmp_path):
    """A site with the course of written answers."""
    object.__setattr__(own_site.house, "home", add_written(own_site.house.home, tmp_path / "written"))
    publishing.publish_all(own_site.house)
    return own_site


@pytest.fixture
def sitting(reports, new_context, accessible):
    """Bayo with the quiz before him."""
    page, actor = new_context().new_page(), actors(reports.house)["bayo"]
    reports.sign_in(page, "bayo")
    attempt = do(reports.house, actor, attempts.start, "reports", "first")

    def kept():
        with work_in(reports.house, actor) as uow:
            uow.asked = True
            return dict(answers.given(uow, attempt).values)

    page.goto(f"{reports.url}/en/attempts/{attempt}")
    return page, kept


def test_gaps_and_an_essay_are_saved_as_they_are_typed(sitting):
    page, kept = sitting
    page.get_by_label("Gap 1").fill("half an hour")
    page.get_by_label("Gap 2").fill("8")
    page.locator("textarea").press_sequentially("The bridge is closed.\nI turn back.")
    assert page.locator("[data-counted]").text_content() == "Words so far: 7"
    expected = {"calls": {"every": "half an hour", "channel": "8"}, "story": "The bridge is closed.\nI turn back."}
    wait_for(page, kept, expected)
    page.reload()
    assert page.get_by_label("Gap 2").input_value() == "8" and page.locator("textarea").input_value() == expected["story"]
    page.get_by_label("Gap 2").fill("")
    wait_for(page, kept, {**expected, "calls": {"every": "half an hour"}})


def test_too_many_words_are_told_beside_the_text_and_it_stays(sitting):
    page, kept = sitting
    page.locator("textarea").fill("word " * 13)
    page.get_by_text("it has 13 words").wait_for()
    assert page.locator("textarea").input_value() == "word " * 13 and "story" not in kept()
    page.locator("textarea").fill("word " * 12)
    wait_for(page, kept, {"story": "word " * 12})
    page.get_by_text("it has 13 words").wait_for(state="hidden")


def test_pages_of_written_answers_shut_nobody_out(sitting, reports, new_context, accessible):
    page, _ = sitting
    accessible(page)
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    attempt = write(reports.house, actors(reports.house)["aiko"])
    trainer = new_context().new_page()
    reports.sign_in(trainer, "chiara")
    for path in ("teach/marks", f"teach/marks/{attempt}/story"):
        trainer.goto(f"{reports.url}/en/{path}")
        accessible(trainer)
    trainer.locator("input[name=points-facts]").fill("2")
    trainer.get_by_role("button", name="Save the mark").click()
    trainer.get_by_role("alert").wait_for()
    accessible(trainer)
    trainer.locator("input[name=points-next]").fill("1")
    trainer.get_by_role("button", name="Save the mark").click()
    trainer.get_by_text("Marked last").wait_for()
    reports.sign_in(page, "aiko")
    page.goto(f"{reports.url}/en/attempts/{attempt}/review")
    accessible(page)


def test_a_practice_question_is_checked_when_its_button_is_pressed_and_never_by_the_enter_key(reports, new_context, accessible):
    page, actor = new_context().new_page(), actors(reports.house)["bayo"]
    reports.sign_in(page, "bayo")
    attempt = do(reports.house, actor, attempts.start, "reports", "practice")
    page.goto(f"{reports.url}/en/attempts/{attempt}")
    page.get_by_label("Gap 1").fill("one")
    page.get_by_label("Gap 1").press("Enter")
    page.wait_for_url("**/check")
    page.goto(f"{reports.url}/en/attempts/{attempt}")
    page.locator("[data-item=sign]").get_by_role("button", name="Check this question").click()
    page.locator("#item-sign").get_by_text("Zero").wait_for()
    assert page.get_by_role("button", name="Check this question").count() == 1 and "Short ways" not in page.content()
    accessible(page)
