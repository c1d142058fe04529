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


def test_a_booklet_is_made_for_anybody_who_has_signed_in_and_for_no_program():
    assert all(allowed(Action.MAKE_BOOKLET, actor) for actor in (AIKO, *STAFF.values()))
    assert not allowed(Action.MAKE_BOOKLET, ANYONE) and not allowed(Action.MAKE_BOOKLET, Actor("aiko", "Aiko", scopes=frozenset(SCOPES)))


def test_nobody_signed_in_owns_nothing():
    assert not allowed(Action.READ_OWN_ACCOUNT, ANYONE, "")


@pytest.mark.parametrize("action", [
    Action.ADD_EVIDENCE, Action.CHANGE_CERTIFICATE, Action.WITHDRAW_EVIDENCE, Action.ASK_WAIVER, Action.CONFIRM_WAIVER, Action.END_WAIVER,
])  # fmt: skip
def test_a_registrar_vouches_for_others_and_never_for_themselves(action):
    emi = STAFF[Role.REGISTRAR]
    assert allowed(action, emi, "aiko") and not allowed(action, emi, emi.id)
    assert not any(allowed(action, actor, "aiko") for role, actor in STAFF.items() if role is not Role.REGISTRAR)


def test_a_claim_is_its_makers_registrars_and_auditors_read_it_and_another_registrar_decides():
    for action in (Action.MAKE_CLAIM, Action.CHANGE_OWN_CLAIM):
        assert allowed(action, AIKO, "aiko") and not any(allowed(action, actor, "aiko") for actor in STAFF.values())
    for action in (Action.READ_CLAIM, Action.READ_CLAIMS, Action.LOOK_AT_CLAIM):
        assert {role for role, actor in STAFF.items() if allowed(action, actor, "aiko")} == {Role.REGISTRAR, Role.AUDITOR}
    emi = STAFF[Role.REGISTRAR]
    assert [role for role, actor in STAFF.items() if allowed(Action.DECIDE_CLAIM, actor, "aiko")] == [Role.REGISTRAR]
    assert allowed(Action.READ_CLAIM, AIKO, "aiko") and not allowed(Action.DECIDE_CLAIM, emi, emi.id) and not allowed(Action.LOOK_AT_CLAIM, AIKO, "aiko")


@pytest.mark.parametrize("action", [Action.OPEN_POSTING, Action.CLOSE_POSTING, Action.CHANGE_POSTING])
def test_a_posting_is_a_registrars_and_no_programs(action):
    assert [role for role, actor in STAFF.items() if allowed(action, actor)] == [Role.REGISTRAR] and not allowed(action, AIKO)
    assert not allowed(action, Actor("emi", "Emi", frozenset({Role.REGISTRAR}), scopes=frozenset(SCOPES)))


def test_a_trainer_marks_the_texts_of_others_and_never_their_own():
    chiara = STAFF[Role.TRAINER]
    assert allowed(Action.MARK, chiara, "aiko") and not allowed(Action.MARK, chiara, chiara.id) and allowed(Action.READ_MARKS, chiara)
    assert not any(allowed(one, actor, "aiko") for one in (Action.MARK, Action.READ_MARKS) for actor in STAFF.values() if actor is not chiara)


def test_trainers_keep_lists_of_practicals_and_sign_off_those_they_are_not_on():
    chiara = STAFF[Role.TRAINER]
    for action in (Action.KEEP_PRACTICAL, Action.SIGN_PRACTICAL, Action.CORRECT_PRACTICAL):
        assert [role for role, actor in STAFF.items() if allowed(action, actor)] == [Role.TRAINER] and not allowed(action, chiara, chiara.id)
    for action in (Action.READ_PRACTICALS, Action.OPEN_PRACTICAL):
        assert [role for role, actor in STAFF.items() if allowed(action, actor)] == [Role.TRAINER]


def test_an_administrator_changes_the_roles_of_others_only():
    grace = STAFF[Role.ADMINISTRATOR]
    assert allowed(Action.CHANGE_ROLES, grace, "aiko") and not allowed(Action.CHANGE_ROLES, grace, grace.id)
    assert not any(allowed(Action.CHANGE_ROLES, actor, "aiko") for role, actor in STAFF.items() if role is not Role.ADMINISTRATOR)


def test_only_the_house_itself_publishes_and_issues():
    for action in (Action.PUBLISH, Action.ISSUE_CERTIFICATE, Action.SET_REQUIREMENTS, Action.RUN_JOBS):
        assert allowed(action, SYSTEM) and not any(allowed(action, actor) for actor in STAFF.values())


def test_the_keys_of_a_quiz_are_shown_to_trainers_alone():
    assert [role for role, actor in STAFF.items() if allowed(Action.READ_KEYS, actor)] == [Role.TRAINER]


def test_trainers_change_the_time_of_others_and_never_their_own():
    chiara = STAFF[Role.TRAINER]
    assert allowed(Action.ADJUST_ATTEMPT, chiara, "aiko") and not allowed(Action.ADJUST_ATTEMPT, chiara, chiara.id)
    assert [role for role, actor in STAFF.items() if allowed(Action.WATCH_ATTEMPTS, actor) or allowed(Action.ADJUST_ATTEMPT, actor, "aiko")] == [Role.TRAINER]


def test_extra_time_is_given_by_staff_and_never_to_oneself():
    able = {role for role, actor in STAFF.items() if allowed(Action.SET_EXTRA_TIME, actor, "aiko")}
    assert able == {Role.TRAINER, Role.REGISTRAR, Role.ADMINISTRATOR} and not allowed(Action.SET_EXTRA_TIME, AIKO, "aiko")
    assert not any(allowed(Action.SET_EXTRA_TIME, actor, actor.id) for actor in STAFF.values())


