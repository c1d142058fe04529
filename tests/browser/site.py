"""A running site with the small content, for browsers to visit."""

import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path

import waitress
from playwright.sync_api import Page

from lms.adapters.system import now
from lms.app import create_app
from lms.config import Config
from lms.services import sessions, worker
from lms.services.work import House, work_in
from tests.browser.line import Line
from tests.stage import close, open_stage


@dataclass
class Site:
    """A server on its own port; `stop` and `start` again stand for a server that dies and comes back."""

    url: str
    house: House
    config: Config
    line: Line = field(default_factory=Line)

    def start(self) -> None:
        """Serve, with the job worker."""
        self.line.mend()
        host, port = self.url.removeprefix("http://").split(":")
        self._server = waitress.create_server(self.line.to(create_app(self.config, self.house)), host=host, port=int(port), threads=4)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        self._stop_worker = worker.start(self.house, alone=True)

    def stop(self) -> None:
        """Answer nobody any more."""
        self._stop_worker()
        self._server.close()
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self.line.cut()
        self._server.task_dispatcher.shutdown()
        self._thread.join(5)

    def sign_in(self, page: Page, who: str) -> None:
        """Give a browser the sign-in of one of the cast, without the slow password."""
        with work_in(self.house, writes=True) as uow:
            uow.asked = True
            token = sessions.begin(uow, sessions.people.by_email(uow.db, f"{who}@example.org"), "Browser", "")
        page.context.add_cookies([{"name": "hato", "value": token, "url": self.url}])


def open_site(url: str, home: Path, data: Path) -> Site:
    """A site on a prepared SQLite database, not yet serving. Its clock goes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    house = open_stage(url, home, data, now, base_url=address)
    return Site(address, house, Config(home=home, data=data, database_url=url, base_url=address))


def close_site(site: Site) -> None:
    """Stop serving and give everything back."""
    site.stop()
    close(site.house)
