"""Names, addresses, passwords, actors."""

import pytest

from lms.domain.people import ANYONE, SYSTEM, Actor, clean_email, clean_text, name_problem, password_problem


def test_an_address_has_one_form():
    assert clean_email("  Amina@Example.ORG ") == "amina@example.org"
    assert clean_email("ａmina@example.org") == "amina@example.org"


@pytest.mark.parametrize("text", ["", "amina", "a@b", "a b@example.org", "a@example..org", "a,b@example.org", "x" * 200 + "@example.org", "a\0@example.org", "a\ud800@example.org"])
def test_what_is_no_address_is_none(text):
    assert clean_email(text) is None


def test_a_name_loses_what_nobody_sees():
    assert clean_text(" Aiko\u202e \n Tanaka\x00 ") == "Aiko Tanaka"
    assert clean_text("e\u0301") == "é"


@pytest.mark.parametrize(("name", "problem"), [("", "empty"), ("x" * 81, "long"), ("12-3", "no-letters"), ("山田 太郎", None)])
def test_a_name_needs_letters_and_a_length(name, problem):
    assert name_problem(name) == problem


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("short", "short"), ("x" * 1001, "long"), ("aaaaaaaaaaaaaaaaaa", "common"), ("peacekeeping2026", "common"), ("aikotanakaaikotanaka", "common"),
        ("correcthorsebatterystaple", "common"), ("four quiet rivers run", None), ("🙂🙃😀😁😂🤣😃😄😅😆😉😊😋😎😍", None), ("9182736450918273", None),
    ],
)  # fmt: skip
def test_a_password_is_long_and_not_easy_to_guess(password, problem):
    assert password_problem(password, ("Aiko", "Tanaka"), frozenset({"correcthorsebatterystaple"})) == problem


def test_character_75_of_a_password_is_allowed_to_matter():
    assert password_problem("ab cdef gh" * 8) is None


def test_an_actor_shows_initials_and_whether_they_are_somebody():
    assert Actor("1", "Aiko Tanaka").initials == "AT" and Actor("1", "Plato").initials == "P"
    assert Actor("1", "A").signed_in and not ANYONE.signed_in and SYSTEM.system
