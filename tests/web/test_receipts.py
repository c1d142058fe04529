"""Receipts on the pages: after a lesson and a quiz, in the record, for staff."""

import re

from lms.services import receipts
from tests.services.test_attempts import do, sit

CODE = r"[0-9A-Y]{4}-[0-9A-Y]{4}-[0-9A-Y]{4}"


def test_finishing_a_lesson_tells_the_code_which_the_record_keeps_for_printing(visit):
    page = visit("aiko").open("/en/courses/field-basics").follow("Start lesson 1").press("Done")
    code = re.search(f"Receipt: ({CODE})", page.text)[1]
    page.open("/en/record").follow("See my receipts")
    assert page.has(code)
    page.follow(code)
    assert page.has("Aiko Tanaka") and page.has("This lesson has been finished") and re.search("[0-9a-f]{64}", page.text)
    page.open("/en/courses/field-basics/lessons/m1/01-plan").press("Continue")
    assert page.status == 200 and not page.has(code)


def test_nobody_signed_in_gets_no_code(visit):
    page = visit().open("/en/courses/field-basics").follow("Start lesson 1").press("Done")
    assert page.has("Create an account to keep your progress") and not re.search(CODE, page.text)


def test_the_result_of_a_quiz_carries_its_receipt(house, cast, visit):
    attempt = sit(house, cast.aiko, "m1")
    page = visit("aiko").open(f"/en/attempts/{attempt}/review")
    code = re.search(f"Your answers have arrived. Receipt: ({CODE})", page.text)[1]
    page.follow(code)
    assert page.has("Attempt 1") and page.has("are kept here") and not page.has("points")


def test_staff_look_a_code_up(house, cast, visit):
    attempt = sit(house, cast.aiko, "m1")
    code = do(house, cast.aiko, receipts.listing, writes=False).receipts[0].code
    page = visit("chiara").open("/en/teach").follow("Look up a receipt").press("Look up", code=code.lower())
    assert page.status == 200 and page.has("is the same") and page.has("Aiko Tanaka") and page.has("4 kept, 4 counted") and page.has("4 of 4 points")
    assert attempt not in page.html
    page.press("Look up", code="0" + code[1:] if code[0] != "0" else "1" + code[1:])
    assert page.status == 422 and page.has("typing error") and not page.has("Aiko")
    page.press("Look up", code="0000-0000-0000")
    assert page.status == 404 and page.has("There is no such receipt.")
    page.press("Look up", code="")
    assert page.status == 422 and page.has("Enter the code")
    assert visit("farid").open("/en/roster").follow("Look up a receipt").status == 200


def test_the_page_of_somebody_elses_receipt_says_what_it_says_of_one_never_given(house, cast, visit):
    sit(house, cast.aiko, "m1")
    code = do(house, cast.aiko, receipts.listing, writes=False).receipts[0].code
    bayo = visit("bayo")
    told = []
    for one in (code, "0000-0000-0000"):
        page = bayo.open(f"/en/receipts/{one}")
        told.append((page.status, page.text.replace(one, "")))
    assert told[0] == told[1] and told[0][0] == 404 and "There is no such receipt." in told[0][1]
