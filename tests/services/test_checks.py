"""Practice: single questions are checked while the quiz is taken, and no key leaves before."""

import pytest

from lms.errors import Conflict, Invalid, NotFound
from lms.services import answers, attempts, grades, gradings
from tests.conftest import token_of
from tests.services.test_attempts import do, event

SECRETS = ("Zero", "Short ways", "Long ways", "Bands are for")


@pytest.fixture
def practice(written, cast):
    return do(written, cast.aiko, attempts.start, "reports", "practice")


def test_a_checked_question_shows_its_key_and_its_answer_stays(written, cast, practice):
    do(written, cast.aiko, answers.record, practice, "phone", [event("band", "hf", 1), event("sign", {"base": "one"}, 2)])
    do(written, cast.aiko, answers.check, practice, "band")
    seen = do(written, cast.aiko, grades.checked, practice, writes=False)
    assert list(seen) == ["band"] and not seen["band"].right and seen["band"].feedback
    later = event("band", "vhf", 3)
    saved = do(written, cast.aiko, answers.record, practice, "phone", [later])
    assert saved.done == (later["id"],) and "Its answer stays" in saved.flagged[later["id"]]
    assert "Its answer stays" in do(written, cast.aiko, answers.record, practice, "phone", [later]).flagged[later["id"]]
    do(written, cast.aiko, answers.save_form, practice, {"q-band": ["vhf"], "q-sign-base": ["zero"]}, 9)
    do(written, cast.aiko, attempts.submit, practice)
    assert do(written, cast.aiko, grades.review, practice, writes=False).points == 1


def test_only_an_answered_question_of_an_open_practice_quiz_is_checked(written, cast, practice):
    with pytest.raises(Invalid, match="Answer the question first"):
        do(written, cast.aiko, answers.check, practice, "band")
    with pytest.raises(NotFound):
        do(written, cast.aiko, answers.check, practice, "story")
    with pytest.raises(NotFound):
        do(written, cast.bayo, answers.check, practice, "band")
    do(written, cast.aiko, answers.record, practice, "phone", [event("band", "hf", 1)])
    do(written, cast.aiko, attempts.submit, practice)
    exam = do(written, cast.aiko, attempts.start, "reports", "first")
    do(written, cast.aiko, answers.record, exam, "phone", [event("calls", {"every": "1"}, 1)])
    for attempt, key in ((practice, "band"), (exam, "calls")):
        with pytest.raises(Conflict, match="cannot be checked"):
            do(written, cast.aiko, answers.check, attempt, key)


def everything(client, practice):
    """All that a trainee can get of an open attempt: pages in both languages, replies of the API, headers."""
    csrf = client.get("/api/v1/session").json["csrf"]
    save = f"/api/v1/attempts/{practice}/answers"
    base = "/{}/courses/reports"
    replies = [client.get(f"{url}{end}") for url in (base.format("en"), base.format("ja")) for end in ("", "/quizzes/practice")]
    replies += [client.get(f"/{lang}/attempts/{practice}{end}") for lang in ("en", "ja") for end in ("", "/check", "/review")]
    replies += [client.get(path) for path in ("/api/v1/session", "/api/v1/courses/reports", "/api/v1/courses/reports/progress", "/api/v1/courses")]
    replies += [
        client.post(save, json={"device": "d", "events": [event("band", value, seq), event("sign", {"base": value}, seq + 50)]}, headers={"X-CSRFToken": csrf})
        for seq, value in enumerate(("vhf", "hf", "nonsense"), 1)
    ]
    replies.append(client.post(f"/en/attempts/{practice}", data={"csrf_token": csrf, "seen": "99", "q-band": "vhf", "q-sign-base": "?"}))
    return "".join(f"{one.status_code} {one.headers} {one.text}" for one in replies)


def test_no_key_and_no_feedback_leaves_before_its_time(written, app, practice):
    client = app.test_client()
    client.set_cookie("hato", token_of(written, "aiko"))
    said = everything(client, practice)
    assert "Which band?" in said and '"done"' in said and '"refused"' in said and not [one for one in SECRETS if one in said]
    csrf = client.get("/api/v1/session").json["csrf"]
    page = client.post(f"/en/attempts/{practice}", data={"csrf_token": csrf, "seen": "999", "q-band": "hf", "check": "band"}, follow_redirects=True)
    assert "Long ways" in page.text and "Bands are for" in page.text and "Zero" not in page.text and "Check this question" in page.text
    empty = client.post(f"/en/attempts/{practice}", data={"csrf_token": csrf, "seen": "999", "check": "sign"})
    assert empty.status_code == 422 and "Answer the question first" in empty.text and "Zero" not in empty.text


def test_saving_an_answer_grades_nothing(written, cast, practice, monkeypatch):
    """Right or wrong, the same work is done, so the time it takes tells nothing."""

    def refuse(*given):
        raise AssertionError("graded")

    for name in ("grade", "is_right", "share"):
        monkeypatch.setattr(f"lms.domain.grading.{name}", refuse)
    monkeypatch.setattr(gradings, "grade_corrected", refuse)
    assert do(written, cast.aiko, answers.record, practice, "phone", [event("band", "vhf", 1)]).done
    assert do(written, cast.aiko, answers.save_form, practice, {"q-band": ["hf"]}, 9) == {}
