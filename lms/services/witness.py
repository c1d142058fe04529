"""Watching another house's ledger: a partner keeps its checkpoints and sees when it is rewritten, rolled back or shown differently."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from lms.adapters.signing import own_key, verified
from lms.adapters.web import fetch
from lms.domain.checkpoints import WITNESS, Checkpoint, Verifier, cosigned, read_note, read_verifier, signature_line, stamped
from lms.domain.languages import say
from lms.domain.ledger import consistent
from lms.domain.permissions import Action
from lms.errors import Conflict, Invalid
from lms.services.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Kept:
    """What a witness keeps of a ledger: its address, its key, the newest note that was seen and signed."""

    address: str
    key: str
    note: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found: the checkpoint, its size at the look before (0 at the first), and the note with the witness's line."""

    checkpoint: Checkpoint
    before: int
    note: str
    witness: Verifier


def look(uow: UnitOfWork, address: str, state: Path, name: str, pinned: str = "") -> Seen:
    """Fetch a ledger's newest checkpoint, prove that it continues the one kept in `state`, countersign and keep it.

    The first look trusts the key it is given, or the one the site shows. Raises Conflict, keeping what it had, when the
    ledger was rolled back, rewritten or signed by another key: that file is then the proof.
    """
    uow.authorize(Action.OPERATE)
    kept = Kept(**json.loads(state.read_text())) if state.exists() else None
    base = (kept.address if kept else address).rstrip("/") + "/api/v1/ledger"
    log = read_verifier(kept.key if kept else pinned or fetch(f"{base}/key"))
    text = fetch(f"{base}/checkpoint")
    found, signed, marks = read_note(text)
    signature = marks.get((log.name, log.mark), b"")
    if not verified(log.key, signed.encode(), signature):
        raise Conflict(say("The checkpoint is not signed by the key that is known: %(key)s", key=str(log)))
    before = read_note(kept.note)[0] if kept else None
    if before:
        _continues(base, before, found)
    own = own_key(state.with_name(state.name + ".key"))
    witness = Verifier(name, WITNESS, own.public)
    line = signature_line(witness, stamped(uow.now, own.sign(cosigned(signed, uow.now))))
    note = signed + "\n" + signature_line(log, signature) + line
    _write(state, json.dumps(asdict(Kept(kept.address if kept else address, str(log), note)), indent=1))
    return Seen(found, before.size if before else 0, note, witness)


def _continues(base: str, old: Checkpoint, new: Checkpoint) -> None:
    if new.size < old.size:
        raise Conflict(say("ROLLED BACK: %(then)s entries were promised, %(now)s are there.", then=old.size, now=new.size))
    path: list[bytes] = []
    if 0 < old.size < new.size:
        answer = fetch(f"{base}/consistency?old={old.size}&size={new.size}")
        try:
            path = [bytes.fromhex(one) for one in json.loads(answer)["path"]]
        except (ValueError, KeyError, TypeError):
            raise Invalid(address=say("The site gave no proof that the ledger was only continued.")) from None
    if old.size and not consistent(old.size, new.size, old.root, new.root, path):
        raise Conflict(say("REWRITTEN: the first %(size)s entries are not those that were promised.", size=old.size))


def _write(path: Path, text: str) -> None:
    aside = path.with_name(path.name + ".part")
    aside.write_text(text)
    aside.replace(path)
