"""Starts, answers, submissions, completions and the sweep meet: the rules hold. Some hundreds here; `bench/races 10000` is the long run."""

from tests.faults import races


def test_whatever_meets_the_rules_hold(engine, home, tmp_path):
    with engine.fresh() as url:
        counts = races.run(url, home, tmp_path, 360, seed=7)
    assert counts["certificates"] and counts["hand_in"] > 20 and counts["begin"], counts
    assert not [act for act in counts if "refused" in act and not act.startswith("begin")], counts


def test_two_processes_on_one_database_keep_the_rules_too(engine, home, tmp_path):
    with engine.fresh() as url:
        counts = races.run(url, home, tmp_path, 240, seed=8, processes=2)
    assert counts["hand_in"] and counts["begin"], counts
