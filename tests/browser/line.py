"""The line between browser and server, as tests hold it up: what was sent, and replies that wait until they are let go."""

import io
import json
import threading
from collections.abc import Iterable
from typing import Any


class Line:
    """Passes everything on and remembers what was posted to the answers API.

    `hold` makes the next posts of answers wait before the server sees them (`"before"`) or with their answers stored and
    the reply not yet on its way (`"after"`), until `let_go`.
    """

    def __init__(self) -> None:
        self.posts: list[list[dict[str, Any]]] = []
        self.arrived = threading.Event()
        self._gate = threading.Event()
        self._gate.set()
        self._held = ""
        self._cut = False

    def to(self, app: Any) -> Any:
        """The application behind this line."""

        def serve(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            if environ["REQUEST_METHOD"] != "POST" or not environ["PATH_INFO"].endswith("/answers"):
                return app(environ, start)
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0))
            environ["wsgi.input"] = io.BytesIO(body)
            self.posts.append(json.loads(body)["events"])
            return self._pass(app, environ, start)

        return serve

    def _pass(self, app: Any, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if self._held == "before":
            self.arrived.set()
            self._gate.wait(30)
            if self._cut:
                raise ConnectionError("the server died before it saw this")
        reply = list(app(environ, start))
        if self._held == "after":
            self.arrived.set()
            self._gate.wait(30)
        return reply

    def hold(self, when: str = "before") -> None:
        """Let the next posts of answers wait."""
        self.arrived.clear()
        self._gate.clear()
        self._held = when

    def let_go(self) -> None:
        """Let everything through again."""
        self._held = ""
        self._gate.set()

    def cut(self) -> None:
        """The server is dead: what waits is lost."""
        self._cut = True
        self._gate.set()

    def mend(self) -> None:
        """The server is back."""
        self._cut = False
        self._held = ""
        self._gate.set()

    @property
    def ids(self) -> list[str]:
        """The ids of all events posted, in order."""
        return [one["id"] for batch in self.posts for one in batch]

    @property
    def seqs(self) -> list[int]:
        """The sequence numbers of all events posted, in order."""
        return [one["seq"] for batch in self.posts for one in batch]
