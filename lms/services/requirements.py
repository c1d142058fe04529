"""Requirement sets: taken from the folder as versions that are never changed, and found again."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lms.content.compiled import pack_set, unpack_set
from lms.content.credentials import read_credentials, read_equivalences
from lms.content.requirements import read_requirements
from lms.domain.drafts import Changes, changes
from lms.domain.evidence import Equivalence
from lms.domain.languages import Words, say
from lms.domain.ledger import canonical
from lms.domain.permissions import Action
from lms.domain.requirements import RequirementSet, in_force
from lms.domain.soundness import Known
from lms.errors import ContentError, ContentErrors
from lms.services import editions
from lms.services.work import UnitOfWork, existing
from lms.store import drafts, jobs, people, requirements

FRESH = timedelta(seconds=30)
NO_DUTY = say("There is no such duty.")
SAME = "recompute:equivalences:"
"""How the jobs begin that bring everybody to changed equivalences; they end with a hash of these."""


@dataclass(frozen=True, slots=True)
class StoredSet:
    """A version of a set as it is kept."""

    id: str
    seal: str
    value: RequirementSet
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class DutyVersions:
    """A duty with its versions, the newest first, and the draft of the next one where there is one."""

    key: str
    title: Words
    versions: tuple[StoredSet, ...]
    governing: int | None
    draft: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version as staff read it: what it changes against an earlier one, how far people follow it, who published it and why."""

    duty: DutyVersions
    value: RequirementSet
    seal: str
    recorded_at: datetime
    against: RequirementSet | None
    changes: Changes | None
    following: tuple[int, int] | None
    drafted_by: str
    published_by: str
    reason: str


def listing(uow: UnitOfWork) -> tuple[DutyVersions, ...]:
    """Every duty with its versions."""
    uow.authorize(Action.READ_REQUIREMENTS)
    return _duties(uow)


def show(uow: UnitOfWork, key: str, number: int, against: int | None = None) -> VersionView:
    """A version, and what differs from an earlier one, the one before it unless said."""
    uow.authorize(Action.READ_REQUIREMENTS)
    duty = existing(next((one for one in _duties(uow) if one.key == key), None), NO_DUTY)
    found = existing(next((one for one in duty.versions if one.value.version == number), None), say("There is no such version."))
    earlier = [one.value for one in duty.versions if one.value.version < number and against in (None, one.value.version)]
    other = earlier[0] if earlier else None
    row = drafts.published(uow.db, key, number)
    drafted, published = (existing(people.get(uow.db, one)).name for one in (row.proposed_by, row.decided_by)) if row else ("", "")
    return VersionView(
        duty, found.value, found.seal, found.recorded_at, other, changes(other, found.value) if other else None, following(uow, found.id), drafted,
        published, row.reason if row else "",
    )  # fmt: skip


def _duties(uow: UnitOfWork) -> tuple[DutyVersions, ...]:
    sets, waiting = stored(uow, certain=True), {row.key: row.id for row in drafts.standing(uow.db)}
    found = []
    for key in dict.fromkeys(one.value.key for one in sets):
        mine = tuple(sorted((one for one in sets if one.value.key == key), key=lambda one: -one.value.version))
        now = in_force(tuple(one.value for one in mine), key, uow.today)
        found.append(DutyVersions(key, mine[0].value.title, mine, now.version if now else None, waiting.get(key, "")))
    return tuple(found)


def install(uow: UnitOfWork) -> tuple[str, ...]:
    """Take the folder's sets into the database; gives `key version` of the new ones.

    A version that is there already with other rules is refused: give the file the next version number.
    """
    uow.authorize(Action.SET_REQUIREMENTS)
    new = []
    for value in read_requirements(uow.house.home / "eligibility", nameable(uow)):
        sealed = seal(value)
        there = requirements.version(uow.db, value.key, value.version)
        if there is None:
            add(uow, value, sealed)
            new.append(f"{value.key} {value.version}")
        elif there.seal != sealed:
            reason = f"version {value.version} is in force with other rules; a changed set needs a new version number"
            raise ContentErrors((ContentError(f"eligibility/requirements/{value.key}.yaml", None, reason),))
    _follow_equivalences(uow)
    return tuple(new)


