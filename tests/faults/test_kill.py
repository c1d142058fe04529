"""The server is killed again and again while people submit: nothing acknowledged is lost, nothing is doubled.

A dozen kills here; `bench/kills 1000` is the long run.
"""

import pytest

from tests.faults import kills
from tests.faults.kept import compare


def test_nothing_acknowledged_is_lost_or_doubled_by_killing_the_server(engine, home, tmp_path):
    with engine.fresh() as url:
        tally = kills.run(url, home, tmp_path, 12, seed=7)
    assert tally.kills >= 12 and min(tally.counts.values()) > 0, tally


def test_a_lost_and_a_changed_answer_would_be_noticed(house, cast):
    class Stranger:
        person, certified, made, submitted, lessons = cast.aiko.id, False, {}, {}, []
        answers = {"0199c0de-0000-7000-8000-000000000001": ("0199c0de-0000-7000-8000-000000000002", "m1-first", 1, "tell")}

    with pytest.raises(AssertionError, match="answers are lost"):
        compare(house, [Stranger()])
