"""The child process: limits, faults, restarts."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from lms.adapters.child import Child, RenderFailed
from lms.errors import Busy, Invalid

MODULE = "tests.adapters.crash_worker"


@pytest.fixture
def child():
    """A child with two seconds and little memory."""
    started = Child(MODULE, seconds=2, megabytes=256, calls=1000)
    yield started
    started.close()


def echo(child, say="鳩"):
    """One healthy call."""
    return child.call({"do": "echo", "say": say})


def test_a_child_answers_and_stays_for_the_next_call(child):
    first, second = echo(child), echo(child, "x" * 300_000)
    assert first["said"] == "鳩" and len(second["said"]) == 300_000
    assert first["pid"] == second["pid"] == child.pid != os.getpid()


def test_a_hanging_call_is_killed_and_the_next_one_works(child):
    before = echo(child)["pid"]
    with pytest.raises(RenderFailed, match="longer than 2 seconds"):
        child.call({"do": "hang"})
    assert echo(child)["pid"] != before


def test_a_dead_child_is_told_plainly_and_replaced(child):
    with pytest.raises(RenderFailed, match="ended before"):
        child.call({"do": "die"})
    assert echo(child)["said"] == "鳩"


def test_a_memory_bomb_stays_inside_and_the_child_is_replaced(child):
    before = echo(child)["pid"]
    with pytest.raises(RenderFailed, match="more memory"):
        child.call({"do": "eat"})
    assert echo(child)["pid"] != before


def test_endless_nesting_is_refused(child):
    with pytest.raises(Invalid, match="nested too deeply"):
        child.call({"do": "nest"})


def test_a_refusal_carries_its_sentence_and_leaves_the_child_alive(child):
    before = echo(child)["pid"]
    with pytest.raises(Invalid) as refusal:
        child.call({"do": "refuse"})
    assert refusal.value.problems == {"source": "line 3: no"}
    with pytest.raises(RenderFailed, match="There is no paper."):
        child.call({"do": "fail"})
    assert echo(child)["pid"] == before


def test_an_unforeseen_fault_names_its_kind_and_nothing_more(child):
    with pytest.raises(RenderFailed, match=r"^Rendering failed \(KeyError\)\.$"):
        child.call({"do": "something else"})


def test_a_child_is_replaced_after_its_calls():
    child = Child(MODULE, seconds=5, megabytes=256, calls=2)
    pids = [echo(child)["pid"] for _ in range(4)]
    child.close()
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_the_child_gets_no_secret_of_its_parent_and_needs_no_certain_folder(child, monkeypatch, tmp_path):
    monkeypatch.setenv("HATO_SECRET_KEY", "secret")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('a module of the folder was read')")
    names = child.call({"do": "environment"})["names"]
    assert set(names) <= {"PATH", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHASHSEED", "LANG", "LC_CTYPE"}


def test_threads_share_one_child_and_each_gets_its_own_answer(child):
    answers = {}

    def ask(number):
        answers[number] = echo(child, str(number))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: answer["said"] for number, answer in answers.items()} == {n: str(n) for n in range(12)}
    assert len({answer["pid"] for answer in answers.values()}) == 1


def test_who_waits_too_long_for_the_child_is_told_to_come_again():
    child = Child(MODULE, seconds=5, megabytes=256, patience=0.01)
    with child._lock, pytest.raises(Busy):
        echo(child)


def test_a_closed_child_is_gone_and_a_later_call_starts_another(child):
    pid = echo(child)["pid"]
    child.close()
    assert child.pid is None and not Path(f"/proc/{pid}").exists()
    assert echo(child)["pid"] != pid


@pytest.mark.parametrize("last_words", ["pass", "write_frame(child._process.program.stdin, {'do': 'hang'})"])
def test_neither_an_idle_nor_a_busy_child_outlives_a_parent_that_was_killed(last_words):
    program = (
        "import os, signal\nfrom lms.adapters.child import Child, write_frame\n"
        f"child = Child({MODULE!r}, seconds=1, megabytes=256)\n"
        "print(child.call({'do': 'echo', 'say': ''})['pid'], flush=True)\n"
        f"{last_words}\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    code = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", program], cwd=code, stdout=subprocess.PIPE, check=False, timeout=60)
    pid = int(ran.stdout)
    for _ in range(1_000_000):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
    raise AssertionError("the child is still there")


def test_a_program_that_cannot_start_is_told_plainly():
    with pytest.raises(RenderFailed, match="ended before"):
        Child("lms.adapters.no_such_worker").call({})
