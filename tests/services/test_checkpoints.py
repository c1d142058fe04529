"""Signed checkpoints: what they prove, and what they find."""

import json
import threading
from dataclasses import replace

import pytest
import waitress
from sqlalchemy import text

from lms.adapters.signing import verified
from lms.app import create_app
from lms.config import Config
from lms.domain.checkpoints import read_note, read_verifier
from lms.domain.ledger import consistent, included
from lms.domain.people import SYSTEM
from lms.errors import Busy, Conflict, Invalid, NotFound
from lms.services import checkpoints, jobs, ledger, witness
from lms.services.work import work_in
from tests.services.test_attempts import COURSE, do, finish_course, sit


def sign(house):
    return do(house, SYSTEM, checkpoints.make)


def newest(house, size=None):
    return do(house, SYSTEM, checkpoints.newest, size, writes=False)


def grow(house, cast, times):
    """Checkpoints at several sizes of a growing ledger."""
    sizes = []
    for number in range(times):
        with work_in(house, SYSTEM, writes=True) as uow:
            uow.asked = True
            for more in range(number + 1):
                uow.record(ledger.Action.OPERATE, f"{number}-{more}")
        sizes.append(sign(house).size)
    return sizes


def test_a_checkpoint_is_signed_by_the_key_that_is_shown(house, cast):
    finish_course(house, cast.aiko)
    jobs.tidy(house)
    found, signed, marks = read_note(newest(house).note)
    key = do(house, SYSTEM, checkpoints.verifier, writes=False)
    assert verified(key.key, signed.encode(), marks[key.name, key.mark])
    check = do(house, SYSTEM, ledger.verify, writes=False)
    assert (found.size, found.root.hex()) == (check.size, check.root)
    assert sign(house) is None


def test_each_entry_and_each_earlier_size_is_proven_under_each_checkpoint(house, cast):
    sizes = grow(house, cast, 6)
    for size in sizes:
        root = bytes.fromhex(newest(house, size).root)
        for number in range(size):
            proof = do(house, SYSTEM, checkpoints.inclusion, number, size, writes=False)
            assert included(bytes.fromhex(proof.leaf), number, size, [bytes.fromhex(one) for one in proof.path], root)
        for old in [one for one in sizes if one <= size]:
            proof = do(house, SYSTEM, checkpoints.consistency, old, size, writes=False)
            assert consistent(old, size, bytes.fromhex(newest(house, old).root), root, [bytes.fromhex(one) for one in proof.path])


def test_a_long_ledger_is_signed_in_steps(house, cast, monkeypatch):
    finish_course(house, cast.aiko)
    monkeypatch.setattr(checkpoints, "MOST", 7)
    sizes = []
    while made := sign(house):
        sizes.append(made.size)
    assert sizes[:2] == [7, 14] and sizes[-1] == do(house, SYSTEM, ledger.verify, writes=False).size
    root = bytes.fromhex(newest(house).root)
    proof = do(house, SYSTEM, checkpoints.consistency, 7, sizes[-1], writes=False)
    assert consistent(7, sizes[-1], bytes.fromhex(newest(house, 7).root), root, [bytes.fromhex(one) for one in proof.path])


def test_a_ledger_that_does_not_lead_to_its_root_is_not_signed(house, cast):
    finish_course(house, cast.aiko)
    with house.store.writer.begin() as db:
        db.execute(text("UPDATE ledger_head SET root = :root"), {"root": "00" * 32})
    with pytest.raises(Conflict):
        sign(house)


