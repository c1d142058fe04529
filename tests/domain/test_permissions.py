"""The policy, tried as every person of the cast."""

import pytest

from lms.domain.people import ANYONE, SYSTEM, Actor, Role
from lms.domain.permissions import POLICY, SCOPES, Action, allowed, areas

AIKO = Actor("aiko", "Aiko")
STAFF = {role: Actor(role.value, role.value, frozenset({role})) for role in Role}


def test_every_action_has_a_rule():
    assert set(POLICY) == set(Action)


@pytest.mark.parametrize("action", [Action.READ_LESSON, Action.READ_CATALOGUE, Action.VERIFY_CERTIFICATE, Action.REGISTER, Action.SIGN_IN])
def test_reading_and_checking_need_no_account(action):
    assert allowed(action, ANYONE)


@pytest.mark.parametrize("action", [Action.READ_ATTEMPT, Action.ANSWER, Action.SUBMIT_ATTEMPT, Action.READ_OWN_CERTIFICATE])
def test_an_attempt_and_a_certificate_are_their_owners_alone(action):
    assert allowed(action, AIKO, "aiko")
    assert not any(allowed(action, actor, "aiko") for actor in (ANYONE, Actor("bayo", "Bayo"), *STAFF.values()))


def test_nobody_signed_in_owns_nothing():
    assert not allowed(Action.READ_OWN_ACCOUNT, ANYONE, "")


@pytest.mark.parametrize("action", [Action.ADD_EVIDENCE, Action.CHANGE_CERTIFICATE, Action.WITHDRAW_EVIDENCE])
def test_a_registrar_vouches_for_others_and_never_for_themselves(action):
    emi = STAFF[Role.REGISTRAR]
    assert allowed(action, emi, "aiko") and not allowed(action, emi, emi.id)
    assert not any(allowed(action, actor, "aiko") for role, actor in STAFF.items() if role is not Role.REGISTRAR)


def test_a_trainer_marks_the_texts_of_others_and_never_their_own():
    chiara = STAFF[Role.TRAINER]
    assert allowed(Action.MARK, chiara, "aiko") and not allowed(Action.MARK, chiara, chiara.id) and allowed(Action.READ_MARKS, chiara)
    assert not any(allowed(one, actor, "aiko") for one in (Action.MARK, Action.READ_MARKS) for actor in STAFF.values() if actor is not chiara)


def test_an_administrator_changes_the_roles_of_others_only():
    grace = STAFF[Role.ADMINISTRATOR]
    assert allowed(Action.CHANGE_ROLES, grace, "aiko") and not allowed(Action.CHANGE_ROLES, grace, grace.id)
    assert not any(allowed(Action.CHANGE_ROLES, actor, "aiko") for role, actor in STAFF.items() if role is not Role.ADMINISTRATOR)


def test_only_the_house_itself_publishes_and_issues():
    for action in (Action.PUBLISH, Action.ISSUE_CERTIFICATE, Action.SET_REQUIREMENTS, Action.RUN_JOBS):
        assert allowed(action, SYSTEM) and not any(allowed(action, actor) for actor in STAFF.values())


def test_the_keys_of_a_quiz_are_shown_to_trainers_alone():
    assert [role for role, actor in STAFF.items() if allowed(Action.READ_KEYS, actor)] == [Role.TRAINER]


def test_an_auditor_reads_and_changes_nothing():
    farid = STAFF[Role.AUDITOR]
    assert allowed(Action.READ_ELIGIBILITY, farid, "aiko") and allowed(Action.READ_LEDGER, farid)
    assert not allowed(Action.ADD_EVIDENCE, farid, "aiko") and not allowed(Action.CHANGE_ROLES, farid, "aiko")


def test_a_token_opens_its_scopes_and_never_more_than_its_owner():
    limited = Actor("aiko", "Aiko", scopes=frozenset({"eligibility"}))
    assert allowed(Action.READ_OWN_ELIGIBILITY, limited, "aiko") and allowed(Action.READ_CATALOGUE, limited)
    assert not allowed(Action.READ_OWN_PROGRESS, limited, "aiko")
    trainee = Actor("aiko", "Aiko", scopes=frozenset({"registrar"}))
    assert not allowed(Action.ADD_EVIDENCE, trainee, "bayo") and "registrar" in SCOPES


def test_the_menu_shows_what_opens():
    assert areas(AIKO) == frozenset()
    assert areas(STAFF[Role.REGISTRAR]) == {"roster", "vouch"}
    assert areas(STAFF[Role.TRAINER]) == {"teach"}
    assert areas(STAFF[Role.ADMINISTRATOR]) == {"admin"} and areas(STAFF[Role.AUDITOR]) == {"roster"}


def test_a_quiz_is_begun_under_a_name():
    assert allowed(Action.START_ATTEMPT, AIKO) and not allowed(Action.START_ATTEMPT, ANYONE)


def test_a_program_marks_no_lesson_done():
    assert allowed(Action.FINISH_LESSON, ANYONE) and allowed(Action.FINISH_LESSON, AIKO)
    assert not allowed(Action.FINISH_LESSON, Actor("aiko", "Aiko", scopes=frozenset({"progress", "eligibility"})))
