"""Requirement sets: taken from the folder as versions that are never changed, and found again."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lms.content.compiled import pack_set, unpack_set
from lms.content.credentials import read_credentials, read_equivalences
from lms.content.requirements import read_requirements
from lms.domain.evidence import Equivalence
from lms.domain.ledger import canonical
from lms.domain.permissions import Action
from lms.domain.requirements import RequirementSet, in_force
from lms.domain.soundness import Known
from lms.errors import ContentError, ContentErrors
from lms.services import editions
from lms.services.work import UnitOfWork
from lms.store import jobs, people, requirements

FRESH = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class StoredSet:
    """A version of a set as it is kept."""

    id: str
    seal: str
    value: RequirementSet
    recorded_at: datetime


def install(uow: UnitOfWork) -> tuple[str, ...]:
    """Take the folder's sets into the database; gives `key version` of the new ones.

    A version that is there already with other rules is refused: give the file the next version number.
    """
    uow.authorize(Action.SET_REQUIREMENTS)
    new = []
    for value in read_requirements(uow.house.home / "eligibility", known(uow)):
        sealed = seal(value)
        there = requirements.version(uow.db, value.key, value.version)
        if there is None:
            add(uow, value, sealed)
            new.append(f"{value.key} {value.version}")
        elif there.seal != sealed:
            reason = f"version {value.version} is in force with other rules; a changed set needs a new version number"
            raise ContentErrors((ContentError(f"eligibility/requirements/{value.key}.yaml", None, reason),))
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
    if kept and uow.now - kept[0] < FRESH and not (certain and requirements.count(uow.db) != len(kept[1])):
        return kept[1]
    found = tuple(StoredSet(row.id, row.seal, unpack_set(row.body), row.recorded_at) for row in requirements.all_versions(uow.db))
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


def known(uow: UnitOfWork) -> Known:
    """What rules may name: the newest edition of each course, and the credentials of the folder."""
    there = editions.every_latest(uow)
    courses = {one.course.key: one.course.family for one in there}
    modules = frozenset(f"{one.course.key}/{module.key}" for one in there for module in one.course.modules)
    validity = {one.course.key: one.course.validity_months for one in there if one.course.validity_months is not None}
    return Known(courses, modules, read_credentials(uow.house.home / "eligibility"), validity)
