"""Drafts of requirement sets: a registrar writes, everybody sees what would change, another registrar confirms."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lms.content.requirements import parse_requirements
from lms.content.set_writer import write_requirements
from lms.domain.drafts import Changes, changes, with_rule, without_rule
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.domain.requirements import Group, RequirementSet, Rule, in_force, rules
from lms.errors import Conflict, ContentError, ContentErrors, Invalid
from lms.services import previews, requirements
from lms.services.previews import Preview
from lms.services.work import UnitOfWork, existing
from lms.store import drafts, people

LARGEST = 100_000
"""Characters of a draft."""
MOVED = say("Somebody else has changed this draft since you opened it. What you typed is still here: compare it with the draft, and save again.")
NONE = say("There is no such draft.")


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft. `value` is None while it has `faults`; `base`: the version it follows; `mine`: whether the reader had a hand in it."""

    id: str
    key: str
    version: int
    text: str
    revision: int
    state: str
    changed_at: datetime
    reason: str
    by: str
    mine: bool
    faults: tuple[ContentError, ...]
    value: RequirementSet | None
    base: RequirementSet
    changes: Changes | None
    clean: bool


def begin(uow: UnitOfWork, key: str) -> str:
    """The draft of a duty's next version, which others may have begun; gives its id. A duty that has ended may be drafted anew."""
    uow.authorize(Action.DRAFT_REQUIREMENTS)
    base = _newest(uow, key)
    if there := drafts.standing(uow.db, key):
        return str(there[0].id)
    start = max(uow.today + timedelta(days=1), base.effective_from)
    until = base.effective_until if base.effective_until and base.effective_until >= start else None
    text = write_requirements(_numbered(base, base.version + 1, start, until))
    draft_id = uow.new_id()
    drafts.add(
        uow.db, id=draft_id, key=key, version=base.version + 1, text=text, revision=1, hands=[uow.actor.id], state="open", made_at=uow.now,
        made_by=uow.actor.id, changed_at=uow.now,
    )  # fmt: skip
    uow.record(Action.DRAFT_REQUIREMENTS, draft_id, key=key, version=base.version + 1, act="begin")
    return draft_id


def show(uow: UnitOfWork, draft_id: str) -> DraftView:
    """A draft with what is wrong with it, and what it changes."""
    uow.authorize(Action.READ_REQUIREMENTS)
    return _view(uow, existing(drafts.get(uow.db, draft_id), NONE))


def check(uow: UnitOfWork, key: str, text: str) -> tuple[ContentError, ...]:
    """What is wrong with a text that is not saved."""
    uow.authorize(Action.READ_REQUIREMENTS)
    return _read(uow, key, text)[1]


def save(uow: UnitOfWork, draft_id: str, text: str, revision: int) -> None:
    """Keep the whole text, also while it has faults. A draft that was proposed is open again, since it is another one now."""
    uow.authorize(Action.DRAFT_REQUIREMENTS)
    if len(text) > LARGEST:
        raise Invalid(text=say("A set has at most %(most)s characters.", most=LARGEST))
    _keep(uow, _mine(uow, draft_id, revision), text.replace("\r\n", "\n"))


def change(uow: UnitOfWork, draft_id: str, rule: Rule, revision: int) -> None:
    """Put a rule in the place of the one of its key. Raises Invalid with what the reader finds wrong, and keeps nothing then."""
    uow.authorize(Action.DRAFT_REQUIREMENTS)
    row = _mine(uow, draft_id, revision)
    _rewrite(uow, row, with_rule(_whole(uow, row), rule))


def remove(uow: UnitOfWork, draft_id: str, key: str, revision: int) -> None:
    """Take a rule out, and a group that has nothing left. Raises Invalid when the set cannot be without it."""
    uow.authorize(Action.DRAFT_REQUIREMENTS)
    row = _mine(uow, draft_id, revision)
    _rewrite(uow, row, without_rule(_whole(uow, row), key))


def discard(uow: UnitOfWork, draft_id: str) -> None:
    """Give a draft up; its text is kept and no longer offered."""
    uow.authorize(Action.DRAFT_REQUIREMENTS)
    row = _open(drafts.hold(uow.db, draft_id))
    drafts.change(uow.db, draft_id, uow.now, state="discarded", decided_at=uow.now, decided_by=uow.actor.id)
    uow.record(Action.DRAFT_REQUIREMENTS, draft_id, key=row.key, version=row.version, act="discard")


def preview(uow: UnitOfWork, draft_id: str) -> Preview:
    """Who of those listed would gain and who would lose; nothing is done yet. Raises Conflict for a draft with faults."""
    uow.authorize(Action.READ_REQUIREMENTS)
    row = existing(drafts.get(uow.db, draft_id), NONE)
    return previews.weigh(uow, *_versions(uow, row))


def propose(uow: UnitOfWork, draft_id: str, reason: str, fingerprint: str) -> None:
    """Ask another registrar to publish what was previewed. Raises Conflict when it is something else by now."""
    uow.authorize(Action.DRAFT_REQUIREMENTS)
    said = reason.strip()
    if not 3 <= len(said) <= 500:
        raise Invalid(reason=say("Say why the rules change, in 3 to 500 characters. The reason is kept for ever."))
    _same(uow, draft_id, fingerprint)
    row = _open(drafts.hold(uow.db, draft_id))
    _unmoved(uow, row, fingerprint)
    hands = sorted({*row.hands, uow.actor.id})
    drafts.change(
        uow.db, draft_id, uow.now, state="proposed", reason=said, fingerprint=fingerprint, hands=hands, proposed_at=uow.now, proposed_by=uow.actor.id
    )
    uow.record(Action.DRAFT_REQUIREMENTS, draft_id, key=row.key, version=row.version, act="propose", reason=said, fingerprint=fingerprint)


