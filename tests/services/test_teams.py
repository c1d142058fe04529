"""A team for a posting, told as the registrar would tell it."""

from datetime import date

import pytest

from lms.content.compiled import pack_set
from lms.domain.people import SYSTEM
from lms.domain.requirements import Basis, Condition, Group, GroupKind, RequirementSet, Rule, RuleKind, Scope, Strength, When
from lms.errors import Forbidden, Invalid, NotFound
from lms.services import consents, evidence, teams
from lms.services.work import work_in
from lms.store import requirements as store
from tests.services.test_attempts import do, finish_course
from tests.services.test_evidence import HEAT
from tests.services.test_roster import agree

DAY = date(2026, 9, 1)
COURSE = Rule("course", RuleKind.CERTIFICATE, {"en": "Field basics"}, ("field-basics",))
PRACTICAL = Rule(
    "practical", RuleKind.CERTIFICATE, {"en": "At least one member has the practical"}, ("HEAT",), when=(When("danger_level", at_least=3),), scope=Scope.TEAM
)
WISH = Rule("wish", RuleKind.MEDICAL, {"en": "A medic"}, ("medic",), scope=Scope.TEAM, strength=Strength.SHOULD)
HEARD = Rule("heard", RuleKind.MEDICAL, {"en": "Two medics"}, ("medic",), scope=Scope.TEAM, min_count=2, status=Basis.HEARD)


@pytest.fixture
def convoy(house, cast):
    """A duty whose team needs one holder of the practical where the danger level is 3 or more; Aiko, Bayo and Daud have the course."""
    duty = RequirementSet(
        "convoy", 1, {"en": "Convoy"}, date(2025, 1, 1), Group(GroupKind.ALL_OF, (COURSE, PRACTICAL, WISH, HEARD)),
        conditions=(Condition("danger_level", {"en": "Danger level"}, (0, 1, 2, 3, 4), 0),),
    )  # fmt: skip
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.asked = True
        store.add(
            uow.db, id=uow.new_id(), key="convoy", version=1, seal="x", body=pack_set(duty), recorded_at=uow.now, effective_from=duty.effective_from,
            effective_until=None,
        )  # fmt: skip
    house.shelf.pop("sets", None)
    for who in (cast.aiko, cast.bayo, cast.daud):
        finish_course(house, who)
    agree(house, cast)


def team(house, cast, level, *who):
    ids = [getattr(cast, one).id for one in who]
    return do(house, cast.emi, teams.check, "convoy", ids, DAY, {"danger_level": level}, writes=False)


def test_the_danger_level_goes_from_2_to_3_and_a_team_without_a_practical_holder_is_not_ready_until_one_joins(house, cast, convoy):
    do(house, cast.emi, evidence.add, cast.daud.id, **HEAT)
    assert team(house, cast, 2, "aiko", "bayo").ready
    alone = team(house, cast, 3, "aiko", "bayo")
    assert not alone.ready and not any(one.missing for one in alone.members)
    assert [(one.rule.key, one.members) for one in alone.rules if one.keeps_back] == [("practical", ())]
    joined = team(house, cast, 3, "aiko", "bayo", "daud")
    assert joined.ready and next(one for one in joined.rules if one.rule.key == "practical").members == ("Daud Rahimi",)


def test_a_wish_and_hearsay_keep_no_team_back(house, cast, convoy):
    found = team(house, cast, 0, "aiko")
    assert found.ready and {one.rule.key: one.met for one in found.rules} == {"wish": False, "heard": False}


def test_one_member_who_may_not_go_keeps_the_team_back_with_the_reason(house, cast, convoy):
    found = team(house, cast, 0, "aiko", "chiara")
    assert not found.ready and {one.name: one.missing for one in found.members} == {"Aiko Tanaka": (), "Chiara Rossi": ("course",)}


def test_only_people_on_the_roster_are_taken_into_a_team(house, cast, convoy):
    do(house, cast.bayo, consents.change, False)
    found = team(house, cast, 0, "aiko", "bayo", "aiko")
    assert [one.name for one in found.members] == ["Aiko Tanaka"] and found.unlisted == 1
    none = do(house, cast.emi, teams.check, "convoy", ["nobody", "'; --"], DAY, writes=False)
    assert (none.members, none.ready, none.unlisted) == ((), False, 2)


def test_a_team_has_at_most_twenty_people_and_a_duty(house, cast, convoy):
    with pytest.raises(Invalid) as fault:
        do(house, cast.emi, teams.check, "convoy", [str(number) for number in range(21)], DAY, writes=False)
    assert "at most 20" in str(fault.value.problems["person"])
    with pytest.raises(NotFound):
        do(house, cast.emi, teams.check, "pilot", [], DAY, writes=False)
    with pytest.raises(Forbidden):
        do(house, cast.aiko, teams.check, "convoy", [], DAY, writes=False)


def test_emi_chooses_two_people_and_reads_why_they_may_not_go_together(house, cast, convoy, visit):
    address = "&".join(["/en/roster/teams?duty=convoy&day=2026-09-01&p-danger_level=3", *(f"person={getattr(cast, one).id}" for one in ("aiko", "bayo"))])
    page = visit("emi").open(address)
    assert page.has("Not ready to go on September 1, 2026.") and page.has("At least one member has the practical") and page.has("nobody has it.")
    do(house, cast.emi, evidence.add, cast.bayo.id, **HEAT)
    assert page.open(address).has("Ready: this team may go on September 1, 2026.")
    assert page.follow("Choose more people").has("Daud Rahimi") and page.press("Check those chosen as a team").has("Ready: this team")
