"""Fingerprints: the same for the same content however it comes, another for anything else."""

from datetime import UTC, datetime, timedelta

from lms.domain.receipts import answers_print, fingerprint, lesson_print, result_print

DONE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_the_order_in_which_content_comes_makes_no_difference():
    assert fingerprint({"a": 1, "b": ["x"]}) == fingerprint({"b": ["x"], "a": 1}) and len(fingerprint({})) == 64
    one = answers_print("t", {"q1": "a", "q2": ["b", "c"]}, {"q1": 1, "q2": 2})
    assert one == answers_print("t", {"q2": ["b", "c"], "q1": "a"}, {"q2": 2, "q1": 1})


def test_another_value_number_item_or_attempt_gives_another_fingerprint():
    found = {
        answers_print("t", {"q1": "a"}, {"q1": 1}), answers_print("u", {"q1": "a"}, {"q1": 1}), answers_print("t", {"q1": "b"}, {"q1": 1}),
        answers_print("t", {"q1": "a"}, {"q1": 2}), answers_print("t", {"q2": "a"}, {"q2": 1}), answers_print("t", {}, {}),
    }  # fmt: skip
    assert len(found) == 6


def test_another_result_gives_another_fingerprint():
    assert len({result_print(3, 4, True), result_print(3, 4, False), result_print(2, 4, True), result_print(3, 5, True)}) == 4


def test_another_lesson_edition_or_moment_gives_another_fingerprint():
    later = DONE + timedelta(microseconds=1)
    assert len({lesson_print("m1/a", "s", DONE), lesson_print("m1/b", "s", DONE), lesson_print("m1/a", "t", DONE), lesson_print("m1/a", "s", later)}) == 4
