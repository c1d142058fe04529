"""Eligibility on every day: random duties and evidence, judged by spans, by verdicts and by plain looking."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.domain.eligibility import (
    evaluate,
    missing_rules,
    spans,
)
from lms.domain.evidence import Equivalence, Evidence, EvidenceKind, reaches
from lms.domain.intervals import months_after
from lms.domain.requirements import (
    EVIDENCE_FOR,
    Basis,
    Condition,
    Group,
    GroupKind,
    LanguageLevel,
    Node,
    RequirementSet,
    Rule,
    RuleKind,
    Scope,
    Strength,
    When,
    rules,
)

DANGER = Condition("danger_level", {"en": "Danger level"}, (0, 1, 2, 3, 4), 0)
DAY = date(2025, 6, 1)
HIGH = (When("danger_level", at_least=3),)


def all_of(*parts: Node) -> Group:
    return Group(GroupKind.ALL_OF, parts)


def duty(*parts: Node) -> RequirementSet:
    return RequirementSet("duty", 3, {"en": "Duty"}, date(2024, 1, 1), all_of(*parts), conditions=(DANGER,))


WINDOW = [date(2024, 1, 15) + timedelta(days=n) for n in range(120)]
nearby = st.dates(date(2023, 10, 1), date(2024, 7, 31))
kinds = st.sampled_from([RuleKind.CERTIFICATE, RuleKind.LANGUAGE, RuleKind.EXPERIENCE, RuleKind.AGE, RuleKind.DOCUMENT])
words = st.sampled_from(["A", "B", "b"])
TONGUES = (LanguageLevel("A", "cefr", "B1"), LanguageLevel("b", "toeic", "600"))


@st.composite
def random_rules(draw) -> Rule:
    kind = draw(kinds)
    wanted = tuple(draw(st.sets(words, min_size=1)))
    months = st.none() | st.integers(1, 5)
    fields = {
        RuleKind.LANGUAGE: {"languages": TONGUES, "max_age_months": draw(months)},
        RuleKind.EXPERIENCE: {"names": wanted, "min_years": draw(st.integers(0, 1))},
        RuleKind.AGE: {"min_age": draw(st.none() | st.just(25)), "max_age": draw(st.none() | st.just(25))},
    }.get(kind, {"names": wanted, "max_age_months": draw(months), "min_months": draw(months)})
    return Rule(
        draw(st.uuids()).hex,
        kind,
        {"en": "rule"},
        when=draw(st.sampled_from([(), HIGH])),
        scope=draw(st.sampled_from([Scope.PERSON, Scope.PERSON, Scope.TEAM])),
        strength=draw(st.sampled_from([Strength.MUST, Strength.MUST, Strength.SHOULD])),
        status=draw(st.sampled_from([Basis.REAL, Basis.PLATFORM, Basis.HEARD])),
        **fields,
    )


def grouped(parts):
    return st.builds(
        lambda kind, children, n: Group(kind, tuple(children), n if kind is GroupKind.N_OF else None),
        st.sampled_from(GroupKind),
        st.lists(parts, min_size=1, max_size=3),
        st.integers(1, 3),
    )


@st.composite
def random_evidence(draw) -> Evidence:
    kind = draw(st.sampled_from(sorted({kind for each in EVIDENCE_FOR.values() for kind in each})))
    since = draw(nearby)
    born = kind is EvidenceKind.BIRTH
    scale, level = draw(st.sampled_from([("cefr", "A2"), ("cefr", "B2"), ("toeic", "560"), ("toeic", "700"), ("", "")]))
    worked = kind is EvidenceKind.EXPERIENCE
    return Evidence(
        draw(st.uuids()).hex,
        kind,
        draw(words),
        since.replace(year=since.year - 25, day=min(since.day, 28)) if born else since,
        None if born else draw(st.none() | nearby),
        draw(st.booleans()),
        scale=scale,
        level=level,
        started=draw(st.none() | st.dates(date(2022, 9, 1), date(2024, 3, 1))) if worked else None,
        ended=draw(st.none() | nearby) if worked else None,
    )


equalities = st.builds(Equivalence, words, words, st.none() | nearby, st.none() | nearby)
trees = st.recursive(random_rules(), grouped, max_leaves=6)


def accepted(name: str, asked: Rule, equivalences: list[Equivalence], day: date) -> bool:
    listed = [
        each.counts_as
        for each in equivalences
        if each.name == name and (each.valid_from or date.min) <= day <= (each.valid_until or date.max)
    ]
    return any(one in asked.names for one in (name, *listed))


def in_time(piece: Evidence, asked: Rule, day: date) -> bool:
    until = piece.valid_until or date.max
    fresh = asked.max_age_months is None or day < months_after(piece.valid_from, asked.max_age_months)
    left = asked.min_months is None or months_after(day, asked.min_months) <= (piece.valid_until or day) + timedelta(1)
    return piece.valid_from <= day <= until and fresh and (left or piece.valid_until is None)


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def satisfied(asked: Rule, evidence: list[Evidence], equivalences: list[Equivalence], day: date) -> bool:
    pieces = [piece for piece in evidence if piece.verified and piece.kind in EVIDENCE_FOR[asked.kind]]
    if asked.kind is RuleKind.AGE:
        lowest, highest = asked.min_age or 0, 200 if asked.max_age is None else asked.max_age
        return any(lowest <= age_on(piece.valid_from, day) <= highest for piece in pieces)
    if asked.kind is RuleKind.LANGUAGE:
        enough = [
            piece
            for piece in pieces
            for level in asked.languages
            if level.language == piece.name and reaches((piece.scale, piece.level), (level.scale, level.level))
        ]
        return any(in_time(piece, asked, day) for piece in enough)
    if asked.kind is RuleKind.EXPERIENCE:
        worked: set[int] = set()
        for piece in pieces:
            if piece.name in asked.names:
                first, last = piece.started or piece.valid_from, piece.ended or piece.valid_until or date.max
                worked.update(range(first.toordinal(), min(last.toordinal() + 1, day.toordinal())))
        return len(worked) >= max(1, 365 * asked.min_years)
    return any(in_time(piece, asked, day) and accepted(piece.name, asked, equivalences, day) for piece in pieces)


def judged(node: Node, evidence, equivalences, level: int, day: date) -> tuple[str, ...] | None:
    """The rules that keep a person back, by looking at that day alone; None where the node decides nothing."""
    if isinstance(node, Rule):
        bound = node.scope is Scope.PERSON and node.strength is Strength.MUST and node.status is not Basis.HEARD
        if not bound or (node.when and level < 3):
            return None
        return () if waived_on(node, evidence, day) or satisfied(node, evidence, equivalences, day) else (node.key,)
    said = [judged(child, evidence, equivalences, level, day) for child in node.children]
    told = [answer for answer in said if answer is not None]
    if not told:
        return None
    wanted = {GroupKind.ALL_OF: len(told), GroupKind.ANY_OF: 1, GroupKind.N_OF: min(node.n or 0, len(told))}
    return () if told.count(()) >= wanted[node.kind] else tuple(key for keys in told for key in keys)


@st.composite
def random_waivers(draw, tree) -> Evidence:
    """A waiver of a rule of this tree, now and then of another version or duty."""
    rule = draw(st.sampled_from([each.key for each in rules(tree)]))
    duty_name = draw(st.sampled_from(["duty/3", "duty/3", "duty/3", "duty/2", "other/3"]))
    return Evidence(draw(st.uuids()).hex, EvidenceKind.WAIVER, f"{duty_name}/{rule}", draw(nearby), draw(nearby), True)


def waived_on(asked: Rule, evidence: list[Evidence], day: date) -> bool:
    mine = [piece for piece in evidence if piece.kind is EvidenceKind.WAIVER and piece.name == f"duty/3/{asked.key}"]
    return any(piece.valid_from <= day <= piece.valid_until for piece in mine)


@settings(max_examples=80)
@given(st.data(), trees, st.lists(random_evidence(), max_size=8), st.lists(equalities, max_size=2), st.sampled_from([0, 2, 3, 4]))
def test_spans_agree_with_the_verdict_and_with_plain_looking_on_every_day(data, tree, evidence, equivalences, level):
    evidence = evidence + data.draw(st.lists(random_waivers(tree), max_size=3))
    requirements = duty(tree)
    found = spans(requirements, evidence, equivalences, {"danger_level": level})
    assert (found[0].start, found[-1].until) == (None, None)
    for before, after in zip(found, found[1:], strict=False):
        assert before.until == after.start
        assert before.missing != after.missing
    for day in WINDOW:
        (span,) = [each for each in found if (each.start or date.min) <= day and (not each.until or day < each.until)]
        told = evaluate(requirements, evidence, equivalences, {"danger_level": level}, day)
        assert (span.met, span.missing) == (told.met, missing_rules(told.proof))
        assert span.missing == (judged(tree, evidence, equivalences, level, day) or ())


@settings(max_examples=60)
@given(trees, st.lists(random_evidence(), max_size=8), st.sampled_from(WINDOW))
def test_a_verdict_lapses_on_the_first_day_it_no_longer_holds(tree, evidence, day):
    requirements = duty(tree)
    told = evaluate(requirements, evidence, (), {}, day)
    if told.met and told.lapses is not None:
        assert not evaluate(requirements, evidence, (), {}, told.lapses).met
        assert evaluate(requirements, evidence, (), {}, told.lapses - timedelta(days=1)).met
    if told.met and told.lapses is None:
        assert evaluate(requirements, evidence, (), {}, date.max).met
