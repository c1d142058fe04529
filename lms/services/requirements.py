"""Requirement sets: taken from the folder as versions that are never changed, and found again."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

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
SAME = "recompute:equivalences:"
"""How the jobs begin that bring everybody to changed equivalences; they end with a hash of these."""


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
    folder = uow.house.home / "eligibility"
    new = []
    for value in _read(uow, folder):
        body = pack_set(value)
        sealed = hashlib.sha256(canonical(body)).hexdigest()
        there = requirements.version(uow.db, value.key, value.version)
        if there is None:
            set_id = uow.new_id()
            requirements.add(
                uow.db, id=set_id, key=value.key, version=value.version, seal=sealed, body=body, recorded_at=uow.now,
                effective_from=value.effective_from, effective_until=value.effective_until,
            )  # fmt: skip
            uow.record(Action.SET_REQUIREMENTS, set_id, key=value.key, version=value.version, seal=sealed)
            new.append(f"{value.key} {value.version}")
        elif there.seal != sealed:
            reason = f"version {value.version} is in force with other rules; a changed set needs a new version number"
            raise ContentErrors((ContentError(f"eligibility/requirements/{value.key}.yaml", None, reason),))
    if new:
        uow.house.shelf.pop("sets", None)
        if people.anybody(uow.db):
            uow.later("recompute", f"recompute:{' '.join(new)}")
    _follow_equivalences(uow)
    return tuple(new)


def stored(uow: UnitOfWork) -> tuple[StoredSet, ...]:
    """Every version in force or to come; looked up again after half a minute, since another process may install."""
    kept: tuple[datetime, tuple[StoredSet, ...]] | None = uow.house.shelf.get("sets")
    if kept and uow.now - kept[0] < FRESH:
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


def _follow_equivalences(uow: UnitOfWork) -> None:
    """Bring everybody's spans to what counts as what now, where that is not what it was the last time."""
    said = [[one.name, one.counts_as, str(one.valid_from), str(one.valid_until)] for one in equivalences(uow)]
    seal = hashlib.sha256(canonical(said)).hexdigest()
    last = jobs.newest(uow.db, SAME)
    if people.anybody(uow.db) and (last is None or not last.once.endswith(seal)):
        uow.later("recompute", f"{SAME}{uow.new_id()}:{seal}")


def _read(uow: UnitOfWork, folder: Path) -> tuple[RequirementSet, ...]:
    known = editions.every_latest(uow)
    courses = {one.course.key: one.course.family for one in known}
    modules = frozenset(f"{one.course.key}/{module.key}" for one in known for module in one.course.modules)
    return read_requirements(folder, Known(courses, modules, read_credentials(folder)))
