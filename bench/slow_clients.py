"""Holds 200 slow connections against a server and asks it for pages meanwhile: does anybody else still get an answer?

Kinds: silent (connects, says nothing), half-header (stops within the head), half-body (stops within the body).
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import load
from bench.learners import COURSE
from bench.report import Report
from bench.stands import free_port
from lms.app import open_house
from lms.config import from_environment
from lms.services import publishing, schema

SLOW = 200
SECONDS = 6.0
FROZEN = 5.0
"""Seconds without any answer after which a server counts as frozen."""

KINDS = {
    "nobody slow": b"",
    "silent": b"",
    "half-header": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ",
    "half-body": b"POST /en/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                 b"Content-Length: 900\r\n\r\nemail=",
}
SERVERS = {
    "waitress": ["-m", "bench.waitress_alone"],
    "gunicorn": ["-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--log-level", "error",
                 "-b", "127.0.0.1:{port}", "wsgi:app"],
    "granian": ["-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "8", "--log-level", "error", "--host", "127.0.0.1",
                "--port", "{port}", "wsgi:app"],
}


def main() -> None:
    """Each server named, against each kind of slowness."""
    report = Report()
    with tempfile.TemporaryDirectory(prefix="hato-slow-") as folder:
        os.environ["HATO_DATA"] = str(Path(folder, "data"))
        os.environ["HATO_LOG_LEVEL"] = "ERROR"
        paths = {"/healthz": "/healthz", "a lesson": _filled()}
        for name in sys.argv[1:] or ["waitress"]:
            report.title(f"{name}, {SLOW} slow connections")
            for kind, words in KINDS.items():
                with served(name) as port:
                    _tried(report, port, kind, words, paths, promised=name == "waitress")
    report.end()


@contextmanager
def served(name: str) -> Iterator[int]:
    """A fresh server of one kind, all with one process and eight threads, the default of the house; gives its port."""
    port = free_port()
    os.environ["HATO_PORT"] = str(port)
    words = [word.format(port=port) for word in SERVERS[name]]
    python = sys.executable if name == "waitress" else os.environ["HATO_BENCH_RIVALS"]
    program = subprocess.Popen([python, *words])
    try:
        _wait(port)
        yield port
    finally:
        program.terminate()
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            program.kill()


def _filled() -> str:
    """Publish the content into the folder that every server works on; gives the address of a lesson."""
    house = open_house(from_environment())
    schema.upgrade(house)
    publishing.publish_all(house)
    house.renderer.child.close()
    house.store.close()
    first = next(iter(sorted((house.home / "courses" / COURSE).glob("*/01-*.md"))))
    return f"/en/courses/{COURSE}/lessons/{first.parent.name}/{first.stem.partition('.')[0]}"


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def _tried(report: Report, port: int, kind: str, words: bytes, paths: dict[str, str], *, promised: bool) -> None:
    found = asyncio.run(_beside(port, 0 if kind == "nobody slow" else SLOW, words, list(paths.values())))
    for name, times in zip(paths, found, strict=True):
        longest = max(times, default=FROZEN)
        figure = f"p99 {percentile(times, 99):.0f} ms, longest {longest * 1000:.0f} ms, {len(times)} answers" if times else f"none in {SECONDS:.0f} s"
        frozen = longest >= FROZEN
        if promised:
            report.promised(f"{kind}: {name}", figure, "", f"< {FROZEN:.0f} s", not frozen)
        else:
            report.told(f"{kind}: {name}", figure, "FROZEN" if frozen else "")


async def _beside(port: int, slow: int, words: bytes, paths: list[str]) -> list[list[float]]:
    """The times of the answers while slow connections are held."""
    held = []
    for _ in range(slow):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(words)
        held.append(writer)
    await asyncio.sleep(0.5)
    found = await asyncio.gather(*(_asked(port, path) for path in paths))
    for writer in held:
        writer.close()
    return found


async def _asked(port: int, path: str) -> list[float]:
    """Ask every 20 ms, each time on a new connection as a newcomer would, until the time is over or nothing comes."""
    loop = asyncio.get_running_loop()
    end, times = loop.time() + SECONDS, list[float]()
    while loop.time() < end:
        start = loop.time()
        try:
            await asyncio.wait_for(_answer(port, path), FROZEN)
        except (TimeoutError, OSError):
            return [*times, FROZEN] if times else []
        times.append(loop.time() - start)
        await asyncio.sleep(0.02)
    return times


async def _answer(port: int, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(load.request(path, headers={"Connection": "close"}))
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(load.whole_length(head) - len(head))
    except (asyncio.IncompleteReadError, ConnectionError) as fault:
        raise OSError("hung up") from fault
    finally:
        writer.close()


def percentile(times: list[float], share: int) -> float:
    """A percentile in milliseconds; 0 for none."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)] * 1000 if ordered else 0.0


if __name__ == "__main__":
    main()
