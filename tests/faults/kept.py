"""What the database holds, beside what people were told that it holds."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from lms.domain.people import SYSTEM
from lms.services import jobs, ledger
from lms.services.work import House, work_in
from lms.store import copies
from lms.store.answers import answer_events
from lms.store.attempts import attempts
from lms.store.certificates import certificate_files, certificates
from lms.store.gradings import gradings
from lms.store.progress import enrolments, lesson_progress
from tests.faults.client import Learner


class Told:
    """What people have been told until now. Copied before the database is read, so that the database may only know more."""

    def __init__(self, learners: Iterable[Learner]) -> None:
        everyone = list(learners)
        self.answers = {key: one for learner in everyone for key, one in learner.answers.copy().items()}
        self.submitted = {key: passed for learner in everyone for key, passed in learner.submitted.copy().items()}
        self.lessons = {(learner.person, lesson) for learner in everyone for lesson in list(learner.lessons)}
        self.certified = {learner.person for learner in everyone if learner.certified}


class Kept:
    """What the database holds of some people, in one snapshot."""

    def __init__(self, house: House, people: Iterable[str]) -> None:
        a, e, g, c = answer_events.c, enrolments.c, gradings.c, certificates.c
        some = list(people)
        mine = select(attempts.c.id).where(attempts.c.person_id.in_(some))
        enrolled = select(e.id).where(e.person_id.in_(some))
        with house.store.reading() as db:
            def rows(*columns: Any, where: Any) -> list[Any]:
                return list(db.execute(select(*columns).where(where)))

            self.answers = rows(a.id, a.attempt_id, a.device, a.item, a.seq, a.value, a.flag, where=a.attempt_id.in_(mine))
            self.attempts = rows(
                *(attempts.c[one] for one in ("id", "enrolment_id", "quiz", "number", "submitted_at", "passed")), where=attempts.c.person_id.in_(some)
            )
            self.graded = Counter(row.attempt_id for row in rows(g.attempt_id, where=g.attempt_id.in_(mine)))
            self.enrolments = rows(e.id, e.person_id, e.completed_at, where=e.person_id.in_(some))
            done = rows(*lesson_progress.c, where=lesson_progress.c.enrolment_id.in_(enrolled))
            self.issued = Counter(row.enrolment_id for row in rows(c.enrolment_id, where=c.person_id.in_(some)))
        person = {row.id: row.person_id for row in self.enrolments}
        self.lessons = {(person[row.enrolment_id], row.lesson) for row in done}


def compare(house: House, learners: list[Learner]) -> Counter[str]:
    """Everything that was acknowledged is there, once and unchanged. Raises AssertionError, naming what is not; gives the numbers."""
    told = Told(learners)
    kept = Kept(house, {one.person for one in learners})
    made = {attempt: ids for learner in learners for attempt, ids in learner.made.copy().items()}
    answers(kept, told, made)
    submissions(kept, told)
    consistent(kept)
    return Counter(
        {"acknowledged answers": len(told.answers), "submissions": len(told.submitted), "lessons": len(told.lessons), "certificates": len(told.certified)}
    )


def answers(kept: Kept, told: Told, made: dict[str, set[str]]) -> None:
    """Each acknowledged answer under its id, and no answer that its person did not give."""
    rows = {row.id: row for row in kept.answers}
    lost = [key for key in told.answers if key not in rows]
    assert not lost, f"acknowledged answers are lost: {lost[:5]} ({len(lost)})"
    changed = [key for key, one in told.answers.items() if (rows[key].attempt_id, rows[key].item, rows[key].seq, rows[key].value) != one]
    assert not changed, f"acknowledged answers are changed: {changed[:5]} ({len(changed)})"
    flagged = [key for key in told.answers if rows[key].flag]
    assert not flagged, f"answers given in time are marked as not counting: {flagged[:5]}"
    strange = [row.id for row in rows.values() if row.id not in made.get(row.attempt_id, set())]
    assert not strange, f"answers nobody gave: {strange[:5]}"


def submissions(kept: Kept, told: Told) -> None:
    """Each acknowledged submission graded rightly; each acknowledged lesson and completion."""
    rows = {row.id: row for row in kept.attempts}
    wrong = [key for key, passed in told.submitted.items() if key not in rows or rows[key].passed is not passed]
    assert not wrong, f"acknowledged submissions are lost, or graded wrongly: {wrong[:5]}"
    assert told.lessons <= kept.lessons, f"acknowledged lessons are lost: {sorted(told.lessons - kept.lessons)[:5]}"
    lost = told.certified - {row.person_id for row in kept.enrolments if row.completed_at}
    assert not lost, f"acknowledged completions are lost: {lost}"


def consistent(kept: Kept) -> None:
    """Graded once when handed in; numbers without a gap, one open attempt; one enrolment, one certificate with each completion."""
    twice = [row.id for row in kept.attempts if kept.graded[row.id] != (row.submitted_at is not None)]
    assert not twice, f"attempts graded twice, or handed in and not graded: {twice[:5]}"
    sittings: dict[Any, list[Any]] = {}
    for row in kept.attempts:
        sittings.setdefault((row.enrolment_id, row.quiz), []).append(row)
    for where, found in sittings.items():
        assert sorted(row.number for row in found) == list(range(1, len(found) + 1)), f"{where}: numbers of attempts have a gap"
        assert sum(row.submitted_at is None for row in found) <= 1, f"{where}: two open attempts"
    assert max(Counter(row.person_id for row in kept.enrolments).values(), default=1) == 1, "somebody is enrolled twice"
    complete = {row.id for row in kept.enrolments if row.completed_at}
    assert set(kept.issued) == complete and max(kept.issued.values(), default=1) == 1, "a completion and its one certificate do not agree"
    places = Counter((row.attempt_id, row.device, row.seq) for row in kept.answers)
    assert max(places.values(), default=1) == 1, "a sequence number stands for two answers"


def whole(house: House, printed: bool = True) -> Counter[str]:
    """The ledger verifies and the database file is sound; with `printed`, nobody serving, what was left to print is printed once."""
    if printed:
        jobs.release(house)
        while jobs.run_one(house):
            pass
        with house.store.reading() as db:
            counts = [db.scalar(select(func.count()).select_from(one)) for one in (certificates, certificate_files)]
        assert counts[0] == counts[1], f"{counts[0]} certificates were issued, {counts[1]} printed"
    if house.store.sqlite:
        assert copies.faults(str(house.store.writer.url.database)) == []
    with work_in(house, SYSTEM) as uow:
        check = ledger.verify(uow)
    assert check.fault is None, f"entry {check.fault} of the ledger is wrong"
    return Counter({"entries in the ledger": check.size})
