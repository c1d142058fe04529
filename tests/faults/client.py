"""A learner whose server keeps dying: repeats what was not acknowledged, and remembers what was."""

import http.client
import http.cookiejar
import json
import random
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections import defaultdict

RIGHT = {
    "m1-first": "tell", "m1-bag": ["water", "papers"], "m1-judge": {"a": True, "b": False}, "m1-minutes": "30", "m2-word": "check-in",
    "m2-order": ["stop", "look", "decide"],
}  # fmt: skip
MATCH = {"red": "red", "green": "green"}
"""What the matching question comes to in the database; on the page its right sides go by position."""

LESSONS = ("m1/01-plan", "m1/02-pack", "m2/01-road")


class Stopped(Exception):
    """The test is over."""


class Learner:
    """One person at one device. What the server acknowledged is kept here, to be compared with what it holds."""

    def __init__(self, base: str, person: str, token: str, over: threading.Event, chance: random.Random) -> None:
        self.base, self.person, self.over, self._chance = base, person, over, chance
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self._token, self._visit = token, jar
        self.answers: dict[str, tuple[str, str, int, object]] = {}
        self.made: dict[str, set[str]] = defaultdict(set)
        self.submitted: dict[str, bool | None] = {}
        self.lessons: list[str] = []
        self.certified = False
        self.tries = 0
        self._seq = 0

    def ask(self, path: str, body: dict | None = None, form: dict | None = None) -> tuple[str, str]:
        """Send a request until there is an answer; gives where it led, and the text."""
        while not self.over.is_set():
            self.tries += 1
            try:
                return self._try(path, body, form)
            except urllib.error.HTTPError as fault:
                if fault.code not in (429, 503):
                    raise
                self.over.wait(0.1)
            except (OSError, ValueError, http.client.HTTPException, EOFError):
                self.over.wait(0.02)
        raise Stopped

    def _try(self, path: str, body: dict | None, form: dict | None) -> tuple[str, str]:
        data, headers = None, {"Cookie": self._cookies()}
        if body is not None or form is not None:
            csrf = json.loads(self._open(urllib.request.Request(self.base + "/api/v1/session", headers=headers))[1])["csrf"]
            headers = {"Cookie": self._cookies(), "X-CSRFToken": csrf}
            data = json.dumps(body).encode() if body is not None else urllib.parse.urlencode({**form, "csrf_token": csrf}, doseq=True).encode()
            headers |= {"Content-Type": "application/json"} if body is not None else {}
        return self._open(urllib.request.Request(self.base + path, data, headers))

    def _cookies(self) -> str:
        return "; ".join([f"hato={self._token}", *(f"{one.name}={one.value}" for one in self._visit)])

    def _open(self, request: urllib.request.Request) -> tuple[str, str]:
        with self._opener.open(request, timeout=10) as reply:
            return reply.geturl(), reply.read().decode()

    def sit(self, quiz: str, wrong: bool = False) -> str:
        """Begin a quiz, answer item by item, hand in; gives the page of the result."""
        url, html = self.ask(f"/en/courses/field-basics/quizzes/{quiz}", form={})
        attempt = re.search(r"/attempts/([0-9a-f-]{36})", url)[1]
        for item in re.findall(r'<fieldset[^>]*data-item="([^"]+)"', html):
            if self._chance.random() < 0.5:
                self._answer(attempt, item, None, None)
            value = None if wrong else RIGHT.get(item) or pairs(html)
            self._answer(attempt, item, value, value if value is None or item in RIGHT else MATCH)
        page = self.ask(f"/en/attempts/{attempt}/submit", form={})[1]
        self.submitted[attempt] = not wrong
        return page

    def _answer(self, attempt: str, item: str, value: object, stored: object) -> None:
        self._seq += 1
        event = {"id": str(uuid.uuid4()), "item": item, "seq": self._seq, "value": value}
        self.made[attempt].add(event["id"])
        for _ in range(self._chance.choice((1, 1, 1, 2))):
            done = json.loads(self.ask(f"/api/v1/attempts/{attempt}/answers", body={"device": "d", "events": [event]})[1])["done"]
            assert done == [event["id"]], done
        self.answers[event["id"]] = (attempt, item, self._seq, stored)

    def play(self, scenario: str, options: tuple[str, ...]) -> None:
        """A scenario, choice by choice."""
        url, _ = self.ask(f"/en/courses/field-basics/scenarios/{scenario}", form={})
        for step, option in enumerate(options, 1):
            self.ask(url.removeprefix(self.base), form={"step": str(step), "option": option})

    def finish(self) -> None:
        """The whole course, from the first lesson to the certificate."""
        for lesson in LESSONS:
            self.ask(f"/en/courses/field-basics/lessons/{lesson}", form={})
            self.lessons.append(lesson)
        self.play("bridge", ("call", "back"))
        for quiz in ("m1", "m2", "final"):
            page = self.sit(quiz)
        assert "See your certificate" in page, page[:2000]
        self.certified = True


def pairs(html: str) -> dict[str, str]:
    """The right pairs of the matching question, by the positions on this page."""
    found = {}
    for left, right in (("red", "stop"), ("green", "go")):
        select = re.search(rf'<select[^>]*name="q-m2-match-{left}".*?</select>', html, re.S)[0]
        found[left] = re.search(rf'<option value="(\d+)"[^>]*>{right}', select)[1]
    return found
