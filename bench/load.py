"""A small HTTP client that keeps its connections open: how many answers a second, and how long each took."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

Ask = Callable[[], bytes]
"""Gives the next request of one connection, ready for the wire."""

PATIENCE = 15
"""Seconds after its end in which a trial must have had its last answers."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial, or the medians of several. `rate`: answers a second; `p50`, `p99`, `longest`: milliseconds."""

    rate: float
    p50: float
    p99: float
    longest: float


class Refused(Exception):
    """The server answered with something else than success, so the figure would mean nothing."""


@dataclass
class Visitor(asyncio.Protocol):
    """One connection that asks again as soon as it has its answer, until `end`."""

    ask: Ask
    end: float
    clock: Callable[[], float]
    left: asyncio.Future[None]
    times: list[float] = field(default_factory=list)
    heard: bytearray = field(default_factory=bytearray)
    asked_at: float = 0.0
    whole: int = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        """Collect an answer; when it is whole, note its time and ask again."""
        self.heard += data
        if not self.whole:
            self.whole = whole_length(self.heard)
        if not self.whole or len(self.heard) < self.whole:
            return
        now = self.clock()
        self.times.append(now - self.asked_at)
        if self.heard[9:10] != b"2":
            self._leave(Refused(self.heard[:600].decode("utf-8", "replace")))
        elif now >= self.end:
            self._leave(None)
        else:
            self._next()

    def connection_lost(self, fault: Exception | None) -> None:
        """The server hung up, which it should not."""
        self._leave(Refused(f"the connection was lost: {fault}"))

    def _next(self) -> None:
        self.heard.clear()
        self.whole = 0
        self.asked_at = self.clock()
        self.transport.write(self.ask())

    def _leave(self, fault: Exception | None) -> None:
        if self.left.done():
            return
        if fault:
            self.left.set_exception(fault)
        else:
            self.left.set_result(None)
        self.transport.close()


def whole_length(heard: bytes | bytearray) -> int:
    """Bytes of the answer that begins here, head and body; 0 while the head is not complete."""
    head = heard.find(b"\r\n\r\n")
    if head < 0:
        return 0
    for line in bytes(heard[:head]).split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return head + 4 + int(value)
    raise Refused("an answer without a length")


def request(path: str, *, cookie: str = "", body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """A request for the wire; `body` makes it a JSON post."""
    lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"] if body else []
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def trial(port: int, asks: Sequence[Ask], seconds: float, extra: Sequence[Ask] = ()) -> Trial:
    """Load the server on one connection for each of `asks`; raises Refused at the first answer that is no success.

    `extra` connections ask beside them and are not counted.
    """
    return asyncio.run(_trial(port, asks, seconds, extra))


def medians(trials: Sequence[Trial]) -> Trial:
    """The median of each figure."""
    return Trial(*(median(getattr(one, name) for one in trials) for name in ("rate", "p50", "p99", "longest")))


async def _trial(port: int, asks: Sequence[Ask], seconds: float, extra: Sequence[Ask]) -> Trial:
    loop = asyncio.get_running_loop()
    start = loop.time()
    visitors = [Visitor(ask, start + seconds, loop.time, loop.create_future()) for ask in (*asks, *extra)]
    async with asyncio.timeout(seconds + PATIENCE):
        for one in visitors:
            await loop.create_connection(lambda one=one: one, "127.0.0.1", port)  # type: ignore[misc]
        await asyncio.gather(*(one.left for one in visitors))
    took = loop.time() - start
    times = sorted(time * 1000 for one in visitors[: len(asks)] for time in one.times)
    cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return Trial(len(times) / took, cuts[49], cuts[98], times[-1])
