"""Reads practicals.yaml: what the trainers of a house sign off, skill by skill, and the certificate that passing gives."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from lms.content.faults import Faults
from lms.content.requirements import MOST_KEYS, Key, Texts
from lms.content.strict_yaml import Model, load_yaml, read_text, validate
from lms.domain.evidence import Credential, EvidenceKind
from lms.domain.practicals import Practical, Skill

FILE = "practicals.yaml"


class SkillModel(Model):
    """One line of the list."""

    key: Key
    title: Texts
    needed: bool = True


class PracticalModel(Model):
    """One entry of practicals.yaml."""

    key: Key
    title: Texts
    credential: str
    months: Annotated[int, Field(ge=1, le=600)] | None = None
    skills: Annotated[list[SkillModel], Field(min_length=1, max_length=20)]


def read_practicals(folder: Path, credentials: Iterable[Credential]) -> tuple[Practical, ...]:
    """The practicals in `<folder>/practicals.yaml`, none without the file. Raises ContentErrors."""
    path = f"{folder.name}/{FILE}"
    if not (folder / FILE).is_file():
        return ()
    data, finder = load_yaml(read_text((folder / FILE).read_bytes(), path), path, max_keys=MOST_KEYS)
    models, faults = validate(list[PracticalModel], data or [], finder, path), Faults(path)
    kinds = {one.name: one.kind for one in credentials}
    for place, model in enumerate(models):
        if model.key in [one.key for one in models[:place]]:
            faults.add(finder((place,)), f"`{model.key}` stands twice")
        for reason in _faults(model, kinds):
            faults.add(finder((place,)), f"`{model.key}`: {reason}")
        for number, skill in enumerate(model.skills):
            for reason in _skill_faults(skill, model.skills[:number]):
                faults.add(finder((place, "skills", number)), f"`{model.key}`: {reason}")
    faults.check()
    return tuple(_practical(model) for model in models)


def _practical(model: PracticalModel) -> Practical:
    skills = tuple(Skill(one.key, dict(one.title), one.needed) for one in model.skills)
    return Practical(model.key, dict(model.title), model.credential, model.months, skills)


def _faults(model: PracticalModel, kinds: dict[str, EvidenceKind]) -> Iterator[str]:
    if kinds.get(model.credential) is not EvidenceKind.CERTIFICATE:
        yield f"`{model.credential}` is no certificate of credentials.yaml"
    if not any(one.needed for one in model.skills):
        yield "no skill is needed, so that everybody would pass; leave out `needed: false` somewhere"
    yield from (f"it has no title in {lang}" for lang in ("en", "ja") if lang not in model.title)


def _skill_faults(skill: SkillModel, before: list[SkillModel]) -> Iterator[str]:
    if skill.key in [one.key for one in before]:
        yield f"the skill `{skill.key}` stands twice"
    yield from (f"the skill `{skill.key}` has no title in {lang}" for lang in ("en", "ja") if lang not in skill.title)
