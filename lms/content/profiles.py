"""Reads what a profile may name: the fields of work and the regions of the world."""

from pathlib import Path

from lms.content.faults import Faults
from lms.content.requirements import Key, Texts
from lms.content.strict_yaml import Model, load_yaml, read_text, validate
from lms.domain.profiles import Term


class TermModel(Model):
    """One entry of fields.yaml or regions.yaml."""

    key: Key
    title: Texts


def read_fields(folder: Path) -> tuple[Term, ...]:
    """The fields in `<folder>/fields.yaml`. Raises ContentErrors."""
    return _read(folder, "fields.yaml")


def read_regions(folder: Path) -> tuple[Term, ...]:
    """The regions in `<folder>/regions.yaml`. Raises ContentErrors."""
    return _read(folder, "regions.yaml")


def _read(folder: Path, name: str) -> tuple[Term, ...]:
    path = f"{folder.name}/{name}"
    faults = Faults(path)
    if not (folder / name).is_file():
        faults.add(None, "the file is missing")
    faults.check()
    data, finder = load_yaml(read_text((folder / name).read_bytes(), path), path)
    models = validate(list[TermModel], data or [], finder, path)
    if not models:
        faults.add(None, "nothing is listed")
    for place, model in enumerate(models):
        if model.key in [one.key for one in models[:place]]:
            faults.add(finder((place,)), f"`{model.key}` stands twice")
        for lang in ("en", "ja"):
            if lang not in model.title:
                faults.add(finder((place, "title")), f"`{model.key}` has no title in {lang}")
    faults.check()
    return tuple(Term(model.key, dict(model.title)) for model in models)
