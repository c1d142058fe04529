"""A quiz page and its twin in another language: what must be the same, and how the two become one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lms.content.faults import Faults
from lms.content.notation import Draft
from lms.domain.languages import Words
from lms.domain.questions import Criterion, Item, Kind, Option, option_keys, right_sides


@dataclass(frozen=True, slots=True)
class Page:
    """The items of one file, as values and as typed, by item key; `faults` speak of this file."""

    lang: str
    faults: Faults
    items: dict[str, Item] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)


def compare(main: Page, twin: Page) -> None:
    """Adds to the twin's faults what is no translation: items or options too many or too few, other marks, numbers."""
    for key in main.items:
        if key not in twin.items:
            twin.faults.add(1, f"the item [{key}] of {main.faults.path} is missing here")
    for key, item in twin.items.items():
        draft = twin.drafts[key]
        if key not in main.items:
            twin.faults.add(draft.line, f"the item [{key}] is not in {main.faults.path}")
        elif item.kind is not main.items[key].kind:
            twin.faults.add(draft.line, f"the item [{key}] is {item.kind} here and {main.items[key].kind} there")
        else:
            _compare_options(main.items[key], item, draft, twin.faults)
            _compare_answer(main.items[key], item, draft, twin.faults)


def merge(item: Item, twins: list[Item]) -> Item:
    """The item with the text of its twins; accepted answers are united, all else is the item's own."""
    return replace(
        item,
        stem=_joined([item.stem, *(twin.stem for twin in twins)]),
        feedback=_joined([item.feedback, *(twin.feedback for twin in twins)]),
        unit=_joined([item.unit, *(twin.unit for twin in twins)]),
        accepted=tuple(dict.fromkeys([*item.accepted, *(one for twin in twins for one in twin.accepted)])),
        options=tuple(
            _merge_option([option, *(other for twin in twins for other in twin.options if other.key == option.key)]) for option in item.options
        ),
        rubric=tuple(_merge_criterion(one, [other for twin in twins for other in twin.rubric if other.key == one.key]) for one in item.rubric),
    )


def _merge_criterion(criterion: Criterion, twins: list[Criterion]) -> Criterion:
    return replace(criterion, text=_joined([criterion.text, *(one.text for one in twins)]))


def _merge_option(same: list[Option]) -> Option:
    return replace(
        same[0],
        text=_joined([one.text for one in same]),
        feedback=_joined([one.feedback for one in same]),
        match=_joined([one.match for one in same]),
        accepted=tuple(dict.fromkeys(accepted for one in same for accepted in one.accepted)),
    )


def _joined(words: list[Words]) -> Words:
    return {lang: text for one in words for lang, text in one.items()}


def _compare_options(item: Item, twin: Item, draft: Draft, faults: Faults) -> None:
    there, here = ({option.key: option for option in one.options} for one in (item, twin))
    lines = {choice.key: choice.line for choice in draft.choices}
    for key in there.keys() - here.keys():
        faults.add(draft.line, f"the item [{item.key}] lacks the option [{key}]")
    for key in here:
        if key not in there:
            faults.add(lines[key], f"the option [{key}] is not in the original")
        elif here[key].right != there[key].right:
            faults.add(lines[key], f"the option [{key}] is marked otherwise than in the original")
        elif bool(here[key].text) != bool(there[key].text):
            faults.add(lines[key], f"the pair [{key}] has a left side in only one of the two languages")


def _compare_answer(item: Item, twin: Item, draft: Draft, faults: Faults) -> None:
    there, here = option_keys(item), option_keys(twin)
    if item.kind is Kind.ORDERING and set(here) == set(there) and here != there:
        faults.add(draft.line, f"the steps of [{item.key}] stand in another order than in the original")
    if item.kind is Kind.MATCHING and _shared(item) != _shared(twin):
        faults.add(draft.line, f"pairs of [{item.key}] share their right side in only one of the two languages")
    if (item.words, _worth(item)) != (twin.words, _worth(twin)):
        faults.add(draft.blocks["essay"].line, "the most words, or the keys and points of the rubric, differ from the original")
    if (item.number, item.tolerance) != (twin.number, twin.tolerance):
        faults.add(draft.blocks["numeric"].line, "number or tolerance differs from the original")
    meta = draft.blocks.get("meta")
    if meta and (item.tags, item.must_pass, item.points, item.partial) != (twin.tags, twin.must_pass, twin.points, twin.partial):
        faults.add(meta.line, "[meta] differs from the original; leave it out here")


def _shared(item: Item) -> set[frozenset[str]]:
    """The groups of pairs that have the same right side."""
    sides: Mapping[str, str] = right_sides(item)
    return {frozenset(key for key in sides if sides[key] == side) for side in sides.values()}


def _worth(item: Item) -> dict[str, int]:
    return {one.key: one.points for one in item.rubric}
