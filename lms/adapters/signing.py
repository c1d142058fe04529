"""Ed25519 keys: made on first use, kept beside the database, never shown."""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.adapters.system import own_secret


class Key:
    """A key pair; `public` are its 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 bytes that only this key can make for this message."""
        return self._key.sign(message)


def own_key(path: Path) -> Key:
    """The key in a file that only its owner can read, made when there is none. Raises ValueError when the file is damaged."""
    seed = own_secret(path)
    if len(seed) != 32:
        raise ValueError(f"{path} is damaged: a key has 32 bytes. Put it back from a copy, or delete it to begin with a new key.")
    return Key(seed)


def key_ring(folder: Path) -> tuple[Key, ...]:
    """The keys of a folder, oldest first; the last one signs. A first one is made where there is none."""
    paths = sorted(folder.glob("*.key")) or [folder / "0001.key"]
    return tuple(own_key(path) for path in paths)


def add_key(folder: Path) -> Key:
    """Make a key that follows those of the folder."""
    last = max((int(path.stem) for path in folder.glob("*.key")), default=0)
    return own_key(folder / f"{last + 1:04}.key")


def verified(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is that key's for the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
