"""A team for a posting: whether each of its people may go, and whether they may go together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lms.domain.eligibility import evaluate, keeps_back, missing_rules, team_proofs
from lms.domain.identifiers import is_uuid
from lms.domain.languages import Words, say
from lms.domain.permissions import Action
from lms.domain.places import Place
from lms.domain.postings import TEAM
from lms.domain.requirements import RequirementSet, Rule, Value, filled, rules
from lms.errors import Invalid
from lms.services import facts, places, requirements
from lms.services.work import UnitOfWork, existing
from lms.store import roster

MEMBERS = TEAM


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, with the keys of the rules that keep them back."""

    id: str
    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamRule:
    """A rule for the whole team: who satisfies it, whether they are enough, and whether the team must stay for it."""

    rule: Rule
    members: tuple[str, ...]
    met: bool
    keeps_back: bool


@dataclass(frozen=True, slots=True)
class Team:
    """A team on a day at a place. `ready`: everybody may go, and they may go together; `unlisted`: chosen, and not on the roster."""

    requirements: RequirementSet
    situation: Mapping[str, Value]
    day: date
    members: tuple[Member, ...]
    rules: tuple[TeamRule, ...]
    ready: bool
    unlisted: int
    texts: Mapping[str, Words]
    at: str
    places: tuple[Place, ...]


def check(
    uow: UnitOfWork, duty: str, person_ids: Sequence[str], day: date | None = None, place: Mapping[str, Value] | None = None, at: str = ""
) -> Team:
    """The team of these people for a departure day (today when none is given) at a place (`at`: its key); raises Invalid for more than twenty."""
    uow.authorize(Action.READ_ROSTER)
    chosen = tuple(dict.fromkeys(person_ids))
    if len(chosen) > MEMBERS:
        raise Invalid(person=say("A team has at most %(most)s people.", most=MEMBERS))
    return together(uow, duty, chosen, day or uow.today, place or {}, at)


def together(uow: UnitOfWork, duty: str, chosen: Sequence[str], on: date, place: Mapping[str, Value], at: str) -> Team:
    """These people as a team; a step of checking one, and of showing a posting."""
    found = existing(requirements.governing(uow, duty, on), say("There is no such duty.")).value
    here, same = filled(found, places.there(uow, found, place, at, on)), requirements.equivalences(uow)
    names = roster.listed(uow.db, [one for one in chosen if is_uuid(one)])
    known = {one: facts.of_person(uow, one) for one in names}
    members = tuple(Member(one, names[one], missing_rules(evaluate(found, has, same, here, on).proof)) for one, has in known.items())
    proofs = team_proofs(found, known, same, here, on)
    shown = tuple(TeamRule(one.rule, tuple(names[who] for who in one.members), one.met, keeps_back(one)) for one in proofs)
    ready = bool(members) and not any(one.missing for one in members) and not any(one.keeps_back for one in shown)
    texts = {rule.key: rule.text for rule in rules(found.root)}
    return Team(found, here, on, members, shown, ready, len(chosen) - len(members), texts, at, places.every(uow))
