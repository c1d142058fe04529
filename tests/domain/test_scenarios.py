"""Scenarios: what a path comes to, the best path, and graphs that cannot be played."""

from dataclasses import replace

import pytest

from lms.domain.scenarios import End, Move, Node, Option, Scenario, best_path, flaws, longest, numbered, option_of, play
from lms.errors import Invalid


def option(key, to, points=0):
    return Option(key, {"en": key}, to, points, {"en": "!"})


def node(*options, end=None):
    return Node({"en": "."}, options, end)


NODES = {
    "start": node(option("well", "middle", 2), option("badly", "bad", -2), option("recover", "rescue")),
    "rescue": node(option("slowly", "middle", 1), option("give-up", "bad", -2)),
    "middle": node(option("care", "good", 2), option("hurry", "mixed")),
    "good": node(end=End.GOOD), "mixed": node(end=End.MIXED), "bad": node(end=End.BAD),
}  # fmt: skip
SCENARIO = Scenario("c", "s", {"en": "S"}, {"en": "."}, "start", NODES)


def with_nodes(**changed):
    return replace(SCENARIO, nodes={**NODES, **{key.replace("_", "-"): one for key, one in changed.items()}})


def reasons(scenario):
    return [(one.node, one.option, one.reason) for one in flaws(scenario)]


def test_a_path_adds_its_points_and_ends_where_it_leads():
    begun = play(SCENARIO, [])
    assert (begun.node, begun.points, begun.best, begun.ended) == ("start", 0, 4, False)
    state = play(SCENARIO, [Move("start", "recover"), Move("rescue", "slowly"), Move("middle", "hurry")])
    assert (state.node, state.points, state.end, state.ended) == ("mixed", 1, End.MIXED, True)
    assert play(SCENARIO, [Move("start", "badly")]).points == -2


@pytest.mark.parametrize(
    "moves",
    [
        [Move("start", "fly")], [Move("middle", "care")], [Move("nowhere", "well")], [Move("start", "well"), Move("start", "well")],
        [Move("start", "badly"), Move("bad", "well")],
    ],
)  # fmt: skip
def test_a_step_that_was_not_offered_there_is_refused(moves):
    with pytest.raises(Invalid, match=f"Step {len(moves)} is not among"):
        play(SCENARIO, moves)


def test_the_best_path_brings_the_most_points_on_the_way_to_an_end_that_counts():
    assert best_path(SCENARIO) == (Move("start", "well"), Move("middle", "care")) and longest(SCENARIO) == 3
    assert option_of(SCENARIO, Move("middle", "care")).to == "good"
    either = replace(SCENARIO, passing=(End.GOOD, End.MIXED), nodes={**NODES, "middle": node(option("a", "mixed", 2), option("b", "good", 2))})
    assert best_path(either)[-1] == Move("middle", "a")


def test_a_scenario_that_can_be_played_has_no_flaw():
    assert flaws(SCENARIO) == ()


@pytest.mark.parametrize(
    ("scenario", "place", "reason"),
    [
        (replace(SCENARIO, start="none"), ("", None), "`start` names 'none'"),
        (with_nodes(middle=node(option("a", "good"), option("b", "gone"))), ("middle", 1), "leads to 'gone', which is no node"),
        (with_nodes(middle=node(option("a", "good"), option("a", "bad"))), ("middle", 1), "the option key 'a' stands twice"),
        (with_nodes(middle=node(option("a", "good"))), ("middle", None), "leaves no choice"),
        (with_nodes(middle=node()), ("middle", None), "leaves no choice"),
        (with_nodes(good=node(option("a", "bad"), option("b", "bad"), end=End.GOOD)), ("good", None), "is an ending and has options"),
        (with_nodes(lonely=node(end=End.BAD)), ("lonely", None), "no path leads to 'lonely'"),
        (with_nodes(middle=node(option("a", "good"), option("b", "start"))), ("middle", 1), "back to 'start': such a path need never end"),
        (with_nodes(middle=node(option("a", "middle"), option("b", "good"))), ("middle", 0), "back to 'middle'"),
        (with_nodes(good=node(end=End.MIXED)), ("", None), "no path leads to an ending that counts (good)"),
        (with_nodes(rescue=node(option("a", "middle", 3), option("b", "bad", 9))), ("bad", None), "the most points (9)"),
    ],
)  # fmt: skip
def test_a_graph_that_cannot_be_played_is_told_where_and_why(scenario, place, reason):
    found = reasons(scenario)
    assert any((node, number) == place and reason in why for node, number, why in found), found


def test_a_circle_nobody_gets_out_of_is_named_and_not_followed_for_ever():
    trap = with_nodes(rescue=node(option("a", "trap"), option("b", "bad")), trap=node(option("c", "rescue"), option("d", "trap")))
    assert {(one, number) for one, number, _ in reasons(trap)} == {("trap", 0), ("trap", 1)}


def test_a_long_ladder_with_a_million_paths_is_judged_at_once():
    steps = {f"n{n}": node(option("a", f"n{n + 1}", 1), option("b", f"n{n + 1}", 2)) for n in range(50)}
    ladder = replace(SCENARIO, start="n0", nodes={**steps, "n50": node(end=End.GOOD)})
    assert flaws(ladder) == () and longest(ladder) == 50 and play(ladder, best_path(ladder)).points == 100


def test_on_paper_every_choice_leads_on_to_a_higher_number():
    numbers = numbered(SCENARIO)
    assert numbers["start"] == 1 and sorted(numbers.values()) == [1, 2, 3, 4, 5, 6]
    assert all(numbers[key] < numbers[one.to] for key, node in NODES.items() for one in node.options)