def add(uow: UnitOfWork, value: RequirementSet, sealed: str) -> str:
    """Keep a new version, and have everybody's spans follow it; a step of installing and of publishing. Gives its id."""
    set_id = uow.new_id()
    requirements.add(
        uow.db, id=set_id, key=value.key, version=value.version, seal=sealed, body=pack_set(value), recorded_at=uow.now,
        effective_from=value.effective_from, effective_until=value.effective_until,
    )  # fmt: skip
    uow.record(Action.SET_REQUIREMENTS, set_id, key=value.key, version=value.version, seal=sealed)
    uow.house.shelf.pop("sets", None)
    if people.anybody(uow.db):
        uow.later("recompute", f"recompute:{set_id}:", set=set_id, after="")
    return set_id


def seal(value: RequirementSet) -> str:
    """The fingerprint of a version's rules."""
    return hashlib.sha256(canonical(pack_set(value))).hexdigest()


def following(uow: UnitOfWork, set_id: str) -> tuple[int, int] | None:
    """How many people's spans follow a version by now, and how many people there are; None once all do."""
    job = jobs.unfinished(uow.db, f"recompute:{set_id}:")
    return people.counted(uow.db, job.payload["after"]) if job else None


def stored(uow: UnitOfWork, certain: bool = False) -> tuple[StoredSet, ...]:
    """Every version in force or to come; looked up again after half a minute, since another process may publish.

    `certain`: also when there are more or fewer by now, which costs a statement.
    """
    kept: tuple[datetime, tuple[StoredSet, ...]] | None = uow.house.shelf.get("sets")
    with uow.look() as db:
        if kept and uow.now - kept[0] < FRESH and not (certain and requirements.count(db) != len(kept[1])):
            return kept[1]
        found = tuple(StoredSet(row.id, row.seal, unpack_set(row.body), row.recorded_at) for row in requirements.all_versions(db))
    uow.house.shelf["sets"] = (uow.now, found)
    return found


def current(uow: UnitOfWork, day: date | None = None) -> tuple[RequirementSet, ...]:
    """For each duty the version that governs departures on a day, today when none is given."""
    sets = tuple(one.value for one in stored(uow))
    keys = dict.fromkeys(one.key for one in sets)
    return tuple(found for key in keys if (found := in_force(sets, key, day or uow.today)))


def governing(uow: UnitOfWork, key: str, day: date, known: datetime | None = None) -> StoredSet | None:
    """The version of a duty that governs departures on a day, of those that had been recorded before an instant."""
    there = tuple(one for one in stored(uow) if known is None or one.recorded_at < known)
    found = in_force(tuple(one.value for one in there), key, day)
    return next((one for one in there if one.value is found), None)


def equivalences(uow: UnitOfWork) -> tuple[Equivalence, ...]:
    """Which outside names count as which; read once, since the folder changes with the code."""
    shelf = uow.house.shelf
    if "equivalences" not in shelf:
        shelf["equivalences"] = read_equivalences(uow.house.home / "eligibility")
    return shelf["equivalences"]


def nameable(uow: UnitOfWork) -> Known:
    """What rules may name: the newest edition of each course, and the credentials of the folder."""
    there = editions.every_latest(uow)
    courses = {one.course.key: one.course.family for one in there}
    modules = frozenset(f"{one.course.key}/{module.key}" for one in there for module in one.course.modules)
    validity = {one.course.key: one.course.validity_months for one in there if one.course.validity_months is not None}
    return Known(courses, modules, read_credentials(uow.house.home / "eligibility"), validity)


def _follow_equivalences(uow: UnitOfWork) -> None:
    """Bring everybody's spans to what counts as what now, where that is not what it was the last time."""
    said = [[one.name, one.counts_as, str(one.valid_from), str(one.valid_until)] for one in equivalences(uow)]
    seal = hashlib.sha256(canonical(said)).hexdigest()
    last = jobs.newest(uow.db, SAME)
    if people.anybody(uow.db) and (last is None or not last.once.endswith(seal)):
        uow.later("recompute", f"{SAME}{uow.new_id()}:{seal}")
