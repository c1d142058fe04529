"""Branching scenarios: situations, the choices in them, and what a path of choices comes to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.domain.languages import Words, say
from lms.errors import Invalid


class End(StrEnum):
    """How a path ends."""

    GOOD = "good"
    MIXED = "mixed"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to do in a situation, and the node it leads to. `feedback` is shown once it was chosen."""

    key: str
    text: Words
    to: str
    points: int
    feedback: Words


@dataclass(frozen=True, slots=True)
class Node:
    """A situation with its options, or an ending, which has none."""

    text: Words
    options: tuple[Option, ...] = ()
    end: End | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario of a course; `nodes` by key, `passing` the endings that count as done."""

    course: str
    key: str
    title: Words
    about: Words
    start: str
    nodes: Mapping[str, Node]
    passing: tuple[End, ...] = (End.GOOD,)
    safety_critical: bool = False
    reviewed_by: str = ""
    reviewed_on: date | None = None
    review_due: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What was chosen where."""

    node: str
    option: str


@dataclass(frozen=True, slots=True)
class State:
    """Where a path has led. `best` are the most points any path can bring; `end` is None while it goes on."""

    node: str
    points: int
    best: int
    end: End | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing is left to choose."""
        return self.end is not None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a graph, and where: at a node, at the option with this number in it, or (empty) at the whole."""

    reason: str
    node: str = ""
    option: int | None = None


@dataclass(frozen=True, slots=True)
class _Path:
    points: int = 0
    moves: tuple[Move, ...] = ()


def play(scenario: Scenario, moves: Sequence[Move]) -> State:
    """Follow recorded moves from the start. Raises Invalid for one that was not offered where the path had led."""
    node, points = scenario.start, 0
    for number, move in enumerate(moves, 1):
        taken = next((one for one in scenario.nodes[node].options if (node, one.key) == (move.node, move.option)), None)
        if taken is None:
            raise Invalid(option=say("Step %(n)s is not among the choices of this situation.", n=number))
        node, points = taken.to, points + taken.points
    return State(node, points, sum(option_of(scenario, move).points for move in best_path(scenario)), scenario.nodes[node].end)


def option_of(scenario: Scenario, move: Move) -> Option:
    """The option that a move of a sound path took."""
    return next(one for one in scenario.nodes[move.node].options if one.key == move.option)


def best_path(scenario: Scenario) -> tuple[Move, ...]:
    """The moves that bring the most points, on the way to an ending that counts, of a sound scenario."""
    return _most(scenario, scenario.passing)[scenario.start].moves


def longest(scenario: Scenario) -> int:
    """Situations on the longest path of a sound scenario."""
    depth: dict[str, int] = {}
    for key in reversed(_outward(scenario)):
        depth[key] = max((1 + depth[one.to] for one in scenario.nodes[key].options), default=0)
    return depth[scenario.start]


def numbered(scenario: Scenario) -> dict[str, int]:
    """Node → its number from 1 in a sound scenario on paper: the start is 1, and a choice always leads to a higher number."""
    return {key: number for number, key in enumerate(_outward(scenario), 1)}


def flaws(scenario: Scenario) -> tuple[Flaw, ...]:
    """Why a scenario cannot be played by everybody from its start to an ending; empty when it is sound."""
    if scenario.start not in scenario.nodes:
        return (Flaw(f"`start` names {scenario.start!r}, which is no node here"),)
    found = [*_nodes(scenario), *_targets(scenario)]
    if found:
        return tuple(found)
    found = [*_circles(scenario), *_unreached(scenario)]
    return tuple(found or _endings(scenario))


def _nodes(scenario: Scenario) -> Iterator[Flaw]:
    for key, node in scenario.nodes.items():
        if node.end and node.options:
            yield Flaw(f"{key!r} is an ending and has options; it can be only one of the two", key)
        if not node.end and len(node.options) < 2:
            yield Flaw(f"{key!r} leaves no choice: give it two options or more, or make it an ending with `end`", key)


def _targets(scenario: Scenario) -> Iterator[Flaw]:
    for key, node in scenario.nodes.items():
        for number, option in enumerate(node.options):
            if option.to not in scenario.nodes:
                yield Flaw(f"the option {option.key!r} of {key!r} leads to {option.to!r}, which is no node here", key, number)
            if option.key in [one.key for one in node.options[:number]]:
                yield Flaw(f"the option key {option.key!r} stands twice in {key!r}", key, number)


def _circles(scenario: Scenario) -> Iterator[Flaw]:
    """Options that lead back to where a path has been: such a path need never end."""
    place = {key: number for number, key in enumerate(_outward(scenario))}
    for key in place:
        for number, option in enumerate(scenario.nodes[key].options):
            if place[option.to] <= place[key]:
                yield Flaw(f"the option {option.key!r} leads from {key!r} back to {option.to!r}: such a path need never end", key, number)


def _unreached(scenario: Scenario) -> Iterator[Flaw]:
    reached = set(_outward(scenario))
    for key in scenario.nodes:
        if key not in reached:
            yield Flaw(f"no path leads to {key!r}", key)


def _endings(scenario: Scenario) -> Iterator[Flaw]:
    most = _most(scenario, scenario.passing).get(scenario.start)
    if most is None:
        yield Flaw(f"no path leads to an ending that counts ({' or '.join(scenario.passing)})")
    elif most.points < (any_way := _most(scenario, tuple(End))[scenario.start]).points:
        last = any_way.moves[-1]
        yield Flaw(f"the most points ({any_way.points}) are earned on a path to an ending that does not count", option_of(scenario, last).to)


def _outward(scenario: Scenario) -> list[str]:
    """Every node that can be reached, each before those it leads to (as far as there is no circle)."""
    done: list[str] = []
    seen = {scenario.start}
    waiting = [(scenario.start, iter(scenario.nodes[scenario.start].options))]
    while waiting:
        key, options = waiting[-1]
        option = next(options, None)
        if option is None:
            done.append(key)
            waiting.pop()
        elif option.to not in seen:
            seen.add(option.to)
            waiting.append((option.to, iter(scenario.nodes[option.to].options)))
    return done[::-1]


def _most(scenario: Scenario, ends: Sequence[End]) -> dict[str, _Path]:
    """Node → the way from it to one of `ends` that brings the most points; the first of equals."""
    found: dict[str, _Path] = {}
    for key in reversed(_outward(scenario)):
        node = scenario.nodes[key]
        onward = [one for one in node.options if one.to in found]
        ways = [_Path(one.points + found[one.to].points, (Move(key, one.key), *found[one.to].moves)) for one in onward]
        if node.end in ends:
            found[key] = _Path()
        elif ways:
            found[key] = max(ways, key=lambda way: way.points)
    return found
