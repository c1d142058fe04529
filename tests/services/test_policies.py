"""Policies of validity: who issues, whom another one hits, and how two registrars adopt it."""

import base64
import gzip
import json
from dataclasses import replace
from datetime import date

import pytest

from lms.domain.certificates import Standing, State
from lms.domain.people import SYSTEM, Role
from lms.errors import Conflict, ContentErrors, Forbidden, Invalid
from lms.services import adoptions, badges, certificates, jobs, policies, record
from lms.services.work import work_in
from lms.store import evidence as evidence_store
from tests.services.test_attempts import do, finish_course

SHORTER = """name: 2027-1
title: {en: One year, ja: 1年}
issues_from: 2027-01-01
validity: {default: 12}
"""


def with_policy(house, folder, body=SHORTER, name="2027-1"):
    """Put a policy beside the one that ships; the house reads its folders from a home of its own then."""
    home = house.home
    folder.mkdir(exist_ok=True)
    for one in home.iterdir():
        if one.name != "certificates" and not (folder / one.name).exists():
            (folder / one.name).symlink_to(one)
    place = folder / "certificates"
    if not place.exists():
        (place / "policies").mkdir(parents=True)
        for one in (home / "certificates").iterdir():
            if one.name != "policies":
                (place / one.name).symlink_to(one)
        for one in (home / "certificates" / "policies").iterdir():
            (place / "policies" / one.name).write_bytes(one.read_bytes())
    (place / "policies" / f"{name}.yaml").write_text(body)
    object.__setattr__(house, "home", folder)
    return folder


def second(cast):
    """Grace, who is a registrar too for now."""
    return replace(cast.grace, roles=frozenset({Role.REGISTRAR}))


def adopt(house, cast, name="2027-1"):
    """Emi proposes, Grace adopts, and the certificates follow."""
    made = propose(house, cast, name)
    seen = do(house, second(cast), policies.preview, name, writes=False)
    do(house, second(cast), adoptions.decide, made, "adopted", "Agreed.", seen.fingerprint)
    work_off(house)


def propose(house, cast, name="2027-1"):
    seen = do(house, cast.emi, policies.preview, name, writes=False)
    return do(house, cast.emi, adoptions.propose, name, "The board decided.", seen.fingerprint)


def work_off(house):
    while jobs.run_one(house):
        pass


def held(house, actor):
    (one,) = do(house, actor, record.show, writes=False).certificates
    return one


def decoded(status):
    """How many places of a status list are struck."""
    text = json.loads(status)["credentialSubject"]["encodedList"].removeprefix("u")
    return sum(byte.bit_count() for byte in gzip.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))


def facts(house, person):
    with work_in(house) as uow:
        uow.asked = True
        return [(row.valid_from, row.valid_until) for row in evidence_store.of_person(uow.db, person.id) if row.certificate_id]


def test_the_policy_that_ships_issues_what_each_course_says(house, cast):
    finish_course(house, cast.aiko)
    one = held(house, cast.aiko)
    assert (one.snapshot.policy, one.until, one.shortened) == ("2026-1", date(2028, 3, 1), "")
    (view,) = do(house, cast.farid, policies.listing, writes=False)
    assert (view.state, view.issues_now, view.first, view.waiting) == ("adopted", True, True, 0)


def test_nobody_adopts_alone_and_a_refusal_is_kept(house, cast, tmp_path):
    with_policy(house, tmp_path / "home")
    seen = do(house, cast.emi, policies.preview, "2027-1", writes=False)
    with pytest.raises(Invalid, match="Give the reason"):
        do(house, cast.emi, adoptions.propose, "2027-1", " ", seen.fingerprint)
    made = propose(house, cast)
    with pytest.raises(Conflict, match="waits for another registrar"):
        propose(house, cast)
    for who in (cast.emi, cast.aiko, cast.farid, cast.grace, SYSTEM):
        with pytest.raises(Forbidden):
            do(house, who, adoptions.decide, made, "adopted", "Fine.", seen.fingerprint)
    do(house, second(cast), adoptions.decide, made, "declined", "Too short.", "")
    with pytest.raises(Conflict, match="decided already"):
        do(house, second(cast), adoptions.decide, made, "adopted", "Fine.", seen.fingerprint)
    view = do(house, cast.farid, policies.listing, writes=False)[0]
    assert (view.policy.name, view.state, view.why, view.decider) == ("2027-1", "declined", "Too short.", cast.grace.name)
    assert propose(house, cast) != made


