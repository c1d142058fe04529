"""How long a sign-in lasts, and when guessing waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lms.domain.sessions import Sign, alive, wait

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SIGN = Sign("s", "aiko", NOW, NOW, NOW + timedelta(days=30), "phone")
IDLE = timedelta(days=14)


def test_a_sign_in_ends_by_revocation_by_age_and_by_idleness():
    assert alive(SIGN, NOW, IDLE)
    assert not alive(replace(SIGN, revoked=NOW), NOW, IDLE)
    assert not alive(replace(SIGN, seen=NOW + timedelta(days=29)), NOW + timedelta(days=30), IDLE)
    assert not alive(SIGN, NOW + timedelta(days=14), IDLE)


def test_an_attacked_account_waits_but_its_owner_gets_in_from_a_known_device():
    assert wait(10, 10, 10, 100, False) == 300 and wait(10, 10, 10, 100, True) == 0


def test_a_class_behind_one_address_gets_in():
    assert wait(1, 60, 10, 100, False) == 0


def test_an_address_that_tries_a_hundred_passwords_waits_whatever_it_says():
    assert wait(0, 100, 10, 100, True) == 300
