"""Made-up people to try the house with: one of each role, and a trainee who is a few answers short of a certificate."""

from dataclasses import dataclass
from datetime import date

from lms.domain.evidence import EvidenceKind
from lms.domain.grading import right_answer
from lms.domain.people import SYSTEM, Actor, Role
from lms.domain.permissions import Action
from lms.domain.scenarios import best_path
from lms.services import answers, attempts, consents, editions, evidence, lessons, people, progress, scenarios
from lms.services.work import House, UnitOfWork, existing, work_in
from lms.store import people as store

COURSE = "security-management"
LEFT_OPEN = 5


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as."""

    email: str
    name: str
    name_local: str
    role: Role | None
    sentence: str
    birth: date | None = None


CAST = (
    DemoPerson("aiko@example.org", "Aiko Tanaka", "田中 愛子", None, "a trainee, a few answers short of a certificate", date(1991, 4, 12)),
    DemoPerson("bayo@example.org", "Bayo Adeyemi", "", None, "a trainee who has just begun"),
    DemoPerson("chiara@example.org", "Chiara Rossi", "", Role.TRAINER, "a trainer"),
    DemoPerson("daud@example.org", "Daud Rahimi", "داود رحیمی", Role.PARTNER, "at a partner university"),
    DemoPerson("emi@example.org", "Emi Sato", "佐藤 恵美", Role.REGISTRAR, "a registrar, who answers for who is sent"),
    DemoPerson("farid@example.org", "Farid Haddad", "", Role.AUDITOR, "an auditor"),
    DemoPerson("grace@example.org", "Grace Akello", "", Role.ADMINISTRATOR, "an administrator"),
)


def load(house: House, password: str) -> None:
    """Make the demo people where they are missing, and give all of them this password, which ends their sign-ins."""
    for one in CAST:
        with work_in(house, SYSTEM, writes=True) as uow:
            _person(uow, one, password)
    with work_in(house, SYSTEM) as uow:
        uow.authorize(Action.OPERATE)
        ids = store.demo_ids(uow.db)
    _study(house, ids)


def _person(uow: UnitOfWork, one: DemoPerson, password: str) -> None:
    with uow.look() as db:
        there = store.by_email(db, one.email)
    if there is None:
        people.add(uow, name=one.name, name_local=one.name_local, email=one.email, password=password, role=one.role, demo=True, birth=one.birth)
    elif there.demo:
        uow.authorize(Action.OPERATE)
        people.set_password(uow, there.id, uow.house.passwords.hash(password))
    else:
        uow.authorize(Action.OPERATE)


def _study(house: House, ids: dict[str, str]) -> None:
    """Aiko has done everything but the last answers of the exam; she and Bayo are on the roster; the registrar has seen her BSAFE certificate."""
    aiko = Actor(ids["aiko@example.org"], "Aiko Tanaka")
    with work_in(house, aiko) as uow:
        uow.authorize(Action.READ_CATALOGUE)
        if COURSE not in editions.latest_ids(uow) or progress.standing(uow, COURSE).enrolment:
            return
        edition = editions.latest(uow, COURSE)
    for lesson in edition.course.lessons:
        with work_in(house, aiko, writes=True) as uow:
            lessons.finish(uow, COURSE, lesson.key)
    for key in edition.course.scenarios:
        _play(house, aiko, key)
    *before, last = edition.course.quizzes
    for key in before:
        _sit(house, aiko, key, 0)
    _sit(house, aiko, last, LEFT_OPEN)
    for one in CAST[:2]:
        with work_in(house, Actor(ids[one.email], one.name), writes=True) as uow:
            consents.change(uow, True)
    with work_in(house, Actor(ids["emi@example.org"], "Emi Sato", frozenset({Role.REGISTRAR})), writes=True) as uow:
        evidence.add(uow, aiko.id, kind=EvidenceKind.CERTIFICATE, name="BSAFE", valid_from=date(2026, 2, 3), note="Original seen.")


def _play(house: House, actor: Actor, key: str) -> None:
    """Play a scenario by its best path."""
    with work_in(house, actor, writes=True) as uow:
        play = scenarios.start(uow, COURSE, key)
    with work_in(house, actor) as uow:
        uow.authorize(Action.READ_CATALOGUE)
        path = best_path(editions.latest(uow, COURSE).scenarios[key])
    for number, move in enumerate(path, 1):
        with work_in(house, actor, writes=True) as uow:
            scenarios.choose(uow, play, number, move.option)


def _sit(house: House, actor: Actor, key: str, left: int) -> None:
    """Answer a quiz rightly; with `left` answers left it stays open."""
    with work_in(house, actor, writes=True) as uow:
        attempt = attempts.start(uow, COURSE, key)
    with work_in(house, actor) as uow:
        quiz = existing(editions.latest(uow, COURSE).quiz(key))
        asked = [item.key for item in attempts.show(uow, attempt).items]
    items = {item.key: item for item in quiz.items}
    with work_in(house, actor, writes=True) as uow:
        answered = asked[: len(asked) - left]
        answers.give(uow, attempt, {key: right_answer(items[key]) for key in answered})
    if not left:
        with work_in(house, actor, writes=True) as uow:
            attempts.submit(uow, attempt)