def test_two_workers_at_once_sign_a_size_once(house, cast):
    finish_course(house, cast.aiko)
    found = []
    threads = [threading.Thread(target=lambda: found.append(sign(house))) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len([one for one in found if one]) == 1 and len(found) == 4


def test_what_is_not_there_is_not_proven(house, cast):
    with pytest.raises(NotFound):
        newest(house, 3)
    (size,) = grow(house, cast, 1)
    for service, given, trouble in (
        (checkpoints.inclusion, (size, size), Invalid), (checkpoints.consistency, (0, size), Invalid), (checkpoints.consistency, (size + 1, size), Invalid),
        (checkpoints.inclusion, (0, size + 1), NotFound),
    ):  # fmt: skip
        with pytest.raises(trouble):
            do(house, SYSTEM, service, *given, writes=False)


def rewrite(house, sql):
    """What somebody with the database in their hands may do: past every trigger."""
    with house.store.writer.begin() as db:
        if house.store.sqlite:
            for act in ("update", "delete"):
                db.execute(text(f"DROP TRIGGER tr_ledger_entries_{act}"))
        else:
            db.execute(text("ALTER TABLE ledger_entries DISABLE TRIGGER ALL"))
        for one in sql:
            db.execute(text(one))


def test_a_kept_checkpoint_shows_a_ledger_that_was_rolled_back_or_rewritten_as_a_whole(house, cast, tmp_path):
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        start = uow.db.execute(text("SELECT size FROM ledger_head")).scalar()
    finish_course(house, cast.aiko)
    sign(house)
    note = newest(house).note
    assert do(house, SYSTEM, checkpoints.kept, note, writes=False).size > start
    rewrite(house, ["UPDATE ledger_head SET size = size - 1"])
    with pytest.raises(Conflict, match="ROLLED BACK"):
        do(house, SYSTEM, checkpoints.kept, note, writes=False)


def test_a_changed_leaf_is_found_against_a_kept_checkpoint(house, cast):
    finish_course(house, cast.aiko)
    sign(house)
    note = newest(house).note
    rewrite(house, ["UPDATE ledger_entries SET leaf = (SELECT leaf FROM ledger_entries WHERE number = 2) WHERE number = 3"])
    with pytest.raises(Conflict, match="REWRITTEN"):
        do(house, SYSTEM, checkpoints.kept, note, writes=False)


@pytest.fixture
def site(house):
    """The house on a port of its own, as a witness reaches it."""
    app = create_app(Config(home=house.home, data=house.data), house)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(5)


@pytest.fixture
def look(house):
    return lambda site, state: do(house, SYSTEM, witness.look, site, state, "university.example.org/witness", writes=False)


def test_a_witness_sees_the_ledger_grow_and_its_signature_is_shown(house, cast, site, look, tmp_path):
    sit_first = sit(house, cast.aiko, "m1")
    assert sit_first
    sign(house)
    first = look(site, tmp_path / "watch.json")
    sit(house, cast.bayo, "m1")
    sign(house)
    second = look(site, tmp_path / "watch.json")
    assert (first.before, second.before) == (0, first.checkpoint.size) and second.checkpoint.size > first.checkpoint.size
    shown = do(house, SYSTEM, checkpoints.add_witness, second.note, second.witness)
    assert shown.witnesses == ("university.example.org/witness",) and shown.note == newest(house).note
    assert do(house, SYSTEM, checkpoints.add_witness, second.note, second.witness).witnesses == shown.witnesses
    with pytest.raises(Invalid):
        do(house, SYSTEM, checkpoints.add_witness, second.note.replace(COURSE, COURSE)[:-20] + "\n", second.witness)


def test_a_witness_reports_what_no_longer_continues_and_keeps_the_proof(house, cast, site, look, tmp_path):
    sit(house, cast.aiko, "m1")
    sign(house)
    state = tmp_path / "watch.json"
    seen = look(site, state)
    kept = json.loads(state.read_text())
    said, signed, _ = read_note(kept["note"])
    lines = signed.splitlines()
    for size, root, match in ((said.size + 5, lines[2], "ROLLED BACK"), (said.size, "A" * 43 + "=", "REWRITTEN")):
        note = kept["note"].replace(f"\n{lines[1]}\n{lines[2]}\n", f"\n{size}\n{root}\n")
        state.write_text(json.dumps(kept | {"note": note}))
        with pytest.raises(Conflict, match=match):
            look(site, state)
        assert json.loads(state.read_text())["note"] == note
    state.write_text(json.dumps(kept | {"key": str(replace(read_verifier(kept["key"]), key=seen.witness.key))}))
    with pytest.raises(Conflict, match="not signed by the key"):
        look(site, state)


def test_a_witness_is_told_when_there_is_nothing_to_read(site, look, tmp_path):
    for address, trouble in ((site, Busy), ("ftp://example.org", Invalid), ("http://127.0.0.1:1", Busy)):
        with pytest.raises(trouble):
            look(address, tmp_path / "watch.json")
    assert not (tmp_path / "watch.json").exists()


def test_one_altered_character_of_a_checkpoint_is_found(house, cast):
    finish_course(house, cast.aiko)
    sign(house)
    note = newest(house).note
    for place in (*range(0, note.index("\n\n"), 3), len(note) - 20):
        other = "a" if note[place] != "a" else "b"
        with pytest.raises((Conflict, Invalid)):
            do(house, SYSTEM, checkpoints.kept, note[:place] + other + note[place + 1 :], writes=False)
    assert do(house, SYSTEM, checkpoints.kept, note, writes=False).size
