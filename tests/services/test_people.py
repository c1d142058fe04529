"""Accounts, sign-ins, passwords, roles, tokens."""

import pytest

from lms.domain.people import SYSTEM, Role
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.services import jobs, people, recognition, resets, sessions
from lms.services.work import work_in
from lms.store import notices as notice_store
from tests.services.test_attempts import do
from tests.stage import PASSWORD

NEW = "green hills wait quietly"


def sign_in(house, email="aiko@example.org", password=PASSWORD, address="10.0.0.1", device_key="phone"):
    with work_in(house, writes=True) as uow:
        return sessions.sign_in(uow, email, password, address=address, device="Firefox", device_key=device_key)


def register(house, **changed):
    given = {"name": "Kofi Mensah", "name_local": "", "email": "kofi@example.org", "password": NEW, **changed}
    with work_in(house, writes=True) as uow:
        return people.register(uow, **given, lang="en", address="10.0.0.2", device="Firefox", device_key="k")


def who_is(house, token, writes=False):
    with work_in(house, writes=writes) as uow:
        uow.asked = True
        recognition.recognise(uow, token)
        return uow.actor


def test_a_right_password_gives_a_token_and_the_database_keeps_only_its_hash(house):
    token = sign_in(house).token
    assert who_is(house, token).name == "Aiko Tanaka"
    with work_in(house) as uow:
        uow.asked = True
        assert recognition.sessions.identify(uow.db, token) == [] and recognition.sessions.identify(uow.db, recognition.digest(token))


def test_a_wrong_password_and_an_unknown_address_are_refused_alike(house):
    assert sign_in(house, password="wrong but long enough") == sign_in(house, email="nobody@example.org") == sessions.SignedIn()


def test_guessing_one_account_must_wait_and_its_owner_does_not(house):
    sign_in(house, device_key="own phone")
    for number in range(10):
        sign_in(house, password=f"guess number {number} here", address=f"10.9.0.{number}", device_key=f"bot {number}")
    assert sign_in(house, device_key="bot").seconds == 300
    assert sign_in(house, device_key="own phone").token


def test_a_class_behind_one_address_signs_in_and_a_guessing_machine_does_not(house):
    for key in ("aiko", "bayo", "chiara", "daud", "emi", "farid", "grace") * 3:
        assert sign_in(house, email=f"{key}@example.org", address="10.5.0.1", device_key=key).token
    for number in range(100):
        sign_in(house, email=f"x{number}@example.org", password="just guessing along", address="10.6.0.1")
    assert sign_in(house, address="10.6.0.1", device_key="new").seconds == 300


@pytest.mark.parametrize("end", ["sign-out", "password", "disabled", "expiry", "idle"])
def test_a_copied_token_is_worthless_once_the_sign_in_has_ended(house, cast, clock, end):
    token = sign_in(house).token
    actor = who_is(house, token)
    if end == "sign-out":
        do(house, actor, sessions.sign_out)
    if end == "password":
        do(house, cast.aiko, people.change_password, PASSWORD, NEW)
    if end == "disabled":
        do(house, cast.grace, people.disable, cast.aiko.id, disabled=True)
    if end == "expiry":
        for _ in range(4):
            clock.forward(days=10)
            who_is(house, token, writes=True)
    if end == "idle":
        clock.forward(days=15)
    assert not who_is(house, token).signed_in


def test_a_role_taken_away_counts_from_the_next_request_on(house, cast):
    token = sign_in(house, email="emi@example.org").token
    assert Role.REGISTRAR in who_is(house, token).roles
    do(house, cast.grace, people.change_role, cast.emi.id, Role.REGISTRAR, give=False)
    assert who_is(house, token).roles == frozenset()


def test_signing_out_everywhere_keeps_this_device(house):
    first, second = sign_in(house).token, sign_in(house).token
    do(house, who_is(house, second), sessions.sign_out, everywhere=True)
    assert not who_is(house, first).signed_in and who_is(house, second).signed_in


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"), ({"name": "𠮷" * 3}, "name"), ({"name_local": "한국어 이름"}, "name_local"), ({"email": "kofi"}, "email"),
        ({"email": "aiko@example.org"}, "email"), ({"password": "short"}, "password"), ({"password": "kofimensahkofimensah"}, "password"),
    ],
)  # fmt: skip
def test_a_registration_that_needs_another_look_says_where(house, changed, field):
    with pytest.raises(Invalid) as found:
        register(house, **changed)
    assert set(found.value.problems) == {field}


def test_every_fault_of_a_registration_is_told_at_once(house):
    with pytest.raises(Invalid) as found:
        register(house, name="", email="x", password="x")
    assert set(found.value.problems) == {"name", "email", "password"}


def test_a_registration_signs_in_and_is_limited_by_address(house):
    assert who_is(house, register(house)).name == "Kofi Mensah"
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.asked = True
        for _ in range(60):
            people.signs.note_try(
                uow.db, id=uow.new_id(), kind="register", account="", address=recognition.digest("10.0.0.2"), at=uow.now, failed=True
            )
    with pytest.raises(Invalid, match="Too many accounts"):
        register(house, email="more@example.org")


