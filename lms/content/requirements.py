"""Reads requirement sets: YAML in, trees of rules out, every fault with file, line and reason."""

from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Discriminator, Field, Tag, model_validator

from lms.content.faults import Faults
from lms.content.lessons import SourceModel
from lms.content.strict_yaml import Model, Place, load_yaml, read_text, validate
from lms.domain.courses import Source
from lms.domain.requirements import (
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
    Value,
    When,
)
from lms.domain.soundness import Known, problems

MOST_KEYS = 10_000
M = TypeVar("M")
Text = Annotated[str, Field(min_length=1, max_length=300)]
Language = Annotated[str, Field(pattern=r"^(en|ja|fr)$")]
Texts = Annotated[dict[Language, Text], Field(min_length=1)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9:/-]{0,139}$")]


class WhenModel(Model):
    """Bounds on one condition; a bare value means `equals`."""

    at_least: int | None = None
    at_most: int | None = None
    equals: int | str | None = None


class LanguageModel(Model):
    """A language at a level of a scale."""

    lang: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    scale: str
    level: int | str


class RuleModel(Model):
    """A rule; `any_of` are the names of which one is needed."""

    key: Key
    kind: RuleKind
    text: Texts
    any_of: list[Name] = []
    languages: list[LanguageModel] = []
    max_age_months: int | None = None
    min_months: int | None = None
    min_age: int | None = None
    max_age: int | None = None
    min_years: int | None = None
    when: dict[str, WhenModel | int | str] = {}
    scope: Scope = Scope.PERSON
    min_count: int = 1
    strength: Strength = Strength.MUST
    status: Basis
    sources: list[str] = []
    note: Texts | None = None


class GroupModel(Model):
    """Rules under one of `all_of`, `any_of` and `n_of` (with `n`)."""

    all_of: "list[NodeModel] | None" = None
    any_of: "list[NodeModel] | None" = None
    n_of: "list[NodeModel] | None" = None
    n: int | None = None
    text: Texts | None = None

    @model_validator(mode="after")
    def one_list(self) -> "GroupModel":
        """Refuses a group that is of no kind or of two."""
        if len([kind for kind in GroupKind if getattr(self, kind) is not None]) != 1:
            raise ValueError("a rule has a `key` and a `kind`; a group has one of all_of, any_of and n_of")
        return self


def _tag(value: object) -> str:
    return "rule" if isinstance(value, dict) and ("key" in value or "kind" in value) else "group"


NodeModel = Annotated[
    Annotated[RuleModel, Tag("rule")] | Annotated[GroupModel, Tag("group")],
    Discriminator(_tag),
]


class ConditionModel(Model):
    """What places or posts differ in."""

    title: Texts
    values: Annotated[list[int | str], Field(min_length=2, max_length=20)]
    default: int | str


class SetModel(Model):
    """requirements/<duty>.yaml; its rules are needed all."""

    title: Texts
    version: int
    effective_from: date
    effective_until: date | None = None
    conditions: dict[str, ConditionModel] = {}
    sources: list[SourceModel] = []
    rules: Annotated[list[NodeModel], Field(min_length=1, max_length=100)]


def read_requirements(folder: Path, known: Known | None = None) -> tuple[RequirementSet, ...]:
    """The sets in `<folder>/requirements/*.yaml`, in the order of their keys.

    With `known`, rules may name only what is there, and each set must demand a security certificate. Raises
    ContentErrors with the faults of every file.
    """
    found, faults = [], Faults(folder.name)
    for path in sorted((folder / "requirements").glob("*.yaml")):
        with faults.gathered():
            found.append(parse_requirements(path.read_bytes(), f"{folder.name}/requirements/{path.name}", known))
    faults.check()
    return tuple(found)


def parse_requirements(raw: bytes, path: str, known: Known | None = None) -> RequirementSet:
    """A set from the bytes of its file, whose stem is its key. Raises ContentErrors with every fault found."""
    data, finder = load_yaml(read_text(raw, path), path, max_keys=MOST_KEYS)
    model, faults = validate(SetModel, data, finder, path), Faults(path)
    requirements = _set(Path(path).stem, model)
    for problem in problems(requirements, known):
        faults.add(finder(_place(requirements.root, problem.path)), problem.sentence)
    faults.check()
    return requirements


def _set(key: str, model: SetModel) -> RequirementSet:
    return RequirementSet(
        key=key,
        version=model.version,
        title=dict(model.title),
        effective_from=model.effective_from,
        root=Group(GroupKind.ALL_OF, tuple(_node(rule) for rule in model.rules)),
        effective_until=model.effective_until,
        conditions=tuple(Condition(name, dict(each.title), tuple(each.values), each.default) for name, each in model.conditions.items()),
        sources=tuple(Source(**source.model_dump()) for source in model.sources),
    )


def _node(model: RuleModel | GroupModel) -> Node:
    if isinstance(model, RuleModel):
        return _rule(model)
    kind, parts = next((kind, parts) for kind in GroupKind if (parts := getattr(model, kind)) is not None)
    return Group(kind, tuple(_node(part) for part in parts), model.n, dict(model.text or {}))


def _rule(model: RuleModel) -> Rule:
    same = model.model_dump(exclude={"any_of", "languages", "when", "sources", "note"})
    return Rule(
        **same,
        names=tuple(model.any_of),
        languages=tuple(LanguageLevel(each.lang, each.scale, str(each.level)) for each in model.languages),
        when=tuple(_when(condition, bounds) for condition, bounds in model.when.items()),
        sources=tuple(model.sources),
        note=dict(model.note or {}),
    )


def _when(condition: str, bounds: WhenModel | Value) -> When:
    return When(condition, **bounds.model_dump()) if isinstance(bounds, WhenModel) else When(condition, equals=bounds)


def _place(root: Node, path: tuple[int, ...] | None) -> Place:
    """Where a node stands in the file; the root's rules are the list `rules`, another group's the list of its kind."""
    place: Place = () if path is None else ("rules",)
    node = root
    for number in path or ():
        node = node.children[number] if isinstance(node, Group) else node
        place = (*place, number, node.kind.value) if isinstance(node, Group) else (*place, number)
    return place
