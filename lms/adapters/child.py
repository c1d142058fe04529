"""A warm child process with hard limits, in which untrusted text is rendered; both of its ends are here."""

import json
import logging
import os
import resource
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

from lms.errors import Busy, Invalid, Trouble

LOG = logging.getLogger(__name__)
CODE = Path(__file__).resolve().parents[2]
HEADER = struct.Struct(">I")
FRAME_LIMIT = 32 * 2**20
FILE_LIMIT = 64 * 2**20
START_SECONDS = 60


class RenderFailed(Trouble):
    """A page or a certificate could not be made; the sentence says why as far as it is known."""

    code = "render-failed"


class Child:
    """One process `python -m <module>`, asked one thing at a time; started when first needed, replaced after a fault.

    `seconds`: wall time of one call. `megabytes`: address space. `calls`: calls before it is replaced, so that what a
    library leaks stays bounded. Safe to share between threads: they queue, and get Busy after `patience` seconds.
    """

    def __init__(self, module: str, *, seconds: float = 10, megabytes: int = 512, calls: int = 200, patience: float = 60) -> None:
        self.module = module
        self.seconds = seconds
        self.megabytes = megabytes
        self.calls = calls
        self.patience = patience
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._done = 0

    @property
    def pid(self) -> int | None:
        """The number of the process that would answer the next call, if one is running."""
        process = self._process
        return process.pid if process and process.alive() else None

    def call(self, request: dict[str, Any]) -> dict[str, Any]:
        """The child's answer to `request`.

        Raises Invalid when the child refuses the input, Busy when others keep it occupied, RenderFailed when the call
        takes longer than `seconds`, more memory than `megabytes`, or fails in any other way.
        """
        if not self._lock.acquire(timeout=self.patience):
            raise Busy("Pages are being rendered for others just now. Try again in a moment.")
        try:
            answer = self._answer(request)
        finally:
            self._lock.release()
        if "refused" in answer:
            raise Invalid(source=answer["refused"])
        if "failed" in answer:
            raise RenderFailed(answer["failed"])
        return answer["answer"]

    def close(self) -> None:
        """Ends the process; a later call would start another."""
        with self._lock:
            self._stop()

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        process = self._ready()
        self._done += 1
        answer = process.exchange(request, self.seconds)
        if answer.get("last"):
            self._stop()
        return answer

    def _ready(self) -> "_Process":
        """The process, started anew when there is none or it has answered often enough."""
        if self._process and self._process.alive() and self._done < self.calls:
            return self._process
        self._stop()
        process = _Process(self.module, self.seconds, self.megabytes)
        process.exchange(None, START_SECONDS)
        self._process, self._done = process, 0
        return process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process:
            process.end()


class _Process:
    """The running program: pipes to and from it, and what it wrote to standard error."""

    def __init__(self, module: str, seconds: float, megabytes: int) -> None:
        self.module = module
        self.words = tempfile.TemporaryFile()  # noqa: SIM115 - end() closes it
        self.program = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", module, str(seconds), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.words,
            env=_environment(),
            start_new_session=True,
            bufsize=0,
        )
        self.pid = self.program.pid
        self.late = threading.Event()

    def alive(self) -> bool:
        """Is it still there to be asked?"""
        return not self.late.is_set() and self.program.poll() is None

    def exchange(self, request: dict[str, Any] | None, seconds: float) -> dict[str, Any]:
        """Sends `request` (none: only listens for the greeting) and reads one answer, both within `seconds`."""
        timer = threading.Timer(seconds, self._kill)
        timer.daemon = True
        timer.start()
        try:
            if request is not None:
                write_frame(cast(IO[bytes], self.program.stdin), request)
            return read_frame(cast(IO[bytes], self.program.stdout))
        except (OSError, EOFError, ValueError) as fault:
            raise self._failure(seconds) from fault
        finally:
            timer.cancel()
            timer.join()

    def end(self) -> None:
        """Kills it and gives everything back; may be said twice."""
        with self.program:
            self.program.kill()
        self.words.close()

    def _kill(self) -> None:
        self.late.set()
        self.program.kill()

    def _failure(self, seconds: float) -> RenderFailed:
        """Ends the process and says why; what it wrote last goes to the log."""
        self.program.kill()
        status = self.program.wait()
        self.words.seek(max(0, self.words.seek(0, os.SEEK_END) - 4000))
        LOG.error("%s ended with %s\n%s", self.module, status, self.words.read().decode("utf-8", "replace"))
        self.end()
        if self.late.is_set():
            return RenderFailed(f"Rendering took longer than {seconds:g} seconds and was stopped.")
        return RenderFailed("The process that renders pages and certificates ended before it had finished.")


