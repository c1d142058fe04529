"""The schema: migrated on both engines, equal to the tables as written, back and forth, and firm about what stands for ever."""

import json

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from lms.domain.people import SYSTEM
from lms.domain.permissions import Action
from lms.domain.profiles import Profile
from lms.services import accommodations, adjustments, consents, looks, places, postings, practicals, profiles, revocations, signers, waivers
from lms.services import prints as print_service
from lms.services.work import work_in
from lms.store import certificates, marks, people, prints, progress, reminders, schema
from lms.store.engine import Store
from tests.services.test_adjustments import open_exam
from tests.services.test_attempts import COURSE, do, finish_course
from tests.services.test_badges import keep_badge
from tests.services.test_claims import bring
from tests.services.test_corrections import correct
from tests.services.test_policies import second
from tests.services.test_practicals import open_session
from tests.services.test_waivers import ask_waiver
from tests.stage import START


@pytest.fixture
def bare(empty_database_url):
    store = Store(empty_database_url)
    yield store
    store.close()


def test_the_migrated_schema_is_the_one_the_tables_say(bare):
    schema.upgrade(bare)
    assert schema.current(bare) == schema.head() and schema.drift(bare) == []


def test_upgrading_again_changes_nothing(bare):
    schema.upgrade(bare)
    schema.upgrade(bare)
    assert schema.drift(bare) == []


def test_migrations_go_back_to_nothing_and_forth_again(bare):
    schema.upgrade(bare)
    schema.downgrade(bare, "base")
    assert [name for name in inspect(bare.writer).get_table_names() if name != "alembic_version"] == []
    schema.upgrade(bare)
    assert schema.drift(bare) == []


FOREVER = {
    "accommodations": "percent",
    "adjustments": "reason",
    "adoptions": "reason",
    "adoption_outcomes": "reason",
    "answer_events": "flag",
    "badges": "document",
    "badge_keys": "multikey",
    "badge_places": "place",
    "certificates": "code",
    "certificate_files": "sha256",
    "claim_files": "name",
    "claim_steps": "said",
    "certificate_limits": "policy",
    "consents": "state",
    "corrections": "reason",
    "edition_files": "sha256",
    "gradings": "why",
    "ledger_entries": "action",
    "marks": "comment",
    "looks": "kind",
    "place_levels": "reason",
    "play_steps": "option",
    "postings": "title",
    "posting_acts": "act",
    "posting_states": "reason",
    "print_runs": "reason",
    "print_batches": "looked",
    "practical_signings": "reason",
    "practical_results": "number",
    "profiles": "number",
    "receipts": "digest",
    "reminders": "days",
    "revocations": "reason",
    "revocation_outcomes": "reason",
    "signers": "certificate",
    "waivers": "reason",
    "waiver_states": "reason",
}
"""Table that stands for ever → a column of it."""


NUMBERS = frozenset({"percent", "place", "days", "looked", "number"})
"""Those of these columns that hold a number."""


def test_the_database_itself_refuses_to_change_what_stands_for_ever(house, cast):
    handed = finish_course(house, cast.aiko)[0]
    with work_in(house, writes=True) as uow:
        uow.asked = True
        whose = {"marked_at": uow.now, "marked_by": cast.chiara.id}
        marks.add(uow.db, attempt_id=handed, item="essay", number=1, points={"a": 1}, comment="", reason="", **whose)
    keep_badge(house, cast.aiko)
    bring(house, cast.aiko)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.RUN_JOBS)
        signers.keep(uow, b"a certificate")
    timed = open_exam(house, cast.bayo)
    do(house, cast.chiara, accommodations.change, cast.bayo.id, 25)
    do(house, cast.chiara, adjustments.extend, timed, 5, "x")
    correct(house, cast.chiara, "credit")
    do(house, cast.aiko, consents.change, True)
    do(house, cast.emi, places.set_level, "bridge-town", 2, None, "The road is closed.")
    kept = do(house, cast.emi, postings.keep, "driver", None, {}, "bridge-town", person_ids=[], title="Convoy", reason="The rotation.")
    do(house, cast.emi, postings.shortlist, kept, [cast.aiko.id], "")
    do(house, cast.aiko, profiles.state, Profile(notice=0))
    do(house, cast.emi, looks.look, cast.aiko.id, "driver")
    begun = do(house, cast.emi, print_service.begin, "missing", "x")
    do(house, cast.chiara, practicals.sign, open_session(house, cast.chiara, "aiko"), 1)
    with work_in(house, writes=True) as uow:
        uow.asked = True
        reminders.add(uow.db, enrolment_id=progress.current(uow.db, cast.aiko.id, COURSE).id, days=7, at=uow.now)
        held = certificates.of_person(uow.db, cast.aiko.id)[0]
        code = held.code
        prints.add_batch(uow.db, begun, looked=1, ordered=0, last=True, at=uow.now)
        certificates.add_limit(uow.db, certificate_id=held.id, policy="p", until=uow.today, at=uow.now)
    asked = do(house, cast.emi, revocations.ask, code, "x")
    do(house, second(cast), revocations.decide, asked, "declined", "x")
    do(house, cast.emi, waivers.end, ask_waiver(house, cast), "No longer asked for.")
    with house.store.writing() as db:
        gave_way = [
            (table, act)
            for table, column in FOREVER.items()
            for act in (f"UPDATE {table} SET {column} = {1 if column in NUMBERS else repr('x')}", f"DELETE FROM {table}")
            if not db.execute(text(f"SELECT count(*) FROM {table}")).scalar() or not refused(db, act)
        ]
    assert gave_way == []


def refused(db, statement, **values):
    """Whether the database itself refuses a change."""
    try:
        with db.begin_nested():
            db.execute(text(statement), values)
    except DBAPIError as fault:
        assert "never changed" in str(fault)
        return True
    return False


def test_only_who_was_erased_loses_names_and_rows_and_nothing_else_gives_way(house, cast):
    finish_course(house, cast.aiko)
    do(house, cast.bayo, consents.change, True)
    with house.store.writing() as db:
        known = db.execute(select(certificates.certificates)).one()
        nameless = {**known.snapshot, "name": "", "name_local": ""}
        rename, cut = "UPDATE certificates SET snapshot = :snapshot", "DELETE FROM answer_events"
        assert refused(db, rename, snapshot=json.dumps(nameless)) and refused(db, cut)
        db.execute(people.people.update().where(people.people.c.id == cast.aiko.id).values(erased_at=START))
        assert refused(db, rename, snapshot=json.dumps(nameless)), "no state says so yet"
        certificates.add_state(db, id=cast.aiko.id, certificate_id=known.id, state="withheld", reason="", at=START)
        for wrong in (nameless | {"course": "x"}, nameless | {"more": 1}, known.snapshot | {"name": ""}, {"name": "", "name_local": ""}):
            assert refused(db, rename, snapshot=json.dumps(wrong))
        assert refused(db, rename + ", code = 'x'", snapshot=json.dumps(nameless)) and refused(db, "DELETE FROM certificates")
        assert refused(db, "UPDATE answer_events SET flag = 'x'") and refused(db, "DELETE FROM consents")
        assert refused(db, "UPDATE people SET erased_at = NULL")
        assert not refused(db, rename, snapshot=json.dumps(nameless)) and not refused(db, cut)
        assert db.execute(select(certificates.certificates.c.snapshot)).scalar_one() == nameless
