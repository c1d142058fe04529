"""The clock of a timed attempt: hidden, announced, moved by a trainer; and the hand-in after a line that was cut."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lms.adapters.system import now
from lms.services import adjustments
from tests.browser.test_autosave import wait_for
from tests.services.test_adjustments import flags, open_exam, stored
from tests.services.test_attempts import do
from tests.stage import actors

LISTEN = """() => { window.told = []; new MutationObserver(() => window.told.push(document.querySelector('[data-tell]').textContent))
  .observe(document.querySelector('[data-tell]'), { childList: true, characterData: true, subtree: true }); }"""


@pytest.fixture
def exam(own_site):
    """Bayo's open exam of thirty minutes: its id and its address."""
    attempt = open_exam(own_site.house, actors(own_site.house)["bayo"])
    return attempt, f"{own_site.url}/en/attempts/{attempt}"


@pytest.fixture
def sitting(own_site, new_context, exam):
    page = new_context().new_page()
    own_site.sign_in(page, "bayo")
    page.clock.install()
    page.goto(exam[1])
    return page


def give(page, place=0):
    """Answer a question, whatever kind it is; gives its item."""
    field = page.locator("fieldset[data-item]").nth(place)
    box, text, choice = field.locator("input[type=radio], input[type=checkbox]"), field.locator("input.input"), field.locator("select")
    if box.count():
        box.first.check()
    elif text.count():
        text.first.fill("30")
        text.first.blur()
    else:
        choice.first.select_option(index=1)
    return field.get_attribute("data-item")


def test_the_clock_can_be_hidden_with_the_keyboard_and_stays_hidden_on_this_device(sitting):
    left, button = sitting.locator("[data-left]"), sitting.locator("[data-clock]")
    assert left.inner_text() == "30 min left" and button.inner_text() == "Hide the clock"
    button.press("Enter")
    assert not left.is_visible() and button.inner_text() == "Show the clock"
    sitting.reload()
    assert not left.is_visible()
    button.press(" ")
    sitting.reload()
    assert left.is_visible()


def test_a_screen_reader_hears_the_time_at_set_points_and_at_no_others(sitting):
    assert sitting.locator("[data-tell]").get_attribute("aria-live") == "polite" and sitting.locator("[data-tell]").inner_text() == ""
    assert not sitting.locator("[data-left]").evaluate("one => one.closest('[aria-live], [role=status], [role=alert], [role=timer]')")
    sitting.evaluate(LISTEN)
    sitting.clock.run_for(14 * 60_000)
    assert sitting.evaluate("window.told") == []
    sitting.clock.run_for(20 * 60_000)
    assert sitting.evaluate("window.told") == [
        "15 min left", "10 min left", "5 min left", "1 min left", "The time is over. Hand in what you have.",
    ]  # fmt: skip


def test_a_hidden_clock_shows_itself_when_the_time_is_over(sitting):
    sitting.locator("[data-clock]").click()
    sitting.clock.run_for(31 * 60_000)
    assert sitting.locator("[data-left]").is_visible()


def test_without_a_script_the_page_says_until_when_and_in_which_zone(own_site, new_context, exam):
    page = new_context(java_script_enabled=False).new_page()
    own_site.sign_in(page, "bayo")
    page.goto(exam[1])
    assert "(" in page.locator("[data-until]").inner_text() and "Time)" in page.locator("[data-until]").inner_text()
    assert not page.locator("[data-clock]").is_visible()


def test_more_time_reaches_the_open_page_with_the_next_saved_answer_and_is_announced(own_site, sitting, exam):
    sitting.evaluate(LISTEN)
    do(own_site.house, actors(own_site.house)["chiara"], adjustments.extend, exam[0], 15, "The fire alarm went off.")
    give(sitting)
    sitting.locator("[data-left]", has_text="45 min left").wait_for()
    assert "Answers now count until" in sitting.evaluate("window.told")[0] and "45 min left" in sitting.evaluate("window.told")[0]
    assert "GMT" in sitting.locator("[data-until]").inner_text() or "UTC" in sitting.locator("[data-until]").inner_text()


def test_a_pause_reaches_the_open_page_with_the_next_saved_answer_and_ends_when_the_trainer_says(own_site, sitting, exam):
    chiara = actors(own_site.house)["chiara"]
    do(own_site.house, chiara, adjustments.pause, exam[0], "The power is out.")
    item = give(sitting)
    sitting.locator("text=Your attempt is paused").wait_for()
    assert "Chiara Rossi" in sitting.inner_text("main") and "The power is out." in sitting.inner_text("main") and not sitting.locator("fieldset").count()
    do(own_site.house, chiara, adjustments.resume, exam[0], "It is back.")
    sitting.click("text=See whether it goes on")
    sitting.locator(f"fieldset[data-item={item}]").wait_for()
    assert set(flags(own_site.house, exam[0]).values()) == {""}


def test_answers_given_in_time_behind_a_cut_line_count_when_it_comes_back_after_the_deadline(own_site, new_context, exam):
    page = new_context().new_page()
    own_site.sign_in(page, "bayo")
    page.goto(exam[1])
    give(page)
    page.locator('.quiz-foot .saved[data-state="saved"]', has_text="Saved at").wait_for()
    page.context.set_offline(True)
    give(page, 1)
    page.locator(".quiz-foot .saved", has_text="on this device").wait_for()
    own_site.stop()
    own_site.house = replace(own_site.house, clock=lambda: now() + timedelta(hours=2))
    own_site.start()
    page.context.set_offline(False)
    wait_for(page, lambda: "delayed" in flags(own_site.house, exam[0]).values(), True)
    page.reload()
    assert "The time is over. Hand in what you have." in page.inner_text("main")
    assert page.locator("fieldset[data-item]").last.locator("input, select").first.is_disabled()
    page.click("text=Hand in what I have")
    page.locator("h1", has_text="Your result").wait_for()
    assert stored(own_site.house, exam[0]).submitted_at is not None
