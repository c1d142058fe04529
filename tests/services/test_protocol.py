"""Autosaving over a bad line, as a machine that tries what can happen in any order: no answer is lost, changed, doubled or let in from others.

HATO_PROTOCOL_EXAMPLES sets how many histories are tried (40, of 40 steps each).
"""

import itertools
import os
from contextlib import ExitStack
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import event as when

from lms.domain.people import SYSTEM
from lms.errors import Conflict
from lms.services import answers, attempts
from lms.services.work import work_in
from lms.store import answers as store
from lms.store.engine import Store
from tests.services.protocol import CHOICES, Box, Browser, Died, Server, Tab
from tests.stage import Clock, actors, close, open_stage

EXAMPLES = int(os.environ.get("HATO_PROTOCOL_EXAMPLES", "40"))
PEOPLE = ("aiko", "bayo")
STORED = {item: {repr(sent): kept for sent, kept in choices} for item, choices in CHOICES.items()}
pick = st.integers(0, 9)


class Protocol(RuleBasedStateMachine):
    """Two people, two browsers, any number of tabs, one server."""

    ground: SimpleNamespace
    server_class, tab_class, box_class = Server, Tab, Box

    @initialize(locks=st.booleans())
    def begin(self, locks):
        self.stack = ExitStack()
        url = self.stack.enter_context(self.ground.engine.fresh())
        clock = Clock()
        house = replace(self.ground.house, store=Store(url), clock=clock)
        self.stack.callback(house.store.close)
        for engine in (house.store.writer, house.store.reader):
            when.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA synchronous=OFF"))
        self.server = self.server_class(house, self.ground.people, lambda: clock.forward(seconds=1))
        self.browsers = [Browser("aiko", locks), Browser("", True)]
        self.network, self.made, self.acknowledged, self.arrived = [], {}, set(), {}
        self.owners, self.closed, self.chosen = {}, set(), {}
        self.wrong = False
        self.opens_the_quiz(0)

    # What people do

    @rule(browser=pick, person=st.sampled_from(("", *PEOPLE)))
    def another_cookie(self, browser, person):
        """Signed in, or the sign-in ended; pages stay open."""
        self.browser(browser).cookie = person

    @rule(browser=pick)
    def opens_the_quiz(self, browser):
        found = self.browser(browser)
        if not found.cookie or len(found.tabs) > 2:
            return
        try:
            attempt = self.server.do(found.cookie, attempts.start, "field-basics", "m1")
        except Conflict:
            return
        self.owners[attempt] = found.cookie
        found.boxes.setdefault(found.cookie, self.box_class(found.cookie))
        self.tab_class(found, self.server, attempt)

    @precondition(lambda self: self.tabs())
    @rule(tab=pick, item=st.sampled_from(sorted(CHOICES)), choice=pick)
    def answers_a_question(self, tab, item, choice):
        found = self.tab(tab)
        self.note(found, found.choose(item, CHOICES[item][choice % len(CHOICES[item])][0]))

    @precondition(lambda self: self.tabs())
    @rule(tab=pick)
    def types_and_types(self, tab):
        """More than a batch holds."""
        found = self.tab(tab)
        for number in range(56):
            self.note(found, found.choose("m1-minutes", ("30", "5")[number % 2]))

    @precondition(lambda self: self.tabs())
    @rule(tab=pick)
    def page_is_loaded_again(self, tab):
        """As after a crash: what is in the page is gone, what is in the database of the browser is not."""
        old = self.tab(tab)
        old.browser.tabs.remove(old)
        if old.browser.cookie == old.uid:
            self.tab_class(old.browser, self.server, old.attempt)

    @rule(browser=pick)
    def signs_out(self, browser):
        """With something unsent, people are asked and stay; otherwise their database goes."""
        found = self.browser(browser)
        if found.cookie and not found.box(found.cookie).outbox:
            found.boxes.pop(found.cookie)
            found.tabs = [tab for tab in found.tabs if tab.uid != found.cookie]
            found.cookie = ""

    @precondition(lambda self: self.tabs())
    @rule(tab=pick)
    def posts_the_form(self, tab):
        """Without a script, or by the button."""
        found = self.tab(tab)
        if found.browser.cookie != found.uid:
            return
        before, kept = self.rows(found.attempt), self.given(found.attempt)
        self.server.do(found.uid, answers.save_form, found.attempt, found.form(), found.floor)
        closed = found.attempt in self.closed
        for row in self.rows(found.attempt):
            if row.id not in {one.id for one in before}:
                stale = kept.seqs.get(row.item, 0) > found.floor
                assert row.device == "form" and row.flag == ("outdated" if stale else "submitted" if closed else "")
                self.arrived[row.id] = (found.attempt, row.item, row.seq, row.value, row.flag)
                self.chosen[found.attempt, row.item] = None

    @precondition(lambda self: self.tabs())
    @rule(tab=pick)
    def hands_in(self, tab):
        found = self.tab(tab)
        if found.browser.cookie == found.uid:
            self.server.do(found.uid, attempts.submit, found.attempt)
            self.closed.add(found.attempt)

    # What the line and the server do

    @precondition(lambda self: self.tabs())
    @rule(tab=pick, person=st.sampled_from((None, None, None, "", *PEOPLE)), dies=st.sampled_from((None, None, "", "before", "after")))
    def sends(self, tab, person, dies):
        """Somebody else may sign in between the question who is there and the sending; what is sent arrives at once, or is on its way."""
        found = self.tab(tab)
        if not found.may_send():
            return
        message = found.send(lambda: person is not None and setattr(found.browser, "cookie", person))
        if isinstance(message, str):
            return
        self.network.append(message)
        if dies is not None:
            self.deliver(message, dies)
            self.receive(message)

    @precondition(lambda self: self.network)
    @rule(message=pick, dies=st.sampled_from(("", "", "", "before", "after")), again=st.booleans(), reply=st.booleans())
    def delivers(self, message, dies, again, reply):
        """A message may come twice, and long after it was given up; its reply may be lost."""
        found = self.network[message % len(self.network)]
        self.deliver(found, dies)
        if again:
            self.deliver(found, "")
        if not reply:
            found.reply = None
        if found.tab.running is found:
            self.receive(found)

    @precondition(lambda self: self.network)
    @rule(message=pick)
    def gives_up(self, message):
        """The line is cut; what was sent may still arrive."""
        found = self.network[message % len(self.network)]
        if found.tab.running is found:
            found.reply = None
            self.receive(found)

    # What must always be so

    @invariant()
    def holds(self):
        if not hasattr(self, "stack"):
            return
        try:
            for attempt in self.owners:
                self.check(attempt)
            waiting = {event["id"] for browser in self.browsers for box in browser.boxes.values() for event in box.outbox.values()}
            assert self.made.keys() <= waiting | self.arrived.keys(), "an answer is neither on the device nor on the server"
        except AssertionError:
            self.wrong = True
            raise

    def check(self, attempt):
        """What is kept is what arrived, once and unchanged, marked as it must be; the highest number counts."""
        rows = self.rows(attempt)
        kept = {row.id: (attempt, row.item, row.seq, row.value, row.flag) for row in rows}
        assert kept == {key: one for key, one in self.arrived.items() if one[0] == attempt}, "what is kept is not what arrived"
        assert {key for key in self.acknowledged if self.made[key]["attempt"] == attempt} <= kept.keys(), "an acknowledged answer is lost"
        highest = {}
        for key, (_, item, seq, value, flag) in kept.items():
            if not flag:
                highest[item] = max(highest.get(item, (0, "", None)), (seq, key, value), key=lambda one: one[:2])
        assert self.given(attempt).values == {item: one[2] for item, one in highest.items()}, "another answer counts than the highest"

    def teardown(self):
        if not hasattr(self, "stack"):
            return
        try:
            if not self.wrong:
                self.settle()
        finally:
            self.stack.close()

    def settle(self):
        """The line comes back and everybody signs in: everything goes up, and the last choice counts where one device was used."""
        for browser, person in itertools.product(self.browsers, PEOPLE):
            browser.cookie = person
            box = browser.boxes.get(person)
            for tab in [tab for tab in browser.tabs if tab.uid == person]:
                tab.running, tab.stuck = None, set()
            if not box or not box.outbox:
                continue
            tab = next((tab for tab in browser.tabs if tab.box is box), None) or self.tab_class(browser, self.server, box.unsent()[0]["attempt"])
            while not isinstance(message := tab.send(), str):
                self.network.append(message)
                self.deliver(message, "")
                self.receive(message)
            assert message == "saved" and not box.outbox, f"{len(box.outbox)} answers stay on the device"
        self.holds()
        for (attempt, item), one in self.chosen.items():
            if one is not None and attempt not in self.closed:
                assert self.given(attempt).values[item] == one[1], "the last choice does not count"

    # Bookkeeping

    def browser(self, number):
        return self.browsers[number % len(self.browsers)]

    def tabs(self):
        return [tab for browser in self.browsers for tab in browser.tabs]

    def tab(self, number):
        return self.tabs()[number % len(self.tabs())]

    def note(self, tab, event):
        """Remember what was made; the last choice of an item is known only while one device alone has given any."""
        if event is None:
            return
        self.made[event["id"]] = event
        before = self.chosen.get((tab.attempt, event["item"]), (tab.browser, None))
        alone = before is not None and before[0] is tab.browser
        self.chosen[tab.attempt, event["item"]] = (tab.browser, STORED[event["item"]][repr(event["value"])]) if alone else None

    def deliver(self, message, dies):
        """To the server; what it commits has arrived."""
        try:
            message.reply = self.server.save(message.cookie, message.attempt, message.body, dies)
        except Died:
            message.reply = None
        mine = message.cookie == self.owners[message.attempt]
        assert mine or message.reply is None or message.reply[0] in (401, 404), "somebody else's answers were taken"
        if mine and dies != "before":
            flag = "submitted" if message.attempt in self.closed else ""
            for event in message.batch:
                value = STORED[event["item"]][repr(event["value"])]
                self.arrived.setdefault(event["id"], (message.attempt, event["item"], event["seq"], value, flag))

    def receive(self, message):
        """Back at the page, which may be gone by now."""
        if message.reply and message.reply[0] == 200:
            assert not message.reply[1]["refused"], f"a right answer was refused: {message.reply}"
            self.acknowledged |= set(message.reply[1]["done"])
        message.tab.receive(message)

    def rows(self, attempt):
        with work_in(self.server.house, SYSTEM) as uow:
            uow.asked = True
            return store.of_attempt(uow.db, attempt)

    def given(self, attempt):
        with work_in(self.server.house, SYSTEM) as uow:
            uow.asked = True
            return answers.given(uow, attempt)


@pytest.fixture(scope="module")
def ground(sqlite, home, tmp_path_factory):
    """What every history begins on."""
    with sqlite.fresh() as url:
        house = open_stage(url, home, tmp_path_factory.mktemp("data"))
        people = {name: actor for name, actor in actors(house).items() if name in PEOPLE}
        yield SimpleNamespace(engine=sqlite, house=house, people=people)
        close(house)


def play(ground, examples, **parts):
    """Try so many histories with some parts of the two ends changed."""
    machine = type("Bound", (Protocol,), {"ground": ground, **parts})
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    given = settings(max_examples=examples, stateful_step_count=40, deadline=None, database=None, suppress_health_check=checks)
    if parts:
        given = settings(given, phases=[Phase.generate], derandomize=True, report_multiple_bugs=False)
    run_state_machine_as_test(machine, settings=given)


def test_whatever_happens_on_the_way_no_answer_is_lost_changed_or_doubled(ground):
    play(ground, EXAMPLES)
