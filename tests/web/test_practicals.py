"""Practical sessions in the browser, without a script: from the empty list to the record of who was there."""

from lms.services import practicals
from tests.services.test_attempts import do
from tests.services.test_practicals import open_session, revision, signed


def test_chiara_keeps_a_list_signs_it_off_corrects_it_and_aiko_and_bayo_read_what_followed(cast, visit):
    chiara = visit("chiara").open("/en/teach").follow("Practical sessions").follow("Open a session")
    assert chiara.press("Open the list", practical="field-day", day="2026-03-03", place="Nairobi").has("This day is in the future.")
    chiara.press("Open the list", practical="field-day", day="2026-03-01", place="Nairobi")
    refused = chiara.press("^Save$", email="aiko@example.com")
    assert refused.status == 422 and refused.has("Nobody has an account with this address.")
    chiara.press("^Save$", email="aiko@example.org").press("^Save$", email="BAYO@example.org").press("^Save$", email="daud@example.org")
    chiara.press("^Save$", **{f"leave-{cast.daud.id}": "yes"})
    assert chiara.has("Saved.") and not chiara.has("Daud Rahimi")
    aiko, bayo = cast.aiko.id, cast.bayo.id
    marks = {f"mark-{one}-{skill}": "met" for one in (aiko, bayo) for skill in ("radio", "cover")} | {f"mark-{bayo}-cover": "not-yet"}
    chiara.press("check before signing off", **marks, **{f"there-{aiko}": "yes", f"there-{bayo}": "yes"})
    assert chiara.has("Aiko Tanaka Passed") and chiara.has("Not met: Takes cover")
    assert chiara.press("^Sign off$").has("Signed off. Everybody's eligibility is up to date.")
    assert visit("aiko").open("/en/record").follow("See my evidence").has("Passed") and visit("bayo").open("/en/record/evidence").has("Not met: Takes cover")
    chiara.follow("Correct this list").press("Sign off the correction", **{f"mark-{bayo}-cover": "met"}, reason="The wrong line was ticked.")
    assert chiara.has("The wrong line was ticked.") and visit("bayo").open("/en/record/evidence").has("The list was corrected.")
    assert visit("emi").open(f"/en/roster/people/{bayo}").has("Field day") and visit("farid").open(f"/en/roster/people/{bayo}").has("Field day")


def test_who_saves_over_an_older_list_is_told_and_keeps_what_they_entered_beside_what_is_saved(house, cast, visit):
    made = open_session(house, cast.chiara, "aiko")
    late = visit("chiara").open(f"/en/teach/practicals/{made}")
    check = visit("chiara").open(f"/en/teach/practicals/{made}/sign")
    do(house, cast.chiara, practicals.save, made, 1, {cast.aiko.id: (True, {"radio": "not-yet"})})
    mine = {f"mark-{cast.aiko.id}-radio": "met"}
    late.press("^Save$", **mine)
    assert late.status == 409 and late.has("Somebody else has saved this list meanwhile.") and late.has("Saved by now: Not yet")
    assert late.press("^Save$").status == 200 and do(house, cast.chiara, practicals.show, made, writes=False).people[0].seen.marks["radio"] == "met"
    assert check.press("^Sign off$").status == 409 and check.has("Look at it again before you sign it off.")


def test_a_correction_without_a_reason_keeps_the_marks_and_gives_nothing(house, cast, visit):
    made = signed(house, cast)
    before = revision(house, cast.chiara, made)
    page = visit("chiara").open(f"/en/teach/practicals/{made}/correct").press("Sign off the correction", **{f"mark-{cast.bayo.id}-cover": "met"})
    assert page.status == 422 and page.has("Give the reason; it is kept for ever.") and page.has("Saved by now: Not yet")
    assert revision(house, cast.chiara, made) == before
