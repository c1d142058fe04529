"""Files kept by their hash: stored once, never changed."""

import hashlib
import os
import threading
from pathlib import Path

from lms.errors import NotFound


class Files:
    """A folder of files named by the sha256 of their bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep bytes durably and give their hash. Whole or not at all: written aside, synced, then renamed."""
        name = hashlib.sha256(content).hexdigest()
        place = self.path(name)
        if place.exists():
            return name
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = place.with_name(f"{name}.{os.getpid()}.{threading.get_ident()}.part")
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def get(self, name: str) -> bytes:
        """The bytes under a hash, checked; raises NotFound when they are missing or were changed."""
        try:
            content = self.path(name).read_bytes()
        except FileNotFoundError:
            raise NotFound("The file is missing from the data folder.") from None
        if hashlib.sha256(content).hexdigest() != name:
            raise NotFound("The file in the data folder is not the one that was stored.")
        return content

    def whole(self, name: str) -> bool:
        """Whether the bytes under a hash are there and unchanged; reads them all."""
        try:
            self.get(name)
        except NotFound:
            return False
        return True

    def has(self, name: str, size: int) -> bool:
        """Whether something of this size lies under a hash; reads nothing."""
        try:
            return self.path(name).stat().st_size == size
        except FileNotFoundError:
            return False

    def remove(self, name: str) -> None:
        """Delete the bytes under a hash; nothing when they are not there."""
        self.path(name).unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        """Where the bytes lie."""
        return self.folder / name[:2] / name
