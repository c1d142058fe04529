"""Reads what requirement sets may name: credentials from outside, who gives them, and which count as which."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from lms.content.faults import Faults
from lms.content.requirements import MOST_KEYS, Key, Texts
from lms.content.strict_yaml import LineFinder, Model, load_yaml, read_text, validate
from lms.domain.courses import FAMILIES
from lms.domain.evidence import Credential, Equivalence, EvidenceKind, Provider, circle, is_own

M = TypeVar("M")
LISTED = frozenset(EvidenceKind) - {EvidenceKind.MODULE, EvidenceKind.LANGUAGE, EvidenceKind.BIRTH, EvidenceKind.WAIVER}


class ProviderModel(Model):
    """One entry of providers.yaml."""

    key: Key
    title: Texts
    url: Annotated[str, Field(pattern=r"^(https://\S+)?$")] = ""


class CredentialModel(Model):
    """One entry of credentials.yaml."""

    name: Annotated[str, Field(pattern=r"^([A-Z0-9][A-Z0-9-]{0,63}|[a-z0-9][a-z0-9-]{0,63})$")]
    kind: EvidenceKind
    title: Texts
    provider: str = ""
    family: Literal[("", *FAMILIES)] = ""  # type: ignore[valid-type]
    minutes: Annotated[int, Field(ge=1)] | None = None
    note: Texts | None = None


class EquivalenceModel(Model):
    """One entry of equivalences.yaml; `from` and `until` are included."""

    name: str
    counts_as: str
    start: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None
    source: str = ""


def read_providers(folder: Path) -> tuple[Provider, ...]:
    """The providers in `<folder>/providers.yaml`. Raises ContentErrors."""
    models, finder, faults = _read_list(folder, "providers.yaml", ProviderModel)
    _refuse_twice([model.key for model in models], finder, faults)
    faults.check()
    return tuple(Provider(model.key, dict(model.title), model.url) for model in models)


def read_credentials(folder: Path) -> tuple[Credential, ...]:
    """The credentials in `<folder>/credentials.yaml`, given by those of providers.yaml. Raises ContentErrors."""
    providers = {provider.key for provider in read_providers(folder)}
    models, finder, faults = _read_list(folder, "credentials.yaml", CredentialModel)
    _refuse_twice([model.name for model in models], finder, faults)
    for place, model in enumerate(models):
        for reason in _credential_faults(model, providers):
            faults.add(finder((place,)), f"`{model.name}`: {reason}")
    faults.check()
    return tuple(Credential(m.name, m.kind, dict(m.title), m.provider, m.family, m.minutes, dict(m.note or {})) for m in models)


def read_equivalences(folder: Path) -> tuple[Equivalence, ...]:
    """The equivalences in `<folder>/equivalences.yaml`, between certificates we know. Raises ContentErrors."""
    names = {each.name for each in read_credentials(folder) if each.kind is EvidenceKind.CERTIFICATE}
    models, finder, faults = _read_list(folder, "equivalences.yaml", EquivalenceModel)
    for place, model in enumerate(models):
        for name in sorted({model.name, model.counts_as} - names):
            faults.add(finder((place,)), f"`{name}` is no certificate of credentials.yaml")
        if model.start and model.until and model.until < model.start:
            faults.add(finder((place,)), f"it ends on {model.until}, before it begins on {model.start}")
    found = tuple(Equivalence(m.name, m.counts_as, m.start, m.until, m.source) for m in models)
    if ring := circle(found):
        faults.add(None, f"{' counts as '.join(ring)}: a ring; keep one direction")
    faults.check()
    return found


def _read_list(folder: Path, name: str, model: type[M]) -> tuple[list[M], LineFinder, Faults]:
    path = f"{folder.name}/{name}"
    faults = Faults(path)
    if not (folder / name).is_file():
        faults.add(None, "the file is missing")
    faults.check()
    data, finder = load_yaml(read_text((folder / name).read_bytes(), path), path, max_keys=MOST_KEYS)
    return validate(list[model], data or [], finder, path), finder, faults  # type: ignore[valid-type]


def _refuse_twice(names: list[str], finder: LineFinder, faults: Faults) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            faults.add(finder((place,)), f"`{name}` stands twice")


def _credential_faults(model: CredentialModel, providers: set[str]) -> list[str]:
    certificate = model.kind is EvidenceKind.CERTIFICATE
    checks = {
        f"the kind {model.kind} is not listed here": model.kind not in LISTED,
        f"there is no provider `{model.provider}` in providers.yaml": model.provider not in {"", *providers},
        "a certificate's name has a capital letter, unlike a course's": certificate and is_own(model.name),
        "a certificate names its family": certificate and not model.family,
        f"a {model.kind} has no family": not certificate and bool(model.family),
    }
    return [reason for reason, wrong in checks.items() if wrong]