def test_a_preview_that_is_no_longer_true_is_not_adopted(house, cast, tmp_path):
    with_policy(house, tmp_path / "home", SHORTER + "earlier: {sunset: 2027-06-30}\n")
    seen = do(house, cast.emi, policies.preview, "2027-1", writes=False)
    made = propose(house, cast)
    finish_course(house, cast.aiko)
    with pytest.raises(Conflict, match="look at the preview again"):
        do(house, second(cast), adoptions.decide, made, "adopted", "Agreed.", seen.fingerprint)
    assert do(house, cast.emi, policies.listing, writes=False)[0].state == "proposed"
    assert held(house, cast.aiko).until == date(2028, 3, 1)


def test_a_void_policy_ends_earlier_certificates_the_day_before_and_a_worker_killed_in_between_goes_on(house, cast, tmp_path, clock, monkeypatch):
    for who in (cast.aiko, cast.bayo, cast.daud):
        finish_course(house, who)
    with_policy(house, tmp_path / "home", SHORTER + "earlier: {void: 2027-07-01}\n")
    monkeypatch.setattr(adoptions, "BATCH", 2)
    shorten, count = policies.evidence.shorten, []

    def dying(*given):
        count.append(given)
        if len(count) == 2:
            raise KeyboardInterrupt
        return shorten(*given)

    monkeypatch.setattr(policies.evidence, "shorten", dying)
    with pytest.raises(KeyboardInterrupt):
        adopt(house, cast)
    assert do(house, cast.emi, policies.listing, writes=False)[0].waiting == 2
    jobs.release(house)
    work_off(house)
    view = do(house, cast.emi, policies.listing, writes=False)[0]
    assert (view.hits, view.waiting) == (3, 0) and len(count) == 4
    for who in (cast.aiko, cast.bayo, cast.daud):
        assert facts(house, who) == [(date(2026, 3, 2), date(2027, 6, 30))] and held(house, who).shortened == "2027-1"
    code = held(house, cast.aiko).code
    clock.forward(days=(date(2027, 6, 30) - date(2026, 3, 2)).days)
    assert do(house, cast.bayo, certificates.verify, code, writes=False).standing is Standing.VALID
    before = decoded(do(house, cast.bayo, badges.status, 1, writes=False))
    clock.forward(days=1)
    assert do(house, cast.bayo, certificates.verify, code, writes=False).standing is Standing.EXPIRED
    after = decoded(do(house, cast.bayo, badges.status, 1, writes=False))
    assert (before, after) == (0, 3)


def test_what_is_issued_between_adoption_and_the_first_day_is_earlier_too(house, cast, tmp_path, clock):
    with_policy(house, tmp_path / "home", SHORTER + "earlier: {sunset: 2027-06-30}\n")
    adopt(house, cast)
    finish_course(house, cast.aiko)
    one = held(house, cast.aiko)
    assert (one.snapshot.policy, one.snapshot.valid_until, one.until) == ("2026-1", date(2028, 3, 1), date(2027, 6, 30))
    clock.forward(days=305)
    finish_course(house, cast.bayo)
    one = held(house, cast.bayo)
    assert (one.snapshot.policy, one.until, one.shortened) == ("2027-1", date(2027, 12, 31), "")


def test_a_certificate_that_is_reinstated_keeps_the_sooner_end(house, cast, tmp_path):
    finish_course(house, cast.aiko)
    code = held(house, cast.aiko).code
    do(house, SYSTEM, certificates.change_state, code, State.REVOKED, "Mistake.")
    with_policy(house, tmp_path / "home", SHORTER + "earlier: {sunset: 2027-06-30}\n")
    adopt(house, cast)
    assert facts(house, cast.aiko) == []
    do(house, cast.emi, certificates.change_state, code, State.REINSTATED, "It was right.")
    assert facts(house, cast.aiko) == [(date(2026, 3, 2), date(2027, 6, 30))]


def test_what_came_too_late_or_was_changed_afterwards_is_refused(house, cast, tmp_path, clock):
    folder = with_policy(house, tmp_path / "home", SHORTER + "earlier: {sunset: 2027-01-31}\n")
    adopt(house, cast)
    (folder / "certificates" / "policies" / "2027-1.yaml").write_text(SHORTER)
    with pytest.raises(ContentErrors, match="a changed policy needs a new name"):
        do(house, SYSTEM, policies.install)
    with_policy(house, folder, SHORTER.replace("2027", "2026").replace("2026-1\n", "2026-0\n").replace("2026-01-01", "2026-02-01"), "2026-0")
    with pytest.raises(Conflict, match="later first day"):
        propose(house, cast, "2026-0")
    with_policy(house, folder, SHORTER.replace("2027", "2028") + "earlier: {sunset: 2028-01-31}\n", "2028-1")
    clock.forward(days=800)
    with pytest.raises(Conflict, match="has passed"):
        propose(house, cast, "2028-1")
