"""The roster's first page as people become many: `bench/roster --million --engine postgresql`."""

import argparse
import math
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, text

from bench.report import Report
from lms.app import open_house
from lms.config import Config
from lms.content.compiled import pack_set
from lms.domain.ledger import canonical
from lms.domain.people import Actor, Role
from lms.domain.profiles import Trait, TraitKind
from lms.domain.requirements import Condition, Group, GroupKind, RequirementSet, Rule, RuleKind, When, situations
from lms.services import roster, schema
from lms.services.roster import Kind, Question
from lms.services.work import House, work_in
from lms.store import requirements
from lms.store.base import Db
from lms.store.consents import consents
from lms.store.eligibility import eligibility_spans
from lms.store.people import people
from lms.store.profiles import traits
from tests.engines import PostgreSQL, server

SIZES, MILLION = (10_000, 100_000), 1_000_000
CHUNK, TRIALS, MOST_MS = 10_000, 40, 50
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = NOW.date()
GIVEN = ("Aiko", "Bayo", "Chiara", "Daud", "Emi", "Farid", "Grace", "Haruto", "Ines", "Jonas", "Kofi", "Leila", "Mina", "Noor", "Omar", "Priya")
FAMILY = ("Tanaka", "Adeyemi", "Rossi", "Rahimi", "Sato", "Haddad", "Akello", "Suzuki", "Silva", "Weber", "Mensah", "Karimi", "Park", "Aziz")
HIGH = (When("danger_level", at_least=3),)
DUTY = RequirementSet(
    "field", 1, {"en": "Field officer"}, date(2020, 1, 1),
    Group(GroupKind.ALL_OF, (*(Rule(key, RuleKind.CERTIFICATE, {"en": key}, (key,)) for key in ("basics", "first-aid", "bsafe")),
                             Rule("heat", RuleKind.CERTIFICATE, {"en": "heat"}, ("HEAT",), when=HIGH))),
    conditions=(Condition("danger_level", {"en": "Danger level"}, (0, 1, 2, 3, 4), 0),),
)  # fmt: skip
ASKED = {
    "ready": Question("field"),
    "nearly ready": Question("field", kind=Kind.NEARLY),
    "lapsing within 90 days": Question("field", kind=Kind.LAPSING),
    "ready, danger level 3": Question("field", place={"danger_level": 3}),
    "ready, in four years (nobody)": Question("field", TODAY + timedelta(days=1500)),
    "ready, as known a month ago": Question("field", known=TODAY - timedelta(days=30)),
    "ready, part of a name": Question("field", search="tana"),
    "ready, French at B2, available": Question("field", traits=(Trait(TraitKind.LANGUAGE, "fr:B2"), Trait(TraitKind.AVAILABLE))),
    "ready, a rare field": Question("field", traits=(Trait(TraitKind.FIELD, "mine-victims"),)),
}
EMI = Actor("0199c0de-0000-7000-8000-000000000001", "Emi Sato", frozenset({Role.REGISTRAR}))


def main() -> None:
    """Each size in turn, in one database that grows."""
    asked = argparse.ArgumentParser(prog="bench/roster", description=__doc__)
    asked.add_argument("--million", action="store_true")
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    given = asked.parse_args()
    report, before = Report(), dict.fromkeys(ASKED, (0, 0.0))
    with tempfile.TemporaryDirectory() as folder, opened(given.engine, Path(folder)) as house:
        there, chance = 0, random.Random(7)
        for size in (*SIZES, *((MILLION,) if given.million else ())):
            start = time.monotonic()
            seed(house, size - there, chance)
            there = size
            seconds = f"seeded in {time.monotonic() - start:.0f} s"
            report.title(f"the roster's first page, {size:,} people, {given.engine} {house.store.version()} ({seconds})")
            measure(report, house, size, before)
    report.end()


def measure(report: Report, house: House, size: int, before: dict[str, tuple[int, float]]) -> None:
    """Every question, in turns with the floor; growth is that of the ratio to it, so that a busy machine counts on both sides."""
    for name, question in ASKED.items():
        page, floor = turns(lambda question=question: ask(house, question), lambda: bare(house))  # type: ignore[misc]
        smaller, then = before[name]
        grown, allowed = (page / floor / then, math.log(size) / math.log(smaller)) if smaller else (0.0, 0.0)
        ratio = f"{page / floor:.1f} × a bare query" + (f", {grown:.2f} × {smaller:,}" if smaller else "")
        figure = f"{page * 1000:.1f} ms"
        if name != "ready":
            report.told(name, figure, ratio)
        elif smaller:
            report.promised(name, figure, ratio, f"≤ {allowed:.2f} ×", grown <= allowed)
        else:
            report.promised(name, figure, ratio, f"≤ {MOST_MS} ms", page * 1000 <= MOST_MS)
        before[name] = (size, page / floor)


