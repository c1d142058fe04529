"""Checkpoints of the ledger as text that others keep: signed notes (C2SP tlog-checkpoint, signed-note and tlog-cosignature)."""

import base64
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from lms.domain.languages import say
from lms.errors import Invalid

LOG, WITNESS = 1, 4
"""What an Ed25519 key is for: signing a log's notes, or countersigning those of others with the time."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log promises: its first `size` entries hash to `root`."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name, as it is handed on: `name+hash+base64`."""

    name: str
    kind: int
    key: bytes

    @property
    def mark(self) -> bytes:
        """The four bytes that signatures by this key begin with."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.mark.hex()}+{base64.b64encode(bytes([self.kind]) + self.key).decode()}"


def read_verifier(text: str) -> Verifier:
    """The key in `name+hash+base64`; raises Invalid when it is none, or its hash is not its own."""
    try:
        name, mark, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        found = Verifier(name, raw[0], raw[1:])
    except (ValueError, IndexError):
        raise Invalid(key=say("A key looks like name+hash+base64.")) from None
    if found.kind not in (LOG, WITNESS) or len(found.key) != 32 or found.mark.hex() != mark:
        raise Invalid(key=say("The key is not whole: copy it again, all of it."))
    return found


def body(checkpoint: Checkpoint) -> str:
    """The lines that are signed."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"


def signature_line(by: Verifier, signature: bytes) -> str:
    """The line under a note that carries a signature."""
    return f"— {by.name} {base64.b64encode(by.mark + signature).decode()}\n"


def read_note(text: str) -> tuple[Checkpoint, str, Mapping[tuple[str, bytes], bytes]]:
    """A note's checkpoint, its signed lines, and (name, mark) → signature; raises Invalid when it is no checkpoint."""
    signed, gap, below = text.partition("\n\n")
    lines = signed.split("\n")
    try:
        if not gap or len(lines) < 3 or not lines[0] or not lines[1].isascii() or not lines[1].isdigit() or lines[1] != str(int(lines[1])):
            raise ValueError
        found = Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
        marks = dict(_signature(line) for line in below.splitlines() if line)
        if len(found.root) != 32:
            raise ValueError
    except ValueError:
        raise Invalid(checkpoint=say("This is not a signed checkpoint.")) from None
    return found, signed + "\n", marks


def cosigned(signed: str, at: datetime) -> bytes:
    """What a witness signs: that it saw the note's lines at a moment (cosignature/v1)."""
    return f"cosignature/v1\ntime {int(at.timestamp())}\n{signed}".encode()


def stamped(at: datetime, signature: bytes) -> bytes:
    """A witness's signature with its moment before it."""
    return struct.pack(">Q", int(at.timestamp())) + signature


def unstamped(signature: bytes) -> tuple[datetime, bytes]:
    """Moment and signature of a witness; raises Invalid when it is too short to be one."""
    if len(signature) != 72:
        raise Invalid(checkpoint=say("This is not a witness's signature."))
    return datetime.fromtimestamp(struct.unpack(">Q", signature[:8])[0], UTC), signature[8:]


def _signature(line: str) -> tuple[tuple[str, bytes], bytes]:
    dash, name, encoded = line.split(" ")
    raw = base64.b64decode(encoded, validate=True)
    if dash != "—" or not name or len(raw) < 5:
        raise ValueError(line)
    return (name, raw[:4]), raw[4:]
