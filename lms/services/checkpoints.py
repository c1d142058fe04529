"""Checkpoints: what the ledger promises at a size, signed, so that whoever keeps one can tell a rewritten ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.adapters.signing import Key, own_key, verified
from lms.domain import ledger as tree
from lms.domain.checkpoints import LOG, WITNESS, Checkpoint, Verifier, body, cosigned, read_note, signature_line, unstamped
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.errors import Conflict, Invalid, NotFound
from lms.services.work import House, UnitOfWork, existing
from lms.store import ledger

MOST = 20_000
"""Entries taken into one checkpoint; a longer ledger gets several, so that no transaction is long."""

PAGE = 20
NONE_YET = say("There is no such checkpoint.")


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """A signed checkpoint. `note` is the text to keep; `witnesses` are the names under it."""

    size: int
    root: str
    at: datetime
    note: str
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Hashes, in hex, that lead from what is known to the root of a checkpoint. `leaf` is empty for a proof of consistency."""

    first: int
    size: int
    leaf: str
    root: str
    path: tuple[str, ...]


def verifier(uow: UnitOfWork) -> Verifier:
    """The key that checkpoints of this ledger are signed with."""
    uow.authorize(Action.READ_CHECKPOINT)
    return _verifier(uow.house)


def make(uow: UnitOfWork) -> Checkpoint | None:
    """Sign what has been added since the last checkpoint; None when there is nothing new.

    Raises Conflict, and signs nothing, when the entries do not lead to the root that the head says.
    """
    uow.authorize(Action.OPERATE)
    with uow.look() as db:
        head, last = ledger.read_head(db), ledger.checkpoint(db)
        if head is None or head.size == (last.size if last else 0):
            return None
    head, last = ledger.head(uow.db), ledger.checkpoint(uow.db)
    start = last.size if last else 0
    if head.size == start:
        return None  # another worker was quicker
    rows = ledger.entries(uow.db, start, MOST)
    frontier, nodes = _grown(_frontier(uow, start), [row.leaf for row in rows], start)
    made = Checkpoint(_origin(uow.house), start + len(rows), tree.root(frontier))
    if not rows or (made.size == head.size and made.root.hex() != head.root):
        raise Conflict(say("The ledger does not lead to its own root. Run `hato ledger verify`; nothing was signed."))
    note = body(made) + "\n" + signature_line(_verifier(uow.house), _key(uow.house).sign(body(made).encode()))
    ledger.add_checkpoint(uow.db, nodes, size=made.size, root=made.root.hex(), at=uow.now, signature=note, witnesses=[])
    return made


def newest(uow: UnitOfWork, size: int | None = None) -> CheckpointView:
    """The newest checkpoint, or that of a size."""
    uow.authorize(Action.READ_CHECKPOINT)
    return _view(existing(ledger.checkpoint(uow.db, size), NONE_YET))


def page(uow: UnitOfWork, before: int | None = None) -> tuple[CheckpointView, ...]:
    """Checkpoints, the newest first."""
    uow.authorize(Action.READ_CHECKPOINT)
    return tuple(_view(row) for row in ledger.checkpoints(uow.db, before, PAGE))


def inclusion(uow: UnitOfWork, number: int, size: int) -> Proof:
    """That an entry is in the tree of a checkpoint. It says nothing of what the entry holds."""
    uow.authorize(Action.READ_CHECKPOINT)
    found = existing(ledger.checkpoint(uow.db, size), NONE_YET)
    if not 0 <= number < size:
        raise Invalid(number=say("The checkpoint holds entries 0 to %(last)s.", last=size - 1))
    leaf = ledger.subtrees(uow.db, {(0, number)})[0, number]
    return Proof(number, size, leaf.hex(), found.root, _hashes(uow, tree.inclusion(number, size)))


def consistency(uow: UnitOfWork, old: int, size: int) -> Proof:
    """That the tree of a checkpoint continues that of an earlier size."""
    uow.authorize(Action.READ_CHECKPOINT)
    found = existing(ledger.checkpoint(uow.db, size), NONE_YET)
    if not 0 < old <= size:
        raise Invalid(old=say("The earlier size is 1 to %(last)s.", last=size))
    return Proof(old, size, "", found.root, _hashes(uow, tree.consistency(old, size)) if old < size else ())


