"""Postings: a team kept for a day at a place, which turns with what is known; its people come and go, and everything is kept."""

from datetime import date

import pytest
from sqlalchemy import select

from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.services import consents, evidence, ledger, places, postings, privacy
from lms.store.postings import posting_acts
from tests.services.test_attempts import do
from tests.services.test_evidence import HEAT
from tests.services.test_teams import DAY, convoy  # noqa: F401
from tests.stage import PASSWORD


def keep(house, cast, *who, at="bridge-town", title="Convoy to the bridge"):
    ids = [getattr(cast, one).id for one in who]
    return do(house, cast.emi, postings.keep, "convoy", DAY, {}, at, person_ids=ids, title=title, reason="The rotation of September.")


def shown(house, actor, posting, search=""):
    return do(house, actor, postings.show, posting, search, writes=False)


def first_names(members):
    return [one.name.split()[0].lower() for one in members]


def test_a_posting_turns_with_the_level_of_its_place_until_a_practical_holder_joins(house, cast, convoy):  # noqa: F811
    do(house, cast.emi, evidence.add, cast.daud.id, **HEAT)
    kept, elsewhere = keep(house, cast, "aiko", "bayo"), keep(house, cast, "aiko", at="")
    assert shown(house, cast.farid, kept).team.ready
    do(house, cast.emi, places.set_level, "bridge-town", 3, date(2026, 8, 15), "Two ambushes on the road.")
    now = shown(house, cast.farid, kept)
    assert not now.team.ready and [one.rule.key for one in now.team.rules if one.keeps_back] == ["practical"]
    (mark,) = do(house, cast.farid, postings.at_places, "bridge-town", writes=False)["bridge-town"]
    assert (mark.id, mark.ready, mark.turned) == (kept, False, True)
    (unasked,) = do(house, cast.farid, postings.at_places, "", writes=False)["bridge-town"]
    assert (unasked.ready, unasked.turned) == (None, False)
    do(house, cast.emi, postings.shortlist, kept, [cast.daud.id], "Has the practical.")
    assert not shown(house, cast.emi, kept).team.ready
    do(house, cast.emi, postings.move, kept, cast.daud.id, postings.PostingAct.JOINED, "")
    assert shown(house, cast.emi, kept).team.ready and shown(house, cast.emi, elsewhere).team.ready
    (ready,) = do(house, cast.farid, postings.at_places, "bridge-town", writes=False)["bridge-town"]
    assert ready.ready and not ready.turned


def test_who_withdraws_consent_vanishes_from_the_posting_with_what_was_said_of_them_still_kept(house, cast, convoy):  # noqa: F811
    kept = keep(house, cast, "aiko", "bayo")
    do(house, cast.bayo, consents.change, False)
    page = shown(house, cast.emi, kept, "a")
    assert first_names(page.team.members) == ["aiko"] and page.unlisted == 1 and "Bayo" not in repr(page)
    assert [one.name for one in page.history] == ["", "Aiko Tanaka"] and [one.name for one in page.found] == ["Chiara Rossi", "Daud Rahimi"]
    with pytest.raises(NotFound, match="not on the roster"):
        do(house, cast.emi, postings.move, kept, cast.bayo.id, postings.PostingAct.LEFT, "Ill.")
    do(house, cast.bayo, privacy.erase_own, PASSWORD)
    with house.store.reading() as db:
        assert list(db.scalars(select(posting_acts.c.person_id))) == [cast.aiko.id]
    assert shown(house, cast.emi, kept).unlisted == 0


def test_every_act_is_kept_with_its_reason_and_the_ledger_has_who_joined_and_left(house, cast, convoy):  # noqa: F811
    act, kept = postings.PostingAct, keep(house, cast, "aiko")
    assert do(house, cast.emi, postings.shortlist, kept, [cast.aiko.id, cast.bayo.id, cast.emi.id], "Speaks French.") == 1
    with pytest.raises(Invalid, match="reason"):
        do(house, cast.emi, postings.move, kept, cast.aiko.id, act.LEFT, " ")
    do(house, cast.emi, postings.move, kept, cast.aiko.id, act.SHORTLISTED, "")
    do(house, cast.emi, postings.move, kept, cast.aiko.id, act.LEFT, "Is ill.")
    with pytest.raises(Conflict, match="changed meanwhile"):
        do(house, cast.emi, postings.move, kept, cast.aiko.id, act.LEFT, "Is ill.")
    page = shown(house, cast.farid, kept)
    assert [(one.name[:4], one.act.value, one.reason) for one in page.history] == [
        ("Aiko", "left", "Is ill."), ("Aiko", "shortlisted", ""), ("Bayo", "shortlisted", "Speaks French."), ("Aiko", "joined", ""),
    ]  # fmt: skip
    assert first_names(page.shortlist) == ["bayo"] and page.team.members == () and not page.team.ready
    do(house, cast.emi, postings.turn, kept, postings.PostingState.CLOSED, "Filled by another team.")
    assert shown(house, cast.farid, kept).reason == "Filled by another team."
    with pytest.raises(Conflict, match="closed"):
        do(house, cast.emi, postings.shortlist, kept, [cast.daud.id], "")
    told = [one for one in do(house, cast.farid, ledger.page, writes=False) if one.action.startswith("postings.")]
    assert [(one.action, one.details.get("state", "")) for one in told] == [
        ("postings.close", ""), ("postings.change", "left"), ("postings.change", "shortlisted"), ("postings.change", "joined"), ("postings.open", ""),
    ]  # fmt: skip
    assert told[1].details["reason"] == "Is ill." and told[0].details["reason"] == "Filled by another team."


def test_a_posting_needs_a_title_a_reason_a_day_to_come_and_a_registrar(house, cast, convoy):  # noqa: F811
    with pytest.raises(Invalid) as fault:
        do(house, cast.emi, postings.keep, "convoy", date(2026, 3, 1), {}, "", person_ids=[], title="x", reason="")
    assert set(fault.value.problems) == {"title", "reason", "day"}
    with pytest.raises(NotFound, match="no such place"):
        keep(house, cast, "aiko", at="nowhere")
    with pytest.raises(Forbidden):
        do(house, cast.farid, postings.keep, "convoy", DAY, {}, "", person_ids=[], title="Convoy", reason="The rotation.")
    kept = keep(house, cast, "aiko", "chiara")
    assert [(one.title, one.people, one.open) for one in do(house, cast.farid, postings.listing, writes=False)] == [("Convoy to the bridge", 2, True)]
    assert [one.id for one in do(house, cast.emi, postings.offered, "convoy", writes=False)] == [kept]
    assert do(house, cast.emi, postings.offered, "driver", writes=False) == ()
