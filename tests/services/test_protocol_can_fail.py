"""The machine of test_protocol notices each of these mistakes, on either end."""

import json
import random
import uuid

import pytest

from lms.services import answers
from lms.services.work import work_in
from lms.store import attempts as attempt_store
from tests.services import test_protocol
from tests.services.protocol import Box, Died, Server, Tab

ground = test_protocol.ground
TRIES = 300


class ForgetsWhenItSends(Tab):
    """Deletes what was sent before it was acknowledged."""

    def send(self, meanwhile=lambda: None):
        message = super().send(meanwhile)
        if not isinstance(message, str):
            self.box.forget(message.batch)
        return message


class ForgetsTheBatch(Tab):
    """Takes any reply for an acknowledgement."""

    def receive(self, message):
        if message.reply:
            self.box.forget(message.batch)
        return super().receive(message)


class CountsInThePage(Box):
    """Numbers from what the page has seen, without a counter that outlives it."""

    def keep(self, event, floor):
        self.counter = floor + len(self.outbox)
        return super().keep(event, floor)


class KeepsInThePage(Tab):
    """Holds the outbox in memory."""

    def __init__(self, browser, server, attempt):
        browser.box(browser.cookie).outbox.clear()
        super().__init__(browser, server, attempt)


class SendsNewestFirst(Box):
    """Numbers downwards."""

    def keep(self, event, floor):
        self.counter = (self.counter or 2_000_000) - 2
        return super().keep(event, 0)


class KnowsEverybody(Tab):
    """Does not ask whether the one who is signed in is the one whose page this is."""

    def known(self, uid):
        return bool(uid)


class TakesFromAnybody(Server):
    """Does not ask whose attempt it is."""

    def save(self, cookie, attempt, body, dies=""):
        with work_in(self.house, self.people["aiko"]) as uow:
            uow.asked = True
            owner = attempt_store.get(uow.db, attempt).person_id
        return super().save(next(name for name, actor in self.people.items() if actor.id == owner), attempt, body, dies)


class AcknowledgesTooEarly(Server):
    """Says that it has what it has not committed."""

    def save(self, cookie, attempt, body, dies=""):
        try:
            return super().save(cookie, attempt, body, dies)
        except Died:
            return 200, {"done": [one["id"] for one in json.loads(body)["events"]], "flagged": {}, "refused": {}}


class KeepsEachCopy(Server):
    """Does not know an answer again when it comes twice."""

    def save(self, cookie, attempt, body, dies=""):
        sent = json.loads(body)
        ids = {str(uuid.UUID(int=random.getrandbits(128), version=4)): one["id"] for one in sent["events"]}
        events = [{**one, "id": fresh} for fresh, one in zip(ids, sent["events"], strict=True)]
        status, said = super().save(cookie, attempt, json.dumps({"device": str(uuid.uuid4()), "events": events}), dies)
        return status, {**said, "done": [ids[one] for one in said["done"]]} if "done" in said else said


CLIENT = [{"tab_class": ForgetsWhenItSends}, {"tab_class": ForgetsTheBatch}, {"tab_class": KeepsInThePage}, {"box_class": CountsInThePage},
          {"box_class": SendsNewestFirst}]  # fmt: skip
SERVER = [{"server_class": AcknowledgesTooEarly}, {"server_class": KeepsEachCopy}, {"server_class": TakesFromAnybody},
          {"server_class": TakesFromAnybody, "tab_class": KnowsEverybody}]  # fmt: skip


@pytest.mark.parametrize("broken", [*CLIENT, *SERVER], ids=lambda broken: "+".join(one.__name__ for one in broken.values()))
def test_a_broken_end_is_noticed(ground, broken):
    with pytest.raises(AssertionError):
        test_protocol.play(ground, TRIES, **broken)


def test_an_order_of_arrival_is_noticed(ground, monkeypatch):
    def by_arrival(events):
        return {one.item: one.value for one in sorted(events, key=lambda one: (one.received, one.id))}

    monkeypatch.setattr(answers, "latest", by_arrival)
    with pytest.raises(AssertionError):
        test_protocol.play(ground, TRIES, changed=True)


def test_counting_what_came_after_handing_in_is_noticed(ground, monkeypatch):
    monkeypatch.setattr(answers, "answer_flag", lambda attempt, received: "")
    with pytest.raises(AssertionError):
        test_protocol.play(ground, TRIES, changed=True)


def test_dropping_what_came_after_handing_in_is_noticed(ground, monkeypatch):
    real = answers.answers.add
    monkeypatch.setattr(answers.answers, "add", lambda db, events: real(db, [one for one in events if one["flag"] != "submitted"]))
    with pytest.raises(AssertionError):
        test_protocol.play(ground, TRIES, changed=True)
