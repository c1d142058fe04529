"""Stored spans against looking at every day by itself: random facts, corrections, new versions of a set and changed equivalences.

HATO_HISTORY_EXAMPLES sets how many histories are tried (10). Each is lived through the real services, and then read: what stands
now, and what stood at moments in between.
"""

import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as when
from sqlalchemy import select

from lms.domain.certificates import State
from lms.domain.evidence import Credential, Equivalence, Evidence, EvidenceKind
from lms.domain.ledger import canonical
from lms.domain.people import SYSTEM
from lms.domain.requirements import RequirementSet, Rule, RuleKind, collapsed
from lms.services import certificates, evidence, jobs, people, requirements
from lms.services.work import work_in
from lms.store.eligibility import eligibility_spans
from lms.store.engine import Store
from lms.store.requirements import requirement_sets
from tests.domain.test_eligibility_days import WINDOW, duty, judged, nearby, trees
from tests.services.test_attempts import do, finish_course
from tests.stage import Clock, actors, close, open_stage

EXAMPLES = int(os.environ.get("HATO_HISTORY_EXAMPLES", "10"))
BEGIN = datetime(2024, 8, 1, 9, 0, tzinfo=UTC)
KINDS = (EvidenceKind.CERTIFICATE, EvidenceKind.DOCUMENT, EvidenceKind.EXPERIENCE)
WORDS = ("A", "B", "b")
KNOWN = tuple(Credential(name, kind, {"en": name}) for name in WORDS for kind in KINDS)
DAYS = (*WINDOW[::9], *(date(2024, 7, 28) + timedelta(days=n) for n in range(8)), date(2026, 7, 31), date(2026, 8, 1))
A_SINCE_MAY = {"kind": EvidenceKind.CERTIFICATE, "name": "A", "valid_from": date(2024, 5, 1), "valid_until": None, "started": None, "ended": None}
ASKS_FOR_A = Rule("a", RuleKind.CERTIFICATE, {"en": "A"}, names=("A",))
pick = st.integers(0, 9)


@st.composite
def facts(draw):
    """What a registrar enters."""
    since, kind = draw(nearby), draw(st.sampled_from(KINDS))
    until = draw(st.none() | st.integers(0, 250).map(lambda days: since + timedelta(days=days)))
    started = draw(st.dates(date(2022, 9, 1), date(2024, 3, 1))) if kind is EvidenceKind.EXPERIENCE else None
    ended = draw(st.none() | st.integers(0, 700).map(lambda days: (started or since) + timedelta(days=days))) if started else None
    return {"kind": kind, "name": draw(st.sampled_from(WORDS)), "valid_from": since, "valid_until": until, "started": started, "ended": ended}


bounds = st.none() | nearby
same = st.lists(st.builds(Equivalence, st.sampled_from((*WORDS, "field-basics")), st.sampled_from(WORDS), bounds, bounds), max_size=2)
born = st.none() | st.dates(date(1999, 1, 1), date(1999, 12, 31))
steps = st.one_of(
    facts().map(lambda one: ("adds", one)), facts().map(lambda one: ("adds", one)), pick.map(lambda one: ("withdraws", one)),
    trees.map(lambda one: ("installs", one)), same.map(lambda one: ("equates", one)), st.just(("turns", None)), born.map(lambda one: ("is_born", one)),
)  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """What was known from an instant on: facts, versions of the set by id, equivalences."""

    at: datetime
    facts: tuple[Evidence, ...]
    sets: dict[str, RequirementSet]
    same: tuple[Equivalence, ...]


