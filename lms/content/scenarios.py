"""Reads a scenario: a graph of situations and choices, described in docs/scenarios.md, and its twins in other languages."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from lms.content.faults import Faults
from lms.content.strict_yaml import LineFinder, Model, load_yaml, validate
from lms.domain.languages import Words
from lms.domain.questions import KEY
from lms.domain.scenarios import End, Node, Option, Scenario, flaws

MOST_KEYS = 1000
Key = Annotated[str, Field(pattern=f"^{KEY.pattern}$")]
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]
Text = Annotated[str, Field(min_length=1, max_length=1500, pattern=r"\S")]
Ending = Literal["good", "mixed", "bad"]
M = TypeVar("M")


class OptionModel(Model):
    """One choice, and where it leads."""

    key: Key
    text: Line
    to: Key
    points: int = Field(ge=-10, le=10)
    feedback: Text


class NodeModel(Model):
    """A situation with options, or an ending."""

    text: Text
    options: list[OptionModel] = Field(default=[], max_length=6)
    end: Ending | None = None


class ScenarioModel(Model):
    """A whole scenario."""

    title: Line
    about: Line
    safety_critical: bool = False
    reviewed_by: str = Field(default="", max_length=300)
    reviewed_on: date | None = None
    review_due: date | None = None
    counts: list[Ending] = Field(default=["good"], min_length=1, alias="pass")
    start: Key
    nodes: dict[Key, NodeModel] = Field(min_length=2, max_length=60)


class OptionTwin(Model):
    """The words of a choice in another language."""

    key: Key
    text: Line
    feedback: Text


class NodeTwin(Model):
    """The words of a node in another language."""

    text: Text
    options: list[OptionTwin] = []


class ScenarioTwin(Model):
    """The words of a scenario in another language."""

    title: Line
    about: Line
    nodes: dict[Key, NodeTwin]


def read_scenario(
    text: str, path: str, *, course: str, key: str, twins: Mapping[str, tuple[str, str]] = MappingProxyType({})
) -> Scenario:  # fmt: skip
    """The scenario in `text`, which is English, with its twins: language → (path, text). Raises ContentErrors with every fault found."""
    faults = Faults(path)
    main: tuple[ScenarioModel, LineFinder] | None = None
    with faults.gathered():
        main = _read(ScenarioModel, text, path)
        _judge(_scenario(course, key, main[0], {}), main[0], main[1], faults)
    pages: dict[str, ScenarioTwin] = {}
    for lang, (where, words) in twins.items():
        with faults.gathered():
            pages[lang], finder = _read(ScenarioTwin, words, where)
            if main:
                _compare(main[0], pages[lang], finder, faults.at(where))
    faults.check()
    assert main is not None  # what could not be read was refused just now
    return _scenario(course, key, main[0], pages)


def _read(model: type[M], text: str, path: str) -> tuple[M, LineFinder]:
    data, finder = load_yaml(text, path, max_keys=MOST_KEYS)
    return validate(model, data, finder, path), finder


def _judge(scenario: Scenario, model: ScenarioModel, finder: LineFinder, faults: Faults) -> None:
    """Whether the graph is sound, an option can stand on a button, and the review makes sense."""
    for flaw in flaws(scenario):
        at = ("nodes", flaw.node) if flaw.node else ("start",)
        faults.add(finder(at if flaw.option is None else (*at, "options", flaw.option)), flaw.reason)
    for key, node in model.nodes.items():
        for number, option in enumerate(node.options):
            if "\n" in option.text or "](" in option.text:
                faults.add(finder(("nodes", key, "options", number, "text")), "an option stands on a button: one line, and no link")
    if model.reviewed_on and model.review_due and model.review_due <= model.reviewed_on:
        faults.add(finder(("review_due",)), "review_due is not after reviewed_on")


def _compare(main: ScenarioModel, twin: ScenarioTwin, finder: LineFinder, faults: Faults) -> None:
    """Adds what the twin has too few or too many of: nodes, and options in them."""
    for key in main.nodes.keys() - twin.nodes.keys():
        faults.add(finder(("nodes",)), f"the node {key!r} of the original is missing here")
    for key, node in twin.nodes.items():
        place = ("nodes", key)
        if key not in main.nodes:
            faults.add(finder(place), f"the node {key!r} is not in the original")
            continue
        there, here = [one.key for one in main.nodes[key].options], [one.key for one in node.options]
        for option in there:
            if option not in here:
                faults.add(finder(place), f"the node {key!r} lacks the option {option!r}")
        for number, option in enumerate(here):
            if option not in there or option in here[:number]:
                why = "stands twice" if option in there else "is not in the original"
                faults.add(finder((*place, "options", number)), f"the option {option!r} of {key!r} {why}")


def _scenario(course: str, key: str, model: ScenarioModel, twins: Mapping[str, ScenarioTwin]) -> Scenario:
    return Scenario(
        course=course,
        key=key,
        title={"en": model.title, **{lang: twin.title for lang, twin in twins.items()}},
        about={"en": model.about, **{lang: twin.about for lang, twin in twins.items()}},
        start=model.start,
        nodes={name: _node(node, {lang: twin.nodes[name] for lang, twin in twins.items()}) for name, node in model.nodes.items()},
        passing=tuple(map(End, model.counts)),
        safety_critical=model.safety_critical,
        reviewed_by=model.reviewed_by,
        reviewed_on=model.reviewed_on,
        review_due=model.review_due,
    )


def _node(node: NodeModel, twins: Mapping[str, NodeTwin]) -> Node:
    words: Words = {"en": node.text, **{lang: twin.text for lang, twin in twins.items()}}
    return Node(words, tuple(_option(one, twins) for one in node.options), End(node.end) if node.end else None)


def _option(option: OptionModel, twins: Mapping[str, NodeTwin]) -> Option:
    same = {lang: next(one for one in twin.options if one.key == option.key) for lang, twin in twins.items()}
    return Option(
        key=option.key,
        text={"en": option.text, **{lang: one.text for lang, one in same.items()}},
        to=option.to,
        points=option.points,
        feedback={"en": option.feedback, **{lang: one.feedback for lang, one in same.items()}},
    )
