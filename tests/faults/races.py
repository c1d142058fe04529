"""Many threads over few people: starts, answers, submissions, lessons, plays and the sweep, all at once."""

import json
import random
import subprocess
import sys
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from lms.adapters.system import now
from lms.domain.answers import mask
from lms.domain.grading import grade, right_answer
from lms.domain.people import SYSTEM, Actor
from lms.domain.scenarios import best_path
from lms.errors import Trouble
from lms.services import answers, attempts, editions, jobs, lessons, scenarios
from lms.services.work import House, work_in
from lms.store import attempts as store
from tests.faults.kept import Kept, consistent, whole
from tests.faults.kills import signed_in
from tests.stage import ROOT, close, open_stage

COURSE = "field-basics"
LESSONS = ("m1/01-plan", "m1/02-pack", "m2/01-road")
QUIZZES = ("m1", "m2", "final")
THREADS = 8
AT_ONCE = 2
"""So few people are busy at a time, so that threads meet; after `ROUND` acts it is others' turn."""

ROUND = 120


class Skewed:
    """A clock that a race may push forward, so that exams run out of time in mid-flight."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self):
        return now() + self.ahead


@dataclass
class Crowd:
    """A house, the people in turn, and what has been done so far."""

    house: House
    people: list[Actor]
    seed: int
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[BaseException] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def do(self, actor, service, *given):
        with work_in(self.house, actor, writes=True) as uow:
            return service(uow, *given)

    def run(self, acts: int, first: int) -> None:
        """One thread: so many acts of random people of the round."""
        chance = random.Random(f"{self.seed} {first}")
        for number in range(acts):
            start = number // (ROUND // THREADS) * AT_ONCE
            actor = self.people[(start + chance.randrange(AT_ONCE)) % len(self.people)]
            act = chance.choice((begin, begin, answer, answer, hand_in, hand_in, lesson, play, sweep if chance.random() < 0.2 else lesson))
            try:
                act(self, actor, chance)
                said = act.__name__
            except Trouble as fault:
                said = f"{act.__name__} refused ({fault.code})"
            except BaseException as fault:
                self.faults.append(fault)
                raise
            with self.guard:
                self.counts[said] += 1


def opened(crowd, actor, chance):
    """An attempt of the person, open more likely than not; None when there is none."""
    with crowd.house.store.reading() as db:
        rows = list(db.execute(select(store.attempts).where(store.attempts.c.person_id == actor.id)))
    some = [row.id for row in rows if row.submitted_at is None and chance.random() < 0.9] or [row.id for row in rows]
    return chance.choice(some) if some else None


def begin(crowd, actor, chance):
    """Start a quiz."""
    crowd.do(actor, attempts.start, COURSE, chance.choice(QUIZZES))


def answer(crowd, actor, chance):
    """Answer everything, rightly or not, as one of two devices, twice."""
    attempt = opened(crowd, actor, chance)
    if attempt:
        fill(crowd, actor, attempt, chance.choice(("phone", "laptop")), chance.randrange(1, 10**6), chance.random() < 0.8)


def fill(crowd, actor, attempt, device, seq, rightly):
    """Send an answer to every question, and send it again."""
    events = [
        {"id": str(uuid.uuid4()), "item": item.key, "seq": seq + place, "value": mask(drawn, right_answer(item)) if rightly else None}
        for place, (drawn, item) in enumerate(questions(crowd, actor, attempt))
    ]  # fmt: skip
    for _ in range(2):
        crowd.do(actor, answers.record, attempt, device, events)


def hand_in(crowd, actor, chance):
    """Submit; most people look over their answers first."""
    attempt = opened(crowd, actor, chance)
    if attempt:
        if chance.random() < 0.8:
            fill(crowd, actor, attempt, "laptop", 10**6 + chance.randrange(10**6), rightly=True)
        crowd.do(actor, attempts.submit, attempt)


def lesson(crowd, actor, chance):
    """Finish a lesson."""
    crowd.do(actor, lessons.finish, COURSE, chance.choice(LESSONS))


def play(crowd, actor, chance):
    """Play the scenario as far as others let it."""
    begun = crowd.do(actor, scenarios.start, COURSE, "bridge")
    with work_in(crowd.house, actor) as uow:
        uow.asked = True
        path = best_path(editions.latest(uow, COURSE).scenarios["bridge"])
    for number, move in enumerate(path, 1):
        crowd.do(actor, scenarios.choose, begun, number, move.option)


def sweep(crowd, actor, chance):
    """Time runs out, now and then; the sweep closes what is over."""
    if chance.random() < 0.2 and isinstance(crowd.house.clock, Skewed):
        crowd.house.clock.ahead += timedelta(minutes=31)
    jobs.tidy(crowd.house)


def questions(crowd, actor, attempt):
    """What an attempt asks."""
    with work_in(crowd.house, actor) as uow:
        uow.asked = True
        row = store.get(uow.db, attempt)
        return list(answers._asked(uow, row).values())


def race(house: House, people: list[Actor], acts: int, seed: int) -> Counter[str]:
    """So many acts by threads of this process."""
    crowd = Crowd(house, people, seed)
    threads = [threading.Thread(target=crowd.run, args=(-(-acts // THREADS), number)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not crowd.faults, crowd.faults
    return crowd.counts


def run(url: str, home: Path, data: Path, acts: int, seed: int, processes: int = 1) -> Counter[str]:
    """Race on a prepared database, in one process or several, and look at what came of it. Raises AssertionError when a rule was broken."""
    house = replace(open_stage(url, home, data, now), clock=Skewed())
    try:
        people = [Actor(person, "", frozenset()) for person, _ in signed_in(house, AT_ONCE * (acts // processes // ROUND + 1))]
        share = acts // processes
        command = [sys.executable, "-m", "tests.faults.races", url, str(home), str(data), str(share)]
        others = [
            subprocess.Popen([*command, str(seed + number)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for number in range(1, processes)
        ]
        for other in others:
            assert other.stdin
            other.stdin.write(json.dumps([actor.id for actor in people]) + "\n")
            other.stdin.flush()
        counts = race(house, people, share, seed)
        for other in others:
            said, _ = other.communicate(timeout=600)
            assert other.returncode == 0, said
            counts.update(json.loads(said))
        look(house, people, counts)
        return counts
    finally:
        close(house)


def look(house: House, people: list[Actor], counts: Counter[str]) -> None:
    """Every rule, over everything that was left behind."""
    kept = Kept(house, [actor.id for actor in people])
    consistent(kept)
    limits = {"m1": 3, "final": 2}
    beyond = [row.id for row in kept.attempts if row.number > limits.get(row.quiz, row.number)]
    assert not beyond, f"more attempts than allowed: {beyond}"
    wrong = []
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        for one in kept.attempts:
            row = store.get(uow.db, one.id)
            quiz = editions.edition(uow, row.edition_id).quiz(row.quiz)
            again = grade(quiz, answers.stored_paper(row), answers.given(uow, row.id).values)
            if row.submitted_at and (again.points, again.out_of, again.percent, again.passed) != (row.points, row.out_of, row.percent, row.passed):
                wrong.append(row.id)
    assert not wrong, f"results that the stored answers do not give: {wrong}"
    counts.update({"attempts": len(kept.attempts), "answers kept": len(kept.answers), "certificates": sum(kept.issued.values())})
    counts.update(whole(house, printed=False))


def main() -> None:
    """Another process of the same race."""
    url, home, data, acts, seed = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
    people = [Actor(person, "", frozenset()) for person in json.loads(sys.stdin.readline())]
    house = replace(open_stage(url, home, data, now), clock=Skewed())
    try:
        print(json.dumps(race(house, people, acts, seed)))
    finally:
        close(house)


if __name__ == "__main__":
    main()