def _environment() -> dict[str, str]:
    """Only what Python and its native libraries need: no secret of the parent's is in there."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "PYTHONPATH": str(CODE), "PYTHONHASHSEED": "0", "LANG": "C.UTF-8"}


def write_frame(stream: IO[bytes], message: dict[str, Any]) -> None:
    """Writes one message: four bytes of length, then JSON in UTF-8. Raises ValueError when it is too long."""
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(body) > FRAME_LIMIT:
        raise ValueError("message too long")
    rest = memoryview(HEADER.pack(len(body)) + body)
    while rest:
        rest = rest[stream.write(rest) :]


def read_frame(stream: IO[bytes]) -> dict[str, Any]:
    """Reads one message. Raises EOFError when the other end is gone, ValueError when what it sent is not a message."""
    (length,) = HEADER.unpack(_read_exactly(stream, HEADER.size))
    if length > FRAME_LIMIT:
        raise ValueError("message too long")
    message = json.loads(_read_exactly(stream, length).decode("utf-8", "surrogatepass"))
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message


def _read_exactly(stream: IO[bytes], length: int) -> bytes:
    parts = []
    while length:
        part = stream.read(min(length, 2**20))
        if not part:
            raise EOFError("the other end is gone")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


class Refused(Exception):
    """Raised in the child by a worker: the input breaks a rule, and the sentence says which."""


class Failed(Exception):
    """Raised in the child by a worker: the work cannot be done, and the sentence says why."""


def serve(handle: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """The child's whole life: set the limits, greet, then answer until the parent is gone."""
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    _limit(megabytes)
    inbox = os.fdopen(os.dup(0), "rb", buffering=0)
    outbox = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # a library that prints must not break a message
    write_frame(outbox, {"answer": {}})
    while True:
        try:
            request = read_frame(inbox)
        except EOFError:
            return
        _allow_cpu(seconds)
        answer = attempt(handle, request)
        write_frame(outbox, answer)
        if answer.get("last"):
            return


def attempt(handle: Callable[[dict[str, Any]], dict[str, Any]], request: dict[str, Any]) -> dict[str, Any]:
    """One call of a worker as an answer; `last` asks for a fresh process, because this one may be worn."""
    try:
        return {"answer": handle(request)}
    except Refused as refusal:
        return {"refused": str(refusal)}
    except Failed as failure:
        return {"failed": str(failure)}
    except MemoryError:
        return {"failed": "Rendering needed more memory than it is allowed.", "last": True}
    except RecursionError:
        return {"refused": "This is nested too deeply to be rendered.", "last": True}
    except Exception as fault:
        LOG.exception("rendering failed")
        return {"failed": f"Rendering failed ({type(fault).__name__}).", "last": True}


def _limit(megabytes: int) -> None:
    limits = ((resource.RLIMIT_AS, megabytes * 2**20), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64), (resource.RLIMIT_FSIZE, FILE_LIMIT))
    for which, most in limits:
        resource.setrlimit(which, (most, most))


def _allow_cpu(seconds: float) -> None:
    """So much processor time for the next call: the limit that still holds when the parent has died."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