class History:
    """One person, one duty; every step is done for real and written down beside it."""

    def __init__(self, ground, stack, patch):
        folder = ground.folder / f"{ground.count()}.sqlite3"
        shutil.copy(ground.begun, folder)
        stack.callback(folder.unlink)
        self.clock, self.ground, self.patch = Clock(BEGIN + timedelta(hours=1)), ground, patch
        self.house = replace(ground.house, store=Store(f"sqlite:///{folder}"), clock=self.clock, shelf={"credentials": KNOWN})
        stack.callback(self.house.store.close)
        for engine in (self.house.store.writer, self.house.store.reader):
            when.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA synchronous=OFF"))
        own = Evidence("own", EvidenceKind.CERTIFICATE, "field-basics", date(2024, 8, 1), date(2026, 7, 31), True)
        self.own, self.facts, self.sets, self.same, self.moments = own, {"own": own}, {}, (), []

    def installs(self, tree):
        """A new version of the set, through the door that takes the folder in."""
        value = replace(duty(tree), version=len(self.sets) + 1)
        self.patch.setattr(requirements, "read_requirements", lambda folder, known: (value,))
        self.take_folder_in()
        with self.house.store.reading() as db:
            newest = select(requirement_sets.c.id).where(requirement_sets.c.key == "duty", requirement_sets.c.version == value.version)
            self.sets[db.scalars(newest).one()] = value

    def equates(self, same):
        """The folder says anew what counts as what."""
        self.same = tuple(same)
        self.take_folder_in()

    def take_folder_in(self):
        self.patch.setattr(requirements, "read_equivalences", lambda folder: self.same)
        self.house.shelf.pop("equivalences", None)
        do(self.house, SYSTEM, requirements.install)
        while jobs.run_one(self.house, {"recompute"}):
            pass

    def adds(self, fact):
        made = do(self.house, self.ground.emi, evidence.add, self.ground.aiko.id, **fact)
        self.facts[made] = Evidence(made, fact["kind"], fact["name"], fact["valid_from"], fact["valid_until"], True,
                                    started=fact["started"], ended=fact["ended"])  # fmt: skip

    def withdraws(self, number):
        ours = [one for one in self.facts if one not in ("own", "birth")]
        if ours:
            chosen = ours[number % len(ours)]
            do(self.house, self.ground.emi, evidence.withdraw, chosen, "A mistake.")
            del self.facts[chosen]

    def turns(self, nothing):
        """The certificate is revoked, or reinstated."""
        there = self.facts.pop("own", None)
        state = State.REVOKED if there else State.REINSTATED
        do(self.house, SYSTEM, certificates.change_state, self.ground.code, state, "Found out.")
        if not there:
            self.facts["own"] = self.own

    def is_born(self, day):
        do(self.house, self.ground.aiko, people.change, name="Aiko Tanaka", name_local="", lang="en", birth_date=day)
        self.facts.pop("birth", None)
        if day:
            self.facts["birth"] = Evidence("birth", EvidenceKind.BIRTH, "birth", day, None, True)

    def live(self, taken):
        for what, with_what in taken:
            self.clock.forward(minutes=1)
            getattr(self, what)(with_what)
            self.moments.append(Moment(self.clock.now, tuple(self.facts.values()), dict(self.sets), self.same))

    def check(self, moment):
        """The spans that stood half a minute after a moment say of each day what looking at that day alone says."""
        known = moment.at + timedelta(seconds=30)
        spans = eligibility_spans.c
        stood = (spans.recorded_at < known, (spans.superseded_at.is_(None)) | (spans.superseded_at >= known))
        with self.house.store.reading() as db:
            rows = list(db.execute(select(eligibility_spans).where(spans.person_id == self.ground.aiko.id, *stood)))
        for set_id, value in moment.sets.items():
            for level in (0, 3):
                situation = canonical(collapsed(value, {"danger_level": level})).decode()
                mine = [row for row in rows if row.set_id == set_id and row.situation == situation]
                edges = {row.from_day for row in mine} | {row.until_day for row in mine}
                near = {day + timedelta(days=n) for day in edges if date(2023, 1, 1) < day < date(2030, 1, 1) for n in (-1, 0)}
                for day in sorted({*DAYS, *near}):
                    told = [row for row in mine if row.from_day <= day < row.until_day]
                    assert len(told) == 1, f"{len(told)} spans for {day} as known at {known}"
                    looked = judged(value.root, moment.facts, moment.same, level, day) or ()
                    assert (told[0].met, tuple(told[0].missing)) == (not looked, looked), f"{day} as known at {known}"


@pytest.fixture(scope="module")
def ground(sqlite, home, tmp_path_factory):
    """A house in which Aiko holds a certificate, as every history begins."""
    folder = tmp_path_factory.mktemp("histories")
    with sqlite.fresh() as url:
        house = open_stage(url, home, tmp_path_factory.mktemp("data"), Clock(BEGIN))
        cast = actors(house)
        finish_course(house, cast["aiko"])
        with work_in(house, cast["aiko"]) as uow:
            uow.asked = True
            code = certificates.mine(uow)[0].code
        while jobs.run_one(house, {"recompute"}):
            pass
        house.store.checkpoint()
        shutil.copy(url.removeprefix("sqlite:///"), folder / "begun")
        counted = iter(range(10**9))
        yield SimpleNamespace(house=house, folder=folder, begun=folder / "begun", aiko=cast["aiko"], emi=cast["emi"], code=code, count=lambda: next(counted))
        close(house)


def play(ground, examples, broken=False):
    """Try so many histories."""
    phases = {"phases": [Phase.explicit, Phase.generate], "derandomize": True} if broken else {}

    @settings(max_examples=examples, database=None, deadline=None, **phases)
    @example(ASKS_FOR_A, [("adds", A_SINCE_MAY), ("withdraws", 0), ("equates", [Equivalence("field-basics", "A")])], [1, 2])
    @given(trees, st.lists(steps, min_size=1, max_size=9), st.lists(pick, min_size=2, max_size=2))
    def live(tree, taken, asked):
        with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
            history = History(ground, stack, patch)
            history.live([("installs", tree), *taken])
            for number in {len(history.moments) - 1, *(one % len(history.moments) for one in asked)}:
                history.check(history.moments[number])

    live()


def test_whatever_becomes_known_the_stored_spans_say_what_each_day_says_now_and_as_known_then(ground):
    play(ground, EXAMPLES)