def publish(uow: UnitOfWork, draft_id: str, fingerprint: str) -> tuple[str, int]:
    """Make a proposed draft the next version, for ever; gives its key and number. Nobody publishes what they had a hand in."""
    with uow.look() as db:
        row = existing(drafts.get(db, draft_id), NONE)
    uow.authorize(Action.PUBLISH_REQUIREMENTS, uow.actor.id if uow.actor.id in row.hands else row.made_by)
    _same(uow, draft_id, fingerprint)
    row = _open(drafts.hold(uow.db, draft_id))
    if row.state != "proposed":
        raise Conflict(say("This draft is not proposed. Whoever wrote it proposes it first."))
    if uow.actor.id in row.hands:
        raise Conflict(MOVED)
    value = _unmoved(uow, row, fingerprint)
    set_id = requirements.add(uow, value, requirements.seal(value))
    drafts.change(uow.db, draft_id, uow.now, state="published", fingerprint=fingerprint, decided_at=uow.now, decided_by=uow.actor.id)
    uow.record(Action.PUBLISH_REQUIREMENTS, set_id, key=row.key, version=row.version, draft=draft_id, drafted_by=row.hands, reason=row.reason)
    return row.key, row.version


def _newest(uow: UnitOfWork, key: str) -> RequirementSet:
    found = [one.value for one in requirements.stored(uow, certain=True) if one.value.key == key]
    return existing(max(found, key=lambda one: one.version, default=None), say("There is no such duty."))


def _numbered(value: RequirementSet, version: int, start: Any, until: Any) -> RequirementSet:
    return RequirementSet(value.key, version, value.title, start, value.root, until, value.conditions, value.sources)


def _read(uow: UnitOfWork, key: str, text: str) -> tuple[RequirementSet | None, tuple[ContentError, ...]]:
    """A text by the reader of the folder, and the faults that only a new version can have."""
    path, base = f"{key}.yaml", _newest(uow, key)
    try:
        value = parse_requirements(text.encode(), path, requirements.nameable(uow))
    except ContentErrors as wrong:
        return None, wrong.faults
    lines = {line.partition(":")[0]: number for number, line in enumerate(text.split("\n"), 1)}
    found = []
    if value.version != base.version + 1:
        found.append(ContentError(path, lines.get("version"), f"version {base.version} is the newest; the next one is version {base.version + 1}"))
    if value.effective_from < uow.today:
        said = f"it begins on {value.effective_from}, in the past; what was asked then cannot be changed, so begin on {uow.today} or later"
        found.append(ContentError(path, lines.get("effective_from"), said))
    return (None if found else value), tuple(found)


def _view(uow: UnitOfWork, row: Any) -> DraftView:
    base, (value, faults) = _newest(uow, row.key), _read(uow, row.key, row.text)
    by = existing(people.get(uow.db, row.proposed_by or row.made_by)).name
    told = changes(base, value) if value is not None else None
    clean = value is not None and write_requirements(value) == row.text
    return DraftView(
        row.id, row.key, row.version, row.text, row.revision, row.state, row.changed_at, row.reason or "", by, uow.actor.id in row.hands, faults,
        value, base, told, clean,
    )  # fmt: skip


def _open(row: Any) -> Any:
    found = existing(row, NONE)
    if found.state not in ("open", "proposed"):
        raise Conflict(say("This draft is closed. Begin a new version."))
    return found


def _mine(uow: UnitOfWork, draft_id: str, revision: int) -> Any:
    row = _open(drafts.hold(uow.db, draft_id))
    if row.revision != revision:
        raise Invalid(text=MOVED)
    return row


def _keep(uow: UnitOfWork, row: Any, text: str) -> None:
    drafts.change(uow.db, row.id, uow.now, text=text, state="open", hands=sorted({*row.hands, uow.actor.id}))


def _whole(uow: UnitOfWork, row: Any) -> RequirementSet:
    value, _ = _read(uow, row.key, row.text)
    if value is None:
        raise Invalid(text=say("Mend the faults of the text first; the form writes the whole text anew."))
    return value


def _rewrite(uow: UnitOfWork, row: Any, value: RequirementSet) -> None:
    if not isinstance(value.root, Group) or not list(rules(value.root)):
        raise Invalid(text=say("A set has at least one rule."))
    text = write_requirements(value)
    _, faults = _read(uow, row.key, text)
    if faults:
        raise Invalid(text=" ".join(one.reason for one in faults))
    _keep(uow, row, text)


def _versions(uow: UnitOfWork, row: Any) -> tuple[RequirementSet | None, RequirementSet]:
    """What governs on the day the draft takes effect, and the draft."""
    value, _ = _read(uow, row.key, row.text)
    if value is None:
        raise Conflict(say("The draft has faults. Mend them first."))
    return in_force(tuple(one.value for one in requirements.stored(uow)), row.key, value.effective_from), value


def _same(uow: UnitOfWork, draft_id: str, fingerprint: str) -> None:
    """Refuse what is no longer what was shown; looked at before anything is held."""
    with uow.look() as db:
        row = _open(drafts.get(db, draft_id))
    if previews.weigh(uow, *_versions(uow, row)).fingerprint != fingerprint:
        raise Conflict(say("Things have changed since you looked. Nothing was done; look at the preview again."))


def _unmoved(uow: UnitOfWork, row: Any, fingerprint: str) -> RequirementSet:
    """The draft as it is held; refused when its text is another than the one that was looked at a moment ago."""
    value, _ = _read(uow, row.key, row.text)
    if value is None or not fingerprint.startswith(requirements.seal(value)[: previews.SEAL]):
        raise Conflict(say("Things have changed since you looked. Nothing was done; look at the preview again."))
    return value
