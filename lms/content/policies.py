"""Reads policies of validity: YAML in, values out, every fault with file, line and reason."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag, TypeAdapter, model_validator

from lms.content.faults import Faults
from lms.content.requirements import Key, Texts
from lms.content.strict_yaml import LineFinder, Model, load_yaml, read_text, validate
from lms.domain.policies import Earlier, Policy, problems, quarrels

_POLICY = TypeAdapter(Policy)


class ValidityModel(Model):
    """Months, `course` or `none`, for every course and for those that differ."""

    default: int | str
    courses: dict[Key, int | str] = {}


class EndModel(Model):
    """When certificates issued earlier end."""

    sunset: date | None = None
    void: date | None = None
    courses: list[Key] = []

    @model_validator(mode="after")
    def one_day(self) -> "EndModel":
        """Refuses both and neither."""
        if (self.sunset is None) == (self.void is None):
            raise ValueError("name one of sunset and void, with its day; or write keep")
        return self


class PolicyModel(Model):
    """policies/<name>.yaml."""

    name: Key
    title: Texts
    issues_from: date
    validity: ValidityModel
    earlier: Annotated[
        Annotated[Literal["keep"], Tag("word")] | Annotated[EndModel, Tag("end")],
        Discriminator(lambda value: "word" if isinstance(value, str) else "end"),
    ] = "keep"


def read_policies(folder: Path, known: Collection[str] | None = None) -> tuple[Policy, ...]:
    """The policies in `<folder>/policies/*.yaml`, by first day. With `known`, they may name only these courses.

    Raises ContentErrors with the faults of every file, among them names and first days used twice.
    """
    found: list[tuple[Policy, LineFinder, str]] = []
    faults = Faults(folder.name)
    for path in sorted((folder / "policies").glob("*.yaml")):
        with faults.gathered():
            name = f"{folder.name}/policies/{path.name}"
            found.append((*parse_policy(path.read_bytes(), name, known), name))
    for number, (place, sentence) in quarrels([one for one, _, _ in found]).items():
        _, finder, name = found[number]
        faults.at(name).add(finder(place), sentence)
    for one, finder, name in found:
        if Path(name).stem != one.name and not faults.found:
            faults.at(name).add(finder(("name",)), f"the file of `{one.name}` is called {one.name}.yaml")
    faults.check()
    return tuple(sorted((one for one, _, _ in found), key=lambda one: one.issues_from))


def parse_policy(raw: bytes, path: str, known: Collection[str] | None = None) -> tuple[Policy, LineFinder]:
    """A policy from the bytes of its file, and the finder of its lines. Raises ContentErrors with every fault found."""
    data, finder = load_yaml(read_text(raw, path), path)
    policy, faults = _policy(validate(PolicyModel, data, finder, path)), Faults(path)
    for place, sentence in problems(policy, known):
        faults.add(finder(place), sentence)
    faults.check()
    return policy, finder


def pack_policy(value: Policy) -> Any:
    """JSON of a policy."""
    return _POLICY.dump_python(value, mode="json")


def unpack_policy(data: Any) -> Policy:
    """The policy again."""
    return _POLICY.validate_python(data)


def _policy(model: PolicyModel) -> Policy:
    end = model.earlier if isinstance(model.earlier, EndModel) else EndModel.model_construct(sunset=None, void=None, courses=[])
    earlier = Earlier.SUNSET if end.sunset else Earlier.VOID if end.void else Earlier.KEEP
    return Policy(
        name=model.name, title=dict(model.title), issues_from=model.issues_from, default=model.validity.default,
        courses=dict(model.validity.courses), earlier=earlier, on=end.sunset or end.void, touches=tuple(end.courses),
    )  # fmt: skip