def test_trainers_correct_registrars_decide_about_others_and_auditors_read():
    assert [role for role, actor in STAFF.items() if allowed(Action.CORRECT, actor)] == [Role.TRAINER]
    assert {role for role, actor in STAFF.items() if allowed(Action.READ_CORRECTIONS, actor)} == {Role.TRAINER, Role.REGISTRAR, Role.AUDITOR}
    assert {role for role, actor in STAFF.items() if allowed(Action.READ_DECISIONS, actor)} == {Role.REGISTRAR, Role.AUDITOR}
    emi = STAFF[Role.REGISTRAR]
    assert allowed(Action.DECIDE, emi, "aiko") and not allowed(Action.DECIDE, emi, emi.id)
    assert not any(allowed(action, actor) for action in (Action.REGRADE, Action.OPEN_DECISION) for actor in STAFF.values())


def test_registrars_propose_policies_and_ask_for_revocations_and_nobody_revokes_alone():
    emi = STAFF[Role.REGISTRAR]
    for action in (Action.PROPOSE_POLICY, Action.ADOPT_POLICY, Action.ASK_REVOCATION, Action.DECIDE_REVOCATION):
        assert [role for role, actor in STAFF.items() if allowed(action, actor, "aiko")] == [Role.REGISTRAR] and not allowed(action, emi, emi.id)
    for action in (Action.READ_POLICIES, Action.READ_REVOCATIONS):
        assert {role for role, actor in STAFF.items() if allowed(action, actor, "aiko")} == {Role.REGISTRAR, Role.AUDITOR}
    assert not allowed(Action.READ_REVOCATIONS, emi, emi.id)
    for action, more in ((Action.REPRINT, set()), (Action.READ_PRINTS, {Role.AUDITOR})):
        assert {role for role, actor in STAFF.items() if allowed(action, actor)} == {Role.REGISTRAR, Role.ADMINISTRATOR} | more
    assert not any(allowed(action, actor, "aiko") for action in (Action.REVOKE_ALONE, Action.LIMIT_CERTIFICATE) for actor in STAFF.values())


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


def test_the_roster_is_for_registrars_and_auditors_and_consent_is_ones_own():
    for action in (Action.READ_ROSTER, Action.EXPORT_ROSTER, Action.LOOK):
        assert {role for role, actor in STAFF.items() if allowed(action, actor, "aiko")} == {Role.REGISTRAR, Role.AUDITOR}
    for action in (Action.READ_OWN_LOOKS, Action.CHANGE_OWN_CONSENT, Action.TAKE_OWN_DATA, Action.ERASE_OWN):
        assert allowed(action, AIKO, "aiko") and not any(allowed(action, actor, "aiko") for actor in STAFF.values())


def test_the_menu_shows_what_opens():
    assert areas(AIKO) == frozenset()
    assert areas(STAFF[Role.REGISTRAR]) == {"roster", "vouch", "allow", "decisions"}
    assert areas(STAFF[Role.TRAINER]) == {"teach", "allow"}
    assert areas(STAFF[Role.ADMINISTRATOR]) == {"admin", "allow"} and areas(STAFF[Role.AUDITOR]) == {"roster", "decisions"}


def test_a_quiz_is_begun_under_a_name():
    assert allowed(Action.START_ATTEMPT, AIKO) and not allowed(Action.START_ATTEMPT, ANYONE)


def test_a_program_marks_no_lesson_done():
    assert allowed(Action.FINISH_LESSON, ANYONE) and allowed(Action.FINISH_LESSON, AIKO)
    assert not allowed(Action.FINISH_LESSON, Actor("aiko", "Aiko", scopes=frozenset({"progress", "eligibility"})))


def test_a_receipt_is_its_owners_and_staff_look_one_up_by_its_code():
    assert allowed(Action.READ_OWN_RECEIPT, AIKO, "aiko") and not any(allowed(Action.READ_OWN_RECEIPT, one, "aiko") for one in STAFF.values())
    found = {role for role, actor in STAFF.items() if allowed(Action.RESOLVE_RECEIPT, actor)}
    assert found == {Role.TRAINER, Role.REGISTRAR, Role.ADMINISTRATOR, Role.AUDITOR} and not allowed(Action.RESOLVE_RECEIPT, AIKO)


def test_registrars_draft_rules_and_nobody_publishes_their_own():
    emi, other = Actor("emi", "Emi", frozenset({Role.REGISTRAR})), Actor("x", "X", frozenset({Role.AUDITOR}))
    assert allowed(Action.DRAFT_REQUIREMENTS, emi) and allowed(Action.READ_REQUIREMENTS, other) and not allowed(Action.DRAFT_REQUIREMENTS, other)
    assert allowed(Action.PUBLISH_REQUIREMENTS, emi, "somebody else") and not allowed(Action.PUBLISH_REQUIREMENTS, emi, "emi")
    assert not allowed(Action.PUBLISH_REQUIREMENTS, other, "somebody else")


def test_a_registrar_sets_danger_levels_and_everybody_states_their_own_profile_alone():
    assert [role for role, actor in STAFF.items() if allowed(Action.SET_LEVEL, actor)] == [Role.REGISTRAR]
    assert allowed(Action.STATE_OWN_PROFILE, AIKO, "aiko") and not any(allowed(Action.STATE_OWN_PROFILE, one, "aiko") for one in STAFF.values())