def test_a_forgotten_password_is_mended_by_a_link_that_works_once(house, clock):
    with work_in(house, writes=True) as uow:
        resets.ask(uow, "aiko@example.org", "10.0.0.1")
        body = notice_store.latest(uow.db, 1)[0].body
    token = body.split("/reset/")[1].split()[0]
    assert body.count("http://127.0.0.1:8000/en/reset/") == 1
    with work_in(house) as uow:
        assert resets.holder(uow, token) == "Aiko Tanaka"
    with pytest.raises(Invalid), work_in(house, writes=True) as uow:
        resets.reset(uow, token, "short")
    with work_in(house, writes=True) as uow:
        resets.reset(uow, token, NEW)
    assert sign_in(house, password=NEW).token
    with pytest.raises(NotFound, match="used or is too old"), work_in(house, writes=True) as uow:
        resets.reset(uow, token, NEW)


@pytest.mark.parametrize("end", ["an hour", "a second link"])
def test_a_link_dies_with_time_and_with_the_next_one(house, cast, clock, end):
    link = do(house, cast.grace, resets.make_link, cast.aiko.id)
    if end == "an hour":
        clock.forward(minutes=60)
    else:
        do(house, cast.grace, resets.make_link, cast.aiko.id)
    with pytest.raises(NotFound), work_in(house) as uow:
        resets.holder(uow, link.rsplit("/", 1)[1])


def test_asking_for_an_unknown_address_looks_the_same_and_sends_nothing(house):
    with work_in(house, writes=True) as uow:
        assert resets.ask(uow, "nobody@example.org", "10.0.0.1") is None
        assert notice_store.latest(uow.db, 5) == []


def test_five_links_an_hour_are_enough(house):
    for _ in range(8):
        with work_in(house, writes=True) as uow:
            resets.ask(uow, "aiko@example.org", "10.0.0.1")
    with work_in(house) as uow:
        uow.asked = True
        assert len(notice_store.latest(uow.db, 20)) == 5


@pytest.mark.parametrize("who", ["aiko", "chiara", "emi", "farid"])
def test_only_an_administrator_makes_links_and_changes_roles(house, cast, who):
    actor = getattr(cast, who)
    for service, given in ((resets.make_link, {}), (people.disable, {"disabled": True})):
        with pytest.raises(Forbidden):
            do(house, actor, service, cast.bayo.id, **given)
    with pytest.raises(Forbidden):
        do(house, actor, people.change_role, cast.bayo.id, Role.REGISTRAR, give=True)


def test_nobody_changes_their_own_roles_and_the_last_administrator_stays(house, cast):
    with pytest.raises(Forbidden):
        do(house, cast.grace, people.change_role, cast.grace.id, Role.REGISTRAR, give=True)
    for service, given in ((people.change_role, {"role": Role.ADMINISTRATOR, "give": False}), (people.disable, {"disabled": True})):
        with pytest.raises(Conflict, match="last administrator"):
            do(house, SYSTEM, service, cast.grace.id, **given)


def test_a_token_for_a_program_opens_its_scopes_until_it_is_voided(house, cast):
    token = do(house, cast.aiko, people.make_token, "My script", ("eligibility",))
    account = do(house, cast.aiko, people.account, writes=False)
    with work_in(house) as uow:
        uow.asked = True
        recognition.recognise_program(uow, token)
        assert uow.actor.scopes == {"eligibility"} and uow.actor.id == cast.aiko.id
    with pytest.raises(NotFound):
        do(house, cast.bayo, people.void_token, account.tokens[0].id)
    do(house, cast.aiko, people.void_token, account.tokens[0].id)
    with work_in(house) as uow:
        uow.asked = True
        recognition.recognise_program(uow, token)
        assert not uow.actor.signed_in
    for name, scopes in (("x", ()), ("x", ("all",)), (" ", ("progress",))):
        with pytest.raises(Invalid):
            do(house, cast.aiko, people.make_token, name, scopes)


def test_the_list_of_people_is_searched_and_paged(house, cast):
    found, more = do(house, cast.grace, people.page, "tanaka", writes=False)
    assert [one.name for one in found] == ["Aiko Tanaka"] and more == ""
    assert do(house, cast.emi, people.page, "%_", writes=False)[0] == ()
    assert do(house, cast.grace, people.page, "", f"Emi Sato\n{cast.emi.id}", writes=False)[0][-1].name == "Grace Akello"
    assert len(do(house, cast.grace, people.page, "", "nonsense", writes=False)[0]) == 7


def test_what_the_privacy_notice_keeps_for_thirty_days_goes_after_thirty_days(house, cast, clock):
    sign_in(house, password="wrong but long enough")
    token = sign_in(house).token
    do(house, cast.aiko, people.make_token, "x", ("progress",))
    do(house, cast.grace, resets.ask, "aiko@example.org", "10.0.0.1")
    while jobs.run_one(house):
        pass
    clock.forward(days=62)
    jobs.tidy(house)
    with work_in(house) as uow:
        uow.asked = True
        assert recognition.sessions.identify(uow.db, recognition.digest(token)) == []
        assert notice_store.latest(uow.db, 5) == [] and recognition.sessions.tokens_of(uow.db, cast.aiko.id, uow.now)
        assert recognition.sessions.failures(uow.db, "sign-in", recognition.digest("aiko@example.org"), "", clock.now.replace(year=2020))[0] == 0
