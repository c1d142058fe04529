"""What a new version of a requirement set would do to those who are listed, looked at before it is published."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from lms.domain.drafts import Turned, compared, turned
from lms.domain.languages import Words
from lms.domain.ledger import canonical
from lms.domain.requirements import RequirementSet, Situation, rules
from lms.services import facts, requirements
from lms.services.work import UnitOfWork
from lms.store import drafts

BATCH = 100
"""People looked at in one reading transaction."""
MOST_VERDICTS = 4_000
"""Answers that one preview works out; with many situations fewer people are looked at."""
MOST_NAMED = 50
SEAL = 32
"""Hex digits of the fingerprint that are the draft's own."""


@dataclass(frozen=True, slots=True)
class Affected:
    """A listed person for whom the answer turns, with the situations in which it does."""

    id: str
    name: str
    turned: tuple[Turned, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many gain and lose in one situation."""

    situation: Situation
    gain: int
    lose: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Who turns on the day. `looked`: people looked at, `more`: whether there are others; people are named up to fifty of each kind."""

    before: RequirementSet | None
    value: RequirementSet
    day: date
    looked: int
    more: bool
    counts: tuple[Count, ...]
    gain: int
    lose: int
    gaining: tuple[Affected, ...]
    losing: tuple[Affected, ...]
    texts: dict[str, Words]
    fingerprint: str


def weigh(uow: UnitOfWork, old: RequirementSet | None, new: RequirementSet) -> Preview:
    """The preview of a version against the one that governs without it; a step of looking, proposing and publishing."""
    here, day = compared(old, new), max(new.effective_from, uow.today)
    most = max(1, MOST_VERDICTS // len(here))
    found, looked, more = _look(uow, old, new, day, most)
    gaining = [one for one in found if any(each.gains for each in one.turned)]
    losing = [one for one in found if any(not each.gains for each in one.turned)]
    counts = tuple(_count(found, situation) for situation in here)
    texts = {rule.key: rule.text for value in (old, new) if value is not None for rule in rules(value.root)}
    who = [[one.id, [[dict(each.situation), list(each.before), list(each.now)] for each in one.turned]] for one in found]
    seals = [requirements.seal(new), requirements.seal(old) if old is not None else ""]
    print_ = seals[0][:SEAL] + sha256(canonical([*seals, str(day), looked, who])).hexdigest()[:SEAL]
    return Preview(
        old, new, day, looked, more, tuple(one for one in counts if one.gain or one.lose), len(gaining), len(losing), tuple(gaining[:MOST_NAMED]),
        tuple(losing[:MOST_NAMED]), texts, print_,
    )  # fmt: skip


def _look(uow: UnitOfWork, old: RequirementSet | None, new: RequirementSet, day: date, most: int) -> tuple[list[Affected], int, bool]:
    """Those who turn, how many were looked at, and whether there are more, in short reading transactions."""
    same, found, looked, after = requirements.equivalences(uow), [], 0, ""
    while looked < most:
        with uow.house.store.reading() as db:
            some = drafts.listed(db, after, min(BATCH, most - looked))
            for row in some:
                if changed := turned(old, new, facts.of_person(uow, row.id, at=db), same, day):
                    found.append(Affected(row.id, row.name, changed))
        if not some:
            return _by_name(found), looked, False
        looked, after = looked + len(some), some[-1].id
    with uow.house.store.reading() as db:
        return _by_name(found), looked, bool(drafts.listed(db, after, 1))


def _by_name(found: list[Affected]) -> list[Affected]:
    return sorted(found, key=lambda one: (one.name, one.id))


def _count(found: list[Affected], situation: Situation) -> Count:
    here = [each for one in found for each in one.turned if each.situation == situation]
    gain = sum(each.gains for each in here)
    return Count(situation, gain, len(here) - gain)
