"""The cheapest way to what is missing, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from lms.domain.evidence import OWN_MODULE
from lms.domain.gaps import Act, ActKind, Step
from lms.domain.languages import text
from lms.services.eligibility import DutyView
from lms.services.studies import Study
from lms.web.context import lang
from lms.web.wording import hours


@dataclass(frozen=True, slots=True)
class Line:
    """A step: what to do, what is known about it, and where."""

    words: str
    notes: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Way:
    """Every step, and what they come to. `possible` is False where nothing the person can do will ever be enough."""

    lines: tuple[Line, ...]
    total: tuple[str, ...]
    possible: bool


def way(duty: DutyView) -> Way:
    """The plan of a duty as it is read."""
    plan = duty.plan
    total = [_("Study in all: %(time)s.", time=hours(plan.minutes))] if plan.minutes else []
    if plan.unknown:
        told = ngettext("How long %(num)s of these takes is not known.", "How long %(num)s of these take is not known.", plan.unknown)
        total.append(told)
    if plan.first:
        total.append(_("The earliest day of departure: %(day)s.", day=format_date(plan.first, "long")))
    return Way(tuple(_line(step, duty.studies) for step in plan.steps), tuple(total), plan.possible)


def _line(step: Step, studies: Mapping[str, Study]) -> Line:
    act = step.act
    study = studies.get(act.name)
    what = text(study.title, lang()) if study else act.name
    return Line(_words(act, what), tuple(_notes(step, study)), _address(act))


def _words(act: Act, what: str) -> str:
    sentences = {
        ActKind.VERIFY: lambda: _("Ask a registrar to verify what you sent: %(what)s", what=what),
        ActKind.COURSE: lambda: _("Take our course again: %(what)s", what=what) if act.renew else _("Take our course: %(what)s", what=what),
        ActKind.OUTSIDE: lambda: _("Renew: %(what)s", what=what) if act.renew else _("Obtain from outside: %(what)s", what=what),
        ActKind.RECORD: lambda: _("Renew: %(what)s", what=what) if act.renew else _("Have it recorded by a registrar: %(what)s", what=what),
        ActKind.LANGUAGE: lambda: _("Show by a test: %(what)s", what=_level(act)),
        ActKind.EXPERIENCE: lambda: ngettext("%(num)s more day of: %(what)s", "%(num)s more days of: %(what)s", act.days or 0, what=what),
        ActKind.WAIT: lambda: _("Depart on %(day)s or later", day=format_date(act.first, "long")),
        ActKind.NEVER: lambda: _("Nothing can be done about this one"),
    }
    return str(sentences[act.kind]())


def _level(act: Act) -> str:
    return f"{act.level.language} {act.level.level} ({act.level.scale.upper()})" if act.level else act.name


def _notes(step: Step, study: Study | None) -> list[str]:
    act, notes = step.act, []
    if act.kind in (ActKind.COURSE, ActKind.OUTSIDE):
        notes.append(hours(act.minutes) if act.minutes is not None else _("how long it takes is not known"))
    if study and study.provider:
        notes.append(_("given by %(provider)s", provider=text(study.provider.title, lang())))
    if len(step.rules) > 1:
        notes.append(ngettext("closes %(num)s requirement", "closes %(num)s requirements", len(step.rules)))
    if step.not_before:
        notes.append(_("not before %(day)s, or it is too old at departure", day=format_date(step.not_before, "long")))
    return notes


def _address(act: Act) -> str:
    if act.kind is ActKind.COURSE:
        return url_for("courses.show", course=act.name.removeprefix(OWN_MODULE).split("/")[0])
    return ""