def turns(*acts: Callable[[], object]) -> tuple[float, ...]:
    """The median time of each, in seconds, measured in turns."""
    taken: list[list[float]] = [[] for _ in acts]
    for _ in range(TRIALS):
        for act, times in zip(acts, taken, strict=True):
            start = time.perf_counter()
            act()
            times.append(time.perf_counter() - start)
    return tuple(statistics.median(times) for times in taken)


def ask(house: House, question: Question) -> None:
    """One page, as the site asks for it."""
    with work_in(house, EMI) as uow:
        roster.page(uow, question)


def bare(house: House) -> None:
    """As many people in the order of their names, and nothing else."""
    with house.store.reading() as db:
        db.execute(select(people.c.id, people.c.name, people.c.name_local).order_by(people.c.name, people.c.id).limit(roster.PAGE + 1)).all()


@contextmanager
def opened(engine: str, folder: Path) -> Iterator[House]:
    """A house with a duty and nobody in it."""
    if engine == "sqlite":
        with _house(folder, f"sqlite:///{folder / 'hato.db'}") as house:
            yield house
        return
    with server() as address, closing(PostgreSQL(address, lambda url: None)) as found, found.fresh(empty=True) as url, _house(folder, url) as house:
        yield house


@contextmanager
def _house(folder: Path, url: str) -> Iterator[House]:
    house = open_house(Config(data=folder, database_url=url))
    schema.upgrade(house)
    with house.store.writing() as db:
        requirements.add(
            db, id=EMI.id, key=DUTY.key, version=1, seal="bench", body=pack_set(DUTY), recorded_at=NOW - timedelta(days=900),
            effective_from=DUTY.effective_from, effective_until=None,
        )  # fmt: skip
    try:
        yield house
    finally:
        house.store.close()


def seed(house: House, count: int, chance: random.Random) -> None:
    """More people: three in five listed, some hundred days of readiness each, one span in seven corrected."""
    for start in range(0, count, CHUNK):
        with house.store.writing() as db:
            _some(db, min(CHUNK, count - start), chance)
    with house.store.writer.connect() as db:
        if house.store.sqlite:
            house.store.checkpoint()
        else:
            db.execute(text("ANALYZE"))
            db.commit()


def _some(db: Db, count: int, chance: random.Random) -> None:
    ids = [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(count)]
    past = NOW - timedelta(days=600)
    common = {"name_local": "", "password_hash": "", "lang": "en", "demo": False, "created_at": past}
    rows = [{"id": one, "email": f"{one}@example.org", "name": f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}", **common} for one in ids]
    db.execute(people.insert(), rows)
    listed = [one for one in ids if chance.random() < 0.6]
    db.execute(consents.insert(), [{"person_id": one, "number": 1, "state": "given", "at": past} for one in listed])
    db.execute(traits.insert(), [row for one in ids for row in _traits(one, chance)])
    places = [(canonical(one).decode(), one["danger_level"]) for one in situations(DUTY)]
    db.execute(eligibility_spans.insert(), [span for one in ids for name, level in places for span in _spans(one, name, level != 0, chance)])


def _traits(person: str, chance: random.Random) -> Iterator[dict[str, object]]:
    """One in five shows French at B2, half could go at once, one in three hundred supports mine victims."""
    for kind, name, share in (("language", "fr:B2", 0.2), ("available", "0", 0.5), ("field", "mine-victims", 1 / 300)):
        if chance.random() < share:
            yield {
                "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "person_id": person, "kind": kind, "name": name, "from_day": date.min,
                "until_day": date.max, "recorded_at": NOW - timedelta(days=100), "superseded_at": None,
            }  # fmt: skip


def _spans(person: str, situation: str, high: bool, chance: random.Random) -> Iterator[dict[str, object]]:
    """Not ready, then ready or nearly so for a year or two, then not ready again; where it is dangerous more is missing."""
    start = TODAY - timedelta(days=chance.randrange(-60, 900))
    until = start + timedelta(days=chance.choice((365, 730)))
    lacking = [key for key in ("first-aid", "bsafe") if chance.random() < 0.35] + ["heat"] * (high and chance.random() < 0.8)
    none = ["basics", "first-aid", "bsafe", *(["heat"] if high else [])]
    recorded = NOW - timedelta(days=chance.randrange(1, 500))
    for first, last, missing in ((date.min, start, none), (start, until, lacking), (until, date.max, none)):
        yield _span(person, situation, first, last, missing, recorded, None, chance)
    if chance.random() < 0.5:
        yield _span(person, situation, start, date.max, lacking, recorded - timedelta(days=30), recorded, chance)


def _span(
    person: str, situation: str, first: date, last: date, missing: list[str], recorded: datetime, superseded: datetime | None, chance: random.Random
) -> dict[str, object]:
    return {
        "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "person_id": person, "set_id": EMI.id, "situation": situation,
        "from_day": first, "until_day": last, "met": not missing, "missing": missing, "lacks": len(missing),
        "recorded_at": recorded, "superseded_at": superseded,
    }  # fmt: skip


if __name__ == "__main__":
    main()
