"""Revoking with four eyes: who may ask, who may decide, what the certificate does meanwhile."""

import pytest
from click.testing import CliRunner

from lms.cli.main import hato
from lms.domain.certificates import Standing, State
from lms.domain.people import SYSTEM, Actor, Role
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.services import certificates, people, record, revocations
from lms.services.work import work_in
from lms.store import ledger as ledger_store
from tests.services.test_attempts import at_once, do, finish_course
from tests.services.test_policies import held, second


def standing(house, cast, code):
    return do(house, cast.bayo, certificates.verify, code, writes=False).standing


def test_a_certificate_stands_until_a_second_registrar_confirms(house, cast, clock):
    finish_course(house, cast.aiko)
    code = held(house, cast.aiko).code
    for who in (cast.aiko, cast.bayo, cast.chiara, cast.farid, cast.grace, SYSTEM):
        with pytest.raises(Forbidden):
            do(house, who, revocations.ask, code, "Answers were bought.")
    with pytest.raises(Invalid, match="Give the reason"):
        do(house, cast.emi, revocations.ask, code, " ")
    made = do(house, cast.emi, revocations.ask, code, "Answers were bought.")
    assert standing(house, cast, code) is Standing.VALID and do(house, cast.aiko, record.show, writes=False).duties[0].verdict.met
    with pytest.raises(Conflict, match="waits for another registrar"):
        do(house, second(cast), revocations.ask, code, "Again.")
    for who in (cast.emi, cast.aiko, cast.farid, cast.grace, SYSTEM):
        with pytest.raises(Forbidden):
            do(house, who, revocations.decide, made, "confirmed", "Seen.")
    with pytest.raises(Invalid, match="confirmed or declined"):
        do(house, second(cast), revocations.decide, made, "perhaps", "Seen.")
    do(house, second(cast), revocations.decide, made, "confirmed", "I saw the letters.")
    said = do(house, cast.bayo, certificates.verify, code, writes=False)
    assert (said.standing, said.reason) == (Standing.REVOKED, "Answers were bought.")
    assert not do(house, cast.aiko, record.show, writes=False).duties[0].verdict.met
    with pytest.raises(Conflict, match="decided already"):
        do(house, second(cast), revocations.decide, made, "declined", "No.")
    with pytest.raises(Conflict, match="in that state already"):
        do(house, cast.emi, revocations.ask, code, "Again.")
    clock.forward(minutes=1)
    do(house, cast.emi, certificates.change_state, code, State.REINSTATED, "It was right.")
    assert standing(house, cast, code) is Standing.VALID


def test_a_declined_request_leaves_the_certificate_and_may_be_made_again(house, cast):
    finish_course(house, cast.aiko)
    code = held(house, cast.aiko).code
    made = do(house, cast.emi, revocations.ask, code, "A rumour.")
    do(house, second(cast), revocations.decide, made, "declined", "Nothing in it.")
    assert standing(house, cast, code) is Standing.VALID and do(house, cast.farid, revocations.page, writes=False) == ()
    again = do(house, second(cast), revocations.ask, code, "A letter.")
    do(house, SYSTEM, certificates.change_state, code, State.REVOKED, "By court order.")
    with pytest.raises(Conflict, match="revoked meanwhile"):
        do(house, cast.emi, revocations.decide, again, "confirmed", "Seen.")
    do(house, cast.emi, revocations.decide, again, "declined", "Done already.")


def test_a_registrar_who_holds_the_certificate_neither_sees_the_request_nor_decides(house, cast):
    holder = Actor(cast.aiko.id, cast.aiko.name, frozenset({Role.REGISTRAR}))
    finish_course(house, cast.aiko)
    code = held(house, cast.aiko).code
    made = do(house, cast.emi, revocations.ask, code, "Answers were bought.")
    assert [one.id for one in do(house, cast.farid, revocations.page, writes=False)] == [made]
    assert do(house, cast.farid, revocations.about, code, writes=False).by == cast.emi.name
    assert do(house, holder, revocations.page, writes=False) == ()
    for service, given in ((revocations.about, (code,)), (revocations.ask, (code, "x")), (revocations.decide, (made, "declined", "x"))):
        with pytest.raises(Forbidden):
            do(house, holder, service, *given)
    with pytest.raises(NotFound):
        do(house, cast.emi, revocations.decide, cast.aiko.id, "declined", "x")


def test_of_two_registrars_who_ask_at_once_one_waits_and_the_other_is_told(house, cast):
    finish_course(house, cast.aiko)
    code = held(house, cast.aiko).code
    found = at_once(2, lambda n: do(house, (cast.emi, second(cast))[n], revocations.ask, code, "Answers were bought."))
    assert sorted(isinstance(one, Conflict) for one in found) == [False, True]


def test_an_operator_revokes_alone_and_the_ledger_says_so(house, cast, home, database_url):
    finish_course(house, cast.aiko)
    code = held(house, cast.aiko).code
    settings = {"HATO_HOME": str(home), "HATO_DATA": str(house.data), "HATO_DATABASE_URL": database_url}
    typed = CliRunner().invoke(hato, ["certificates", "revoke", code, "--reason", "By court order."], env=settings)
    assert typed.exit_code == 0 and "revoked" in typed.output, typed.output
    with work_in(house) as uow:
        uow.asked = True
        number = [row.number for row in ledger_store.entries(uow.db, 0, 1000) if row.action == "certificates.change-state"][-1]
        said = {row.field: row.value for row in ledger_store.openings(uow.db, [number])}
    assert said["actor"] == "system" and said["details"] == {"state": "revoked", "reason": "By court order.", "alone": True}
    typed = CliRunner().invoke(hato, ["certificates", "reinstate", code, "--reason", "Order lifted."], env=settings)
    assert typed.exit_code == 0 and "valid" in typed.output, typed.output


def test_two_registrars_revoke_by_clicking_and_the_holder_sees_nothing_of_the_request(house, cast, visit):
    finish_course(house, cast.aiko)
    address = f"/en/certificates/{held(house, cast.aiko).code}"
    do(house, SYSTEM, people.change_role, cast.grace.id, Role.REGISTRAR, give=True)
    emi = visit("emi").open(address)
    assert emi.press("Ask to revoke", reason=" ").status == 422
    emi = emi.press("Ask to revoke", reason="Answers were bought.")
    assert emi.has("Another registrar has to confirm") and emi.follow("Revocations that wait").has("You asked for it")
    for who in ("aiko", "bayo", ""):
        page = visit(who).open(address)
        assert page.has("Valid") and not page.has("bought") and not page.has("asked that")
    grace = visit("grace").open("/en/roster").follow("Revocations that wait")
    assert grace.press("Decide", outcome="confirmed", reason=" ").status == 422
    assert grace.press("Decide", outcome="confirmed", reason="I saw the letters.").has("No revocation waits")
    assert visit().open(address).has("It was revoked on")