def add_witness(uow: UnitOfWork, note: str, witness: Verifier) -> CheckpointView:
    """Put a witness's signature under the checkpoint it saw; raises Invalid when it signed something else."""
    uow.authorize(Action.OPERATE)
    said, signed, marks = read_note(note)
    row = existing(ledger.checkpoint(uow.db, said.size), NONE_YET)
    stamp = marks.get((witness.name, witness.mark))
    if witness.kind != WITNESS or stamp is None or read_note(row.signature)[1] != signed:
        raise Invalid(checkpoint=say("This is no signature of that witness under a checkpoint of this ledger."))
    at, signature = unstamped(stamp)
    if not verified(witness.key, cosigned(signed, at), signature):
        raise Invalid(checkpoint=say("The witness's signature does not fit the checkpoint."))
    line = signature_line(witness, stamp)
    ledger.add_witness(uow.db, said.size, [*(one for one in row.witnesses if one != line), line])
    return _view(existing(ledger.checkpoint(uow.db, said.size)))


def kept(uow: UnitOfWork, note: str) -> Checkpoint:
    """A checkpoint that somebody kept, once the ledger has been shown to continue it.

    Raises Conflict when the ledger is shorter now, or does not lead to the root that was signed then.
    """
    uow.authorize(Action.OPERATE)
    said, signed, marks = read_note(note)
    by = _verifier(uow.house)
    signature = marks.get((by.name, by.mark))
    if signature is not None and not verified(by.key, signed.encode(), signature):
        raise Invalid(checkpoint=say("The signature under the checkpoint is not this ledger's."))
    head = existing(ledger.read_head(uow.db), NONE_YET)
    if said.size > head.size:
        raise Conflict(say("ROLLED BACK: %(then)s entries were promised, %(now)s are there.", then=said.size, now=int(head.size)))
    frontier: tuple[bytes | None, ...] = ()
    start = 0
    while start < said.size and (rows := ledger.entries(uow.db, start, min(MOST, said.size - start))):
        frontier, _ = _grown(frontier, [row.leaf for row in rows], start)
        start += len(rows)
    if tree.root(frontier) != said.root:
        raise Conflict(say("REWRITTEN: the first %(size)s entries are not those that were promised.", size=said.size))
    return said


def _view(row: Any) -> CheckpointView:
    names = tuple(line.split(" ")[1] for line in row.witnesses)
    return CheckpointView(int(row.size), row.root, row.at, row.signature + "".join(row.witnesses), names)


def _grown(
    frontier: tuple[bytes | None, ...], leaves: Sequence[bytes], start: int
) -> tuple[tuple[bytes | None, ...], dict[tuple[int, int], bytes]]:
    """The frontier after more leaves, the first being number `start`, and the full subtrees completed on the way."""
    nodes: dict[tuple[int, int], bytes] = {}
    for number, leaf in enumerate(leaves, start):
        carry = leaf
        for (level, place), left in zip(tree.completed(number), frontier, strict=False):
            assert left is not None
            carry = nodes[level, place] = tree.node_hash(left, carry)
        frontier = tree.grow(frontier, leaf)
    return frontier, nodes


def _frontier(uow: UnitOfWork, size: int) -> tuple[bytes | None, ...]:
    parts = tree.full_subtrees((0, size))
    known = ledger.subtrees(uow.db, set(parts))
    by_level = {level: known[level, place] for level, place in parts}
    return tuple(by_level.get(level) for level in range(size.bit_length()))


def _hashes(uow: UnitOfWork, ranges: Sequence[tree.Range]) -> tuple[str, ...]:
    parts = [tree.full_subtrees(one) for one in ranges]
    known = ledger.subtrees(uow.db, {one for part in parts for one in part})
    if any(one not in known for part in parts for one in part):
        raise NotFound(NONE_YET)
    return tuple(tree.joined([known[one] for one in part]).hex() for part in parts)


def _verifier(house: House) -> Verifier:
    return Verifier(_origin(house), LOG, _key(house).public)


def _origin(house: House) -> str:
    return house.terms.base_url.split("://", 1)[-1] + "/ledger"


def _key(house: House) -> Key:
    if "ledger.key" not in house.shelf:
        house.shelf["ledger.key"] = own_key(house.data / "ledger.key")
    found: Key = house.shelf["ledger.key"]
    return found
