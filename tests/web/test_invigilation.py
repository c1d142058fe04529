"""A trainer watches over attempts by clicking what the pages offer, and a trainee sees what that means for them."""

import pytest

from lms.services import adjustments, attempts, people
from tests.services.test_adjustments import flags, open_exam, stored
from tests.services.test_attempts import COURSE, do


@pytest.fixture
def exam(house, cast):
    return open_exam(house, cast.aiko)


def test_a_trainer_finds_an_attempt_pauses_it_and_lets_it_go_on(visit, house, exam):
    chiara, aiko = visit("chiara"), visit("aiko")
    chiara.open("/en/teach").follow("Open attempts").follow("Aiko Tanaka")
    assert chiara.has("Final exam") and chiara.has("Every answer came in time.") and "aiko@example.org" not in chiara.html
    chiara.press("Pause the attempt", **{"pause-reason": "The power is out."})
    assert chiara.has("The attempt is paused.") and chiara.has("The power is out.") and chiara.has("stands still")
    aiko.open(f"/en/attempts/{exam}")
    assert aiko.has("Your attempt is paused") and aiko.has("Chiara Rossi") and aiko.has("The power is out.")
    assert "<fieldset" not in aiko.html and aiko.open(f"/en/attempts/{exam}/check").has("Your attempt is paused")
    chiara.press("Let the attempt go on", **{"pause-reason": "It is back."})
    assert aiko.follow("See whether it goes on").has("Check my answers")


def test_a_trainer_gives_more_time(visit, house, exam):
    until = stored(house, exam).deadline
    page = visit("chiara").open(f"/en/teach/attempts/{exam}")
    page.press("Add this time", **{"extend-minutes": "15", "extend-reason": "The fire alarm went off."})
    assert page.has("The time was added.") and page.has("15 min") and (stored(house, exam).deadline - until).seconds == 900


@pytest.mark.parametrize(("minutes", "reason"), [("", "x"), ("0", "x"), ("601", "x"), ("many", "x"), ("5", ""), ("5", "x" * 501)])
def test_a_form_that_makes_no_sense_comes_back_with_what_was_typed(visit, house, exam, minutes, reason):
    until = stored(house, exam).deadline
    page = visit("chiara").open(f"/en/teach/attempts/{exam}").press("Add this time", **{"extend-minutes": minutes, "extend-reason": reason})
    assert page.status == 422 and page.has("There is a problem") and stored(house, exam).deadline == until
    assert f'value="{minutes}"' in page.html and (not reason or f'value="{reason}"' in page.html)


def test_pausing_what_another_trainer_has_paused_is_told(visit, house, cast, exam):
    page = visit("chiara").open(f"/en/teach/attempts/{exam}")
    do(house, cast.chiara, adjustments.pause, exam, "First.")
    page.press("Pause the attempt", **{"pause-reason": "Second."})
    assert page.status == 409 and page.has("This attempt is paused already.")


def test_the_list_is_filtered_by_quiz(visit, house, cast, exam):
    do(house, cast.bayo, attempts.start, COURSE, "m1")
    page = visit("chiara").open("/en/teach/attempts")
    assert page.has("Aiko Tanaka") and page.has("Bayo Adeyemi") and page.has("no limit")
    page.press("Show these", quiz=f"{COURSE}/final")
    assert page.has("Aiko Tanaka") and not page.has("Bayo Adeyemi")
    page.press("Show these", show="marked")
    assert page.has("No attempt was found")


@pytest.mark.parametrize("query", ["quiz=none/none", "quiz=%00", "quiz=/////", "after=nonsense", "after=0199c0de-0000-7000-8000-000000000001", "show=x"])
def test_an_address_that_somebody_made_up_breaks_nothing(visit, exam, query):
    assert visit("chiara").open(f"/en/teach/attempts?{query}").status == 200


def test_extra_time_is_set_by_staff_and_seen_before_the_start_and_on_the_account_page(visit, house, cast):
    page = visit("grace").open(f"/en/admin/people/{cast.aiko.id}").follow("Extra time in timed quizzes")
    page.press("Save", percent="25", note="File 12")
    assert page.has("25 % more time in every timed quiz.") and page.has("Grace Akello") and not page.has("File 12")
    assert visit("aiko").open(f"/en/courses/{COURSE}/quizzes/final").has("30 minutes, and 8 more for you: 38 minutes")
    assert visit("aiko").open("/en/account").has("25 % more time in every timed quiz.") and visit("bayo").open("/en/account").has("No extra time.")
    assert do(house, cast.aiko, people.account, writes=False).extra == 25


def test_extra_time_given_in_the_middle_of_an_attempt_says_how_many_moved(visit, exam):
    page = visit("chiara").open(f"/en/teach/attempts/{exam}").follow("extra time").press("Save", percent="50")
    assert page.has("The deadline of 1 open attempt has moved.")


@pytest.mark.parametrize("percent", ["", "-1", "301", "some", "12.5"])
def test_a_per_cent_that_makes_no_sense_comes_back_with_a_sentence(visit, cast, percent):
    page = visit("emi").open(f"/en/people/{cast.aiko.id}/extra-time").press("Save", percent=percent)
    assert page.status == 422 and page.has("Enter a whole number")


def test_without_a_script_an_answer_after_the_end_is_kept_and_told_and_the_rest_is_handed_in(visit, house, clock, exam):
    page = visit("aiko").open(f"/en/attempts/{exam}")
    kinds = stored(house, exam).paper
    typed = {name: "30" for form in page.forms for name, _ in form.fields if name.startswith("q-")}
    typed |= {name: values[-1] for form in page.forms for name, values in form.choices.items() if name.startswith("q-")}
    clock.forward(minutes=31)
    page.press("Check my answers", **typed)
    assert page.status == 422 and page.has("The time was over when this answer arrived.") and len(kinds) == 3
    assert set(flags(house, exam).values()) == {"late"}
    page.press("Hand in what I have")
    assert page.has("Your result") and page.has("0 of")


def test_after_the_end_the_quiz_page_leads_to_handing_in_and_begins_nothing(visit, house, clock, exam):
    clock.forward(minutes=31)
    page = visit("aiko").open(f"/en/courses/{COURSE}/quizzes/final")
    assert page.has("The time is over. Hand in what you have.") and not page.has("Begin the exam")
    page.follow("Go to your attempt").press("Hand in what I have")
    assert page.has("Your result") and stored(house, exam).submitted_at is not None


def test_the_deadline_stands_in_words_with_its_zone(visit, exam):
    assert visit("aiko").open(f"/en/attempts/{exam}").has("(Japan Standard Time)")
    assert visit("aiko").open(f"/ja/attempts/{exam}").has("(日本標準時)")


def test_while_paused_no_question_leaves_the_server(visit, house, cast, exam):
    with_questions = visit("aiko").open(f"/en/attempts/{exam}").html
    do(house, cast.chiara, adjustments.pause, exam, "x")
    for address in (f"/en/attempts/{exam}", f"/en/attempts/{exam}/check", f"/en/attempts/{exam}/review"):
        html = visit("aiko").open(address).html
        assert "data-item" in with_questions and "data-item" not in html
