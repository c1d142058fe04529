"""One item as typed → one item of the domain, or its faults."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

from lms.content.faults import Faults
from lms.content.notation import Block, Choice, Draft, split_pair
from lms.domain.grading import fold
from lms.domain.languages import Words
from lms.domain.questions import KEY, MEASURE, Criterion, Item, Kind, Option, gaps_of, option_keys

_LEAST = {Kind.SINGLE: 2, Kind.MULTIPLE: 2, Kind.TRUE_FALSE: 1, Kind.ORDERING: 2, Kind.MATCHING: 2}
_MOST = 40
_SHAPES = {
    "*": Kind.SINGLE,
    " ": Kind.SINGLE,
    "x": Kind.MULTIPLE,
    "T": Kind.TRUE_FALSE,
    "F": Kind.TRUE_FALSE,
    "1": Kind.ORDERING,
    "=>": Kind.MATCHING,
    "gap": Kind.FILL_IN,
    "rubric": Kind.ESSAY,
}
_TYPED = {"numeric": Kind.NUMERIC, "short-answer": Kind.SHORT, "essay": Kind.ESSAY}
_WHOLE = frozenset({Kind.SINGLE, Kind.NUMERIC, Kind.SHORT, Kind.ESSAY})
"""The kinds whose answer has no parts that could be right by themselves."""
_CRITERION = re.compile(r"(?P<points>[1-9][0-9]?)\s+(?P<text>\S.*)")


def read_item(draft: Draft, lang: str, faults: Faults) -> Item | None:
    """The item, with its text under `lang`; None, with the reasons added to `faults`, when it cannot be one."""
    before = len(faults.found)
    kind = _kind(draft, faults)
    _check_keys(draft, faults)
    if not str(draft.stem):
        faults.add(draft.line, f"the item [{draft.key}] asks nothing: write the question after its key")
    if kind is None:
        return None
    options = () if kind is Kind.ESSAY else _options(draft, kind, lang, faults)
    item = Item(draft.key, kind, {lang: str(draft.stem)}, options)
    if "feedback" in draft.blocks:
        item = replace(item, feedback=_words(str(draft.blocks["feedback"]), lang))
    _check_options(draft, item, faults)
    item = _meta(draft, item, faults)
    if item.partial and kind in _WHOLE:
        faults.add(draft.blocks["meta"].line, f"partial: an answer of this kind ({kind}) has no parts; take it out")
    if kind is Kind.FILL_IN:
        _check_gaps(draft, item, faults)
    if kind is Kind.ESSAY:
        item = _essay(draft, item, lang, faults)
    if kind is Kind.NUMERIC:
        item = _numeric(draft.blocks["numeric"], item, lang, faults)
    if kind is Kind.SHORT:
        item = _short(draft, item, faults)
    return item if len(faults.found) == before else None


def _words(text: str, lang: str) -> Words:
    return {lang: text} if text else {}


def _kind(draft: Draft, faults: Faults) -> Kind | None:
    typed = [name for name in _TYPED if name in draft.blocks]
    if "short-answer/accept" in draft.blocks and "short-answer" not in typed:
        faults.add(draft.blocks["short-answer/accept"].line, "[short-answer/accept] needs [short-answer]: before it")
        return None
    graded = typed == ["essay"] and {choice.mark for choice in draft.choices} == {"rubric"}
    if len(typed) + bool(draft.choices) != 1 and not graded:
        reason = "is answered in two ways; keep one" if typed else "has no options and no [numeric]:, [short-answer]:, [gap(key)]: or [essay]:"
        faults.add(draft.line, f"the item [{draft.key}] {reason}")
        return None
    if typed:
        return _TYPED[typed[0]]
    return _kind_of_marks(draft, faults)


def _kind_of_marks(draft: Draft, faults: Faults) -> Kind | None:
    marks = {choice.mark for choice in draft.choices}
    if not marks <= set(_SHAPES):
        return None
    kinds = {_SHAPES[mark] for mark in marks if mark != " "}
    if len(kinds) > 1 or (" " in marks and not kinds <= {Kind.SINGLE, Kind.MULTIPLE}):
        odd = next(later for first, later in pairwise(draft.choices) if _SHAPES[later.mark] != _SHAPES[first.mark])
        faults.add(odd.line, f"the item [{draft.key}] mixes marks: use [*] with [ ], or [x] with [ ], or [T] with [F], or none")
        return None
    if kinds == {Kind.ESSAY}:
        faults.add(draft.choices[0].line, "[rubric(key)]: needs [essay]: before it, with the most words as a number")
        return None
    return kinds.pop() if kinds else Kind.SINGLE


def _check_keys(draft: Draft, faults: Faults) -> None:
    seen = set()
    for line, key, what in [(draft.line, draft.key, "item"), *((one.line, one.key, "option") for one in draft.choices)]:
        if not KEY.fullmatch(key):
            faults.add(line, f"the {what} key [{key}] must be small letters a-z, digits and -, at most 64 of them")
        if what == "option" and key in seen:
            faults.add(line, f"the option key [{key}] stands twice in the item [{draft.key}]")
        seen.add(key if what == "option" else "")


def _options(draft: Draft, kind: Kind, lang: str, faults: Faults) -> tuple[Option, ...]:
    return tuple(_option(choice, kind, lang, faults) for choice in draft.choices)


def _option(choice: Choice, kind: Kind, lang: str, faults: Faults) -> Option:
    text, match = str(choice), ""
    if kind is Kind.FILL_IN:
        accepted = tuple(one.strip() for one in text.split("|"))
        if not all(map(fold, accepted)):
            faults.add(choice.line, f"the gap [{choice.key}] takes an empty answer; write [gap({choice.key})]: answer | other answer")
        return Option(choice.key, {}, accepted=tuple(dict.fromkeys(accepted)))
    if kind is Kind.MATCHING:
        text, match = split_pair(text) or (text, "")
    if kind is Kind.MATCHING and not match:
        reason = "neither a mark before its key, such as [*] or [ ], nor a right side, left => right"
        faults.add(choice.line, f"[{choice.key}] has {reason}")
    elif kind is not Kind.MATCHING and not text:
        faults.add(choice.line, f"the option [{choice.key}] has no text")
    feedback = _words("\n".join(choice.feedback).strip(), lang)
    return Option(choice.key, _words(text, lang), choice.mark in ("*", "x", "T"), feedback, _words(match, lang))


def _check_options(draft: Draft, item: Item, faults: Faults) -> None:
    right = sum(option.right for option in item.options)
    if len(item.options) > _MOST:
        faults.add(draft.line, f"the item [{item.key}] has more than {_MOST} options")
        return
    if len(option_keys(item)) < _LEAST.get(item.kind, 0):
        what = "pairs" if item.kind is Kind.MATCHING else "options"
        faults.add(draft.line, f"the item [{item.key}] needs at least {_LEAST[item.kind]} {what}")
    if item.kind in (Kind.SINGLE, Kind.MULTIPLE) and not right:
        faults.add(draft.line, f"the item [{item.key}] has no right option: mark it [*], or [x] where several are right")
    if item.kind is Kind.SINGLE and right > 1:
        faults.add(draft.line, f"the item [{item.key}] has {right} options marked [*]; where several are right, mark them [x]")
    texts = [option.text for option in item.options if option.text]
    for choice, option in zip(draft.choices, item.options, strict=item.kind is not Kind.ESSAY):
        if texts.count(option.text) > 1:
            faults.add(choice.line, f"the option [{choice.key}] reads the same as another")


def _meta(draft: Draft, item: Item, faults: Faults) -> Item:
    block = draft.blocks.get("meta")
    for part in str(block).split(";") if block else ():
        name, _, value = (side.strip() for side in part.partition("="))
        if block and (name or value):
            read = _METAS.get(name, _unknown)
            item = read(item, name, value, faults, block.line)
    return item


def _tags(item: Item, name: str, value: str, faults: Faults, line: int) -> Item:
    tags = tuple(tag.strip() for tag in value.split(","))
    if len(set(tags)) < len(tags) or not all(KEY.fullmatch(tag) for tag in tags):
        faults.add(line, f"tags={value}: write keys of small letters, digits and -, with commas between, each once")
    return replace(item, tags=tags)


def _partial(item: Item, name: str, value: str, faults: Faults, line: int) -> Item:
    if value:
        faults.add(line, "partial stands alone, without a value")
    return replace(item, partial=True)


def _must_pass(item: Item, name: str, value: str, faults: Faults, line: int) -> Item:
    if value:
        faults.add(line, "must_pass stands alone, without a value")
    return replace(item, must_pass=True)


def _points(item: Item, name: str, value: str, faults: Faults, line: int) -> Item:
    if not re.fullmatch(r"[1-9][0-9]?|100", value):
        faults.add(line, f"points={value}: points are a whole number from 1 to 100")
        return item
    return replace(item, points=int(value))


def _unknown(item: Item, name: str, value: str, faults: Faults, line: int) -> Item:
    faults.add(line, f"{name} is not known in [meta]; known are {', '.join(_METAS)}")
    return item


_METAS: Mapping[str, Callable[[Item, str, str, Faults, int], Item]] = {
    "tags": _tags,
    "must_pass": _must_pass,
    "points": _points,
    "partial": _partial,
}


def _check_gaps(draft: Draft, item: Item, faults: Faults) -> None:
    """Whether each gap of the question has its answers, and stands in it once."""
    standing = gaps_of(str(draft.stem))
    for choice in draft.choices:
        times = standing.count(choice.key)
        if times != 1:
            faults.add(choice.line, f"the gap {{{choice.key}}} must stand once in the question [{item.key}]; it stands {times} times")
    for key in dict.fromkeys(standing):
        if key not in option_keys(item):
            faults.add(draft.line, f"nothing fills the gap {{{key}}}: write [gap({key})]: answer")


def _essay(draft: Draft, item: Item, lang: str, faults: Faults) -> Item:
    block = draft.blocks["essay"]
    if not re.fullmatch(r"([1-9][0-9]{0,3})?", str(block)):
        faults.add(block.line, f"[essay]: {block} is not the most words it may have, a whole number from 1 to 9999")
        return item
    if not draft.choices:
        faults.add(draft.line, f"the essay [{item.key}] needs a rubric: [rubric(key)]: 3 What brings up to three points")
    if item.points != 1:
        faults.add(draft.blocks["meta"].line, "points: an essay brings what its rubric adds up to; leave points out")
    rubric = tuple(filter(None, (_criterion(choice, lang, faults) for choice in draft.choices)))
    return replace(item, words=int(str(block) or 0) or None, rubric=rubric, points=sum(one.points for one in rubric))


def _criterion(choice: Choice, lang: str, faults: Faults) -> Criterion | None:
    found = _CRITERION.fullmatch(str(choice))
    if found is None:
        faults.add(choice.line, f"[rubric({choice.key})]: {choice} is not the most points, 1 to 99, and what they are given for")
        return None
    return Criterion(choice.key, {lang: found["text"]}, int(found["points"]))


def _numeric(block: Block, item: Item, lang: str, faults: Faults) -> Item:
    found = MEASURE.fullmatch(str(block))
    if found is None:
        faults.add(block.line, f"[numeric]: {block} is not a number with its tolerance, such as 30 +- 5 or 2.5")
        return item
    return replace(item, number=found["number"], tolerance=found["tolerance"] or "0", unit=_words(block.unit.strip(), lang))


def _short(draft: Draft, item: Item, faults: Faults) -> Item:
    answers = [draft.blocks["short-answer"], *getattr(draft.blocks.get("short-answer/accept"), "accepted", ())]
    for answer in answers:
        if not fold(str(answer)):
            faults.add(answer.line, f"an accepted answer of [{item.key}] is empty")
    return replace(item, accepted=tuple(dict.fromkeys(map(str, answers))))
