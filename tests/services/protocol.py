"""The two ends of autosaving: the real services as a server that may die, and browsers that do what static/hato.js does."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lms.domain.people import ANYONE, Actor
from lms.errors import Trouble
from lms.services import answers, attempts
from lms.services.work import House, work_in

BATCH = 50
STUCK = (404, 409, 410, 413, 422)
CHOICES: dict[str, tuple[tuple[Any, Any], ...]] = {
    "m1-first": (("tell", "tell"), ("drive", "drive"), ("sleep", "sleep")),
    "m1-bag": (([], None), (["water"], ["water"]), (["papers", "water"], ["water", "papers"])),
    "m1-judge": (({}, None), ({"a": True}, {"a": True}), ({"b": False, "a": False}, {"a": False, "b": False})),
    "m1-minutes": (("", None), ("30", "30"), ("5", "5"), ("three", "three")),
}
"""Item → answers, each as a page sends it and as it is kept."""


class Died(Exception):
    """The server was killed; nobody gets a reply."""


class Server:
    """The services, behind the two addresses that a page uses. A cookie is a person's name, empty for nobody."""

    def __init__(self, house: House, people: dict[str, Actor], tick: Callable[[], None]) -> None:
        self.house, self.people, self.tick = house, people, tick

    def session(self, cookie: str) -> str:
        """Who is signed in."""
        return cookie

    def do(self, cookie: str, service: Callable[..., Any], *given: Any, dies: str = "") -> Any:
        """One use case; `dies`: `before` the commit or `after` it."""
        self.tick()
        with work_in(self.house, self.people.get(cookie, ANYONE), writes=True) as uow:
            found = service(uow, *given)
            if dies == "before":
                raise Died
        if dies:
            raise Died
        return found

    def save(self, cookie: str, attempt: str, body: str, dies: str = "") -> tuple[int, dict[str, Any]]:
        """POST …/answers: status and body."""
        sent = json.loads(body)
        try:
            saved = self.do(cookie, answers.record, attempt, sent["device"], sent["events"], dies=dies)
        except Trouble as fault:
            return fault.status if cookie else 401, {}
        return 200, {"done": list(saved.done), "flagged": dict(saved.flagged), "refused": dict(saved.refused)}

    def page(self, cookie: str, attempt: str) -> attempts.AttemptView:
        """GET the questions."""
        with work_in(self.house, self.people[cookie]) as uow:
            return attempts.show(uow, attempt)


@dataclass(eq=False)
class Box:
    """One person's database in one browser: it outlives pages and crashes, and goes with signing out."""

    owner: str
    device: str = field(default_factory=lambda: str(uuid.uuid4()))
    counter: int = 0
    outbox: dict[int, dict[str, Any]] = field(default_factory=dict)

    def keep(self, event: dict[str, Any], floor: int) -> dict[str, Any]:
        """Number an event above everything this device has numbered and the page has seen, and keep it."""
        self.counter = max(self.counter, floor) + 1
        self.outbox[self.counter] = {**event, "seq": self.counter}
        return self.outbox[self.counter]

    def unsent(self) -> list[dict[str, Any]]:
        """What waits, in order."""
        return [self.outbox[seq] for seq in sorted(self.outbox)]

    def forget(self, events: list[dict[str, Any]]) -> None:
        """What the server has."""
        for event in events:
            self.outbox.pop(event["seq"], None)


@dataclass(eq=False)
class Message:
    """A batch on its way; the network may deliver it never, twice, or long after. `reply` is the last one that came of it."""

    tab: "Tab"
    cookie: str
    attempt: str
    batch: list[dict[str, Any]]
    body: str
    reply: tuple[int, dict[str, Any]] | None = None


class Browser:
    """One device with one cookie jar; people's databases are kept apart. `locks`: whether tabs send one at a time."""

    def __init__(self, cookie: str, locks: bool) -> None:
        self.cookie, self.locks = cookie, locks
        self.boxes: dict[str, Box] = {}
        self.tabs: list[Tab] = []

    def box(self, person: str) -> Box:
        """A person's database, made when there is none."""
        return self.boxes.setdefault(person, Box(person))


class Tab:
    """A page with a quiz: whose it is (`uid`), and the sequence number it came with."""

    def __init__(self, browser: Browser, server: Server, attempt: str) -> None:
        self.browser, self.server, self.attempt = browser, server, attempt
        self.uid = browser.cookie
        self.box = browser.box(self.uid)
        view = server.page(self.uid, attempt)
        self.floor = view.seq
        self.values: dict[str, Any] = {item.key: item.answer for item in view.items}
        for event in self.box.unsent():
            if event["attempt"] == attempt:
                self.values[event["item"]] = event["value"]
        self.stuck: set[str] = set()
        self.running: Message | None = None
        browser.tabs.append(self)

    def choose(self, item: str, value: Any) -> dict[str, Any] | None:
        """Change an answer; the event that is kept for it, none when nothing changed."""
        if self.values[item] == value:
            return None
        self.values[item] = value
        self.stuck.discard(self.attempt)
        return self.box.keep({"id": str(uuid.uuid4()), "attempt": self.attempt, "item": item, "value": value}, self.floor)

    def may_send(self) -> bool:
        """One flush at a time in a tab, and where there are locks in all tabs of a person."""
        rivals = [self, *(tab for tab in self.browser.tabs if tab.box is self.box and self.browser.locks)]
        return not any(tab.running for tab in rivals)

    def send(self, meanwhile: Callable[[], None] = lambda: None) -> Message | str:
        """Ask who is signed in, then send the oldest batch; `meanwhile` happens between the two."""
        waiting = self.box.unsent()
        following = next((event for event in waiting if event["attempt"] not in self.stuck), None)
        if following is None:
            return "stuck" if waiting else "saved"
        batch = [event for event in waiting if event["attempt"] == following["attempt"]][:BATCH]
        if not self.known(self.server.session(self.browser.cookie)):
            return "signin"
        meanwhile()
        events = [{name: event[name] for name in ("id", "item", "seq", "value")} for event in batch]
        body = json.dumps({"device": self.box.device, "events": events})
        self.running = Message(self, self.browser.cookie, following["attempt"], batch, body)
        return self.running

    def known(self, uid: str) -> bool:
        """Whether the one who is signed in is the one whose page this is."""
        return uid == self.uid

    def receive(self, message: Message) -> str:
        """Act on a reply; gives how it ended, empty to go on with the next batch."""
        self.running = None
        if message.reply is None:
            return "offline"
        status, said = message.reply
        if status == 401:
            return "signin"
        if status in STUCK:
            self.stuck.add(message.attempt)
            return ""
        over = {*said["done"], *said["refused"]}
        gone = [event for event in message.batch if event["id"] in over]
        self.box.forget(gone)
        return "" if gone else "busy"

    def form(self) -> dict[str, list[str]]:
        """What the page's form would post without a script."""
        first, bag, judge, minutes = (self.values[f"m1-{one}"] for one in ("first", "bag", "judge", "minutes"))
        fields = {"q-m1-first": [first] if first else [], "q-m1-bag": bag or [], "q-m1-minutes": [minutes or ""]}
        return fields | {f"q-m1-judge-{key}": [str(said).lower()] for key, said in (judge or {}).items()}
