"""Correcting a question by clicking: from the list of quizzes to the learner's page and the registrar's decision."""

import pytest

from tests.services.test_attempts import COURSE, finish_course, sit
from tests.services.test_corrections import correct, work_off

KEYS = {
    "m1-first": {"q-m1-first": "drive"}, "m1-bag": {"q-m1-bag": ["gun"]}, "m1-judge": {"q-m1-judge-a": "false", "q-m1-judge-b": "true"},
    "m1-minutes": {"q-m1-minutes": "10", "tolerance": "2"}, "m2-word": {"q-m2-word": "call\ncheck"},
    "m2-order": {"q-m2-order-stop": "3", "q-m2-order-look": "2", "q-m2-order-decide": "1"}, "m2-match": {"q-m2-match-red": "green", "q-m2-match-green": "red"},
}  # fmt: skip


def test_a_trainer_corrects_and_everybody_sees_what_follows(house, cast, visit):
    finish_course(house, cast.aiko)
    attempt = sit(house, cast.bayo, "m1", wrong=("m1-first",))
    page = visit("chiara").open("/en/teach").follow("Before you leave").follow("Correct this question m1-first")
    page = page.press("See what would change", kind="rekey", q_m1_first="drive", reason="Driving was meant.")
    assert page.has("Lost passes: ") and page.has("Aiko Tanaka") and page.has("has a certificate") and page.has("Nothing has been changed")
    page = page.press("Correct the question")
    assert page.has("results still follow") or page.has("result still follows")
    work_off(house)
    assert page.follow("Look again").has("All results are up to date")
    assert page.follow("Corrections").has("Driving was meant.")

    mine = visit("aiko").open(f"/en/courses/{COURSE}/quizzes/m1").follow("Attempt 1|See|Result|Review|review")
    assert mine.has("Your result before: 100 %. Your result now: 75 %.") and mine.has("Reason: Driving was meant.") and mine.has("This question was corrected on")
    assert visit("bayo").open(f"/en/attempts/{attempt}/review").status == 200

    emi = visit("emi").open("/en/roster").follow("wait for a decision")
    assert emi.press("Decide", outcome="revoked", reason="").status == 422
    emi = emi.press("Decide", outcome="revoked", reason="She has to sit it again.")
    assert emi.has("Decided") and emi.has("Nothing waits for a decision")
    assert visit("farid").open("/en/roster").follow("Corrections of questions").has("Driving was meant.")


@pytest.mark.parametrize("item", list(KEYS))
def test_every_kind_of_question_gets_another_right_answer(house, cast, visit, item):
    page = visit("chiara").open(f"/en/teach/quizzes/{COURSE}/final/items/{item}")
    page = page.press("See what would change", kind="rekey", reason="It was wrong.", **KEYS[item])
    assert page.has("Right answer then"), page.text
    assert page.press("Correct the question").has("All results are up to date")
    assert page.open(f"/en/teach/quizzes/{COURSE}/final/items/{item}").has("corrected 1 time")


@pytest.mark.parametrize(
    ("item", "typed", "said"),
    [
        ("m1-minutes", {"q-m1-minutes": "many"}, "plain digits"), ("m2-word", {"q-m2-word": " "}, "at least one"), ("m1-first", {"reason": ""}, "Give the reason"),
        ("m2-order", {"q-m2-order-stop": "2", "q-m2-order-look": "2"}, "each once"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_and_stays_typed(visit, item, typed, said):
    page = visit("chiara").open(f"/en/teach/quizzes/{COURSE}/final/items/{item}")
    page = page.press("See what would change", **{"kind": "rekey", "reason": "My reason", **typed})
    assert page.status == 422 and page.has(said)
    assert "My reason" in page.html or typed.get("reason") == ""
    assert 'value="many"' in page.html or item != "m1-minutes"


def test_a_preview_that_is_no_longer_true_is_not_applied(house, cast, visit):
    page = visit("chiara").open(f"/en/teach/quizzes/{COURSE}/m1/items/m1-first").press("See what would change", kind="void", reason="Unclear.")
    correct(house, cast.chiara, "credit")
    page = page.press("Correct the question")
    assert page.status == 409 and page.has("Things have changed since you looked")
