"""The rules of a set in words, whoever they are asked of; and what differs between two versions."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.domain.drafts import Changes
from lms.domain.languages import text
from lms.domain.requirements import Basis, Group, GroupKind, Node, RequirementSet, Rule, Scope, Situation, Strength, When
from lms.web.context import lang


@dataclass(frozen=True, slots=True)
class Line:
    """A rule or a group in words: its `key` where it is a rule, what it asks, and the parts of a group."""

    label: str
    key: str
    tags: tuple[str, ...]
    facts: tuple[str, ...]
    parts: tuple["Line", ...]


def lines(value: RequirementSet) -> tuple[Line, ...]:
    """The tree of a set."""
    root = value.root
    return tuple(_line(value, child) for child in (root.children if isinstance(root, Group) and root.kind is GroupKind.ALL_OF else (root,)))


def place_words(value: RequirementSet, situation: Situation) -> str:
    """A situation as it is read; empty where a set knows no conditions."""
    titles = {one.key: text(one.title, lang()) for one in value.conditions}
    return ", ".join(f"{titles[key]}: {one}" for key, one in situation.items())


def aspect(name: str) -> str:
    """What something of a set or of a rule is called."""
    names = {
        "title": _("the title"), "effective_from": _("the first day"), "effective_until": _("the last day"), "conditions": _("the conditions"),
        "sources": _("the sources"), "kind": _("the kind"), "text": _("the wording"), "names": _("what is accepted"),
        "languages": _("languages and levels"), "max_age_months": _("the age of the evidence"), "min_months": _("how long it stays valid"),
        "min_age": _("the lowest age"), "max_age": _("the highest age"), "min_years": _("the years"), "when": _("where it applies"),
        "scope": _("person or team"), "min_count": _("how many of the team"), "strength": _("must or should"), "status": _("where it comes from"),
        "note": _("the note"), "group": _("the group it stands in"),
    }  # fmt: skip
    return str(names[name])


def differences(old: RequirementSet, new: RequirementSet, found: Changes) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """(kind, wording, [(what, before, now)]) of each rule that differs, and first of the set itself."""
    shown: list[tuple[str, str, list[tuple[str, str, str]]]] = []
    if found.aspects:
        shown.append(("changed", _("The set itself"), [(aspect(name), _aspect(old, name), _aspect(new, name)) for name in found.aspects]))
    for one in found.rules:
        before = one.before
        parts = [(aspect(name), _said(old, before, name), _said(new, one.rule, name)) for name in one.fields] if before else []
        shown.append((one.kind.value, text(one.rule.text, lang()), parts))
    return shown


def _aspect(value: RequirementSet, name: str) -> str:
    if name == "title":
        return text(value.title, lang())
    if name == "conditions":
        return "; ".join(f"{text(one.title, lang())}: {', '.join(map(str, one.values))}" for one in value.conditions)
    if name == "sources":
        return "; ".join(f"{one.id} {one.title}" for one in value.sources)
    return str(getattr(value, name) or "–")


def _said(value: RequirementSet, rule: Rule, name: str) -> str:
    """One field of a rule as it is read."""
    if name == "group":
        return ""
    one = getattr(rule, name)
    if name in ("text", "note"):
        return " / ".join(one.values())
    if name == "languages":
        return _languages(rule)
    if name == "when":
        return "; ".join(_when(value, each) for each in one)
    return ", ".join(map(str, one)) if isinstance(one, tuple) else "–" if one is None else str(one)


def _line(value: RequirementSet, node: Node) -> Line:
    if isinstance(node, Group):
        heads = {
            GroupKind.ALL_OF: _("All of these"), GroupKind.ANY_OF: _("One of these"),
            GroupKind.N_OF: ngettext("%(num)s of these", "%(num)s of these", node.n or 0),
        }  # fmt: skip
        own = text(node.text, lang())
        return Line(f"{own} ({heads[node.kind]})" if own else heads[node.kind], "", (), (), tuple(_line(value, child) for child in node.children))
    return Line(text(node.text, lang()), node.key, tuple(_tags(node)), tuple(_facts(value, node)), ())


def _tags(rule: Rule) -> list[str]:
    found = [_("Should") if rule.strength is Strength.SHOULD else _("Must")]
    if rule.scope is Scope.TEAM:
        found.append(ngettext("For the team: %(num)s member", "For the team: %(num)s members", rule.min_count))
    return found


def _facts(value: RequirementSet, rule: Rule) -> list[str]:
    sources = {one.id: one.title for one in value.sources}
    said = [
        _("Accepted: %(names)s", names=_(" or ").join(rule.names)) if rule.names else "",
        _("Accepted: %(names)s", names=_languages(rule)) if rule.languages else "",
        _("Obtained less than %(n)s months before departure", n=rule.max_age_months) if rule.max_age_months is not None else "",
        _("Valid for %(n)s more months on the day of departure", n=rule.min_months) if rule.min_months is not None else "",
        _("At least %(n)s years old", n=rule.min_age) if rule.min_age is not None else "",
        _("At most %(n)s years old", n=rule.max_age) if rule.max_age is not None else "",
        _("At least %(n)s years of it", n=rule.min_years) if rule.min_years is not None else "",
        *(_when(value, when) for when in rule.when),
        text(rule.note, lang()),
        _("Source: %(ids)s", ids="; ".join(f"{one} {sources.get(one, '')}".strip() for one in rule.sources)) if rule.sources else "",
        _("Proposed by this platform") if rule.status is Basis.PLATFORM else "",
        _("Heard, to be confirmed: it keeps nobody back") if rule.status is Basis.HEARD else "",
    ]
    return [one for one in said if one]


def _languages(rule: Rule) -> str:
    return str(_(" or ")).join(f"{one.language} {one.level} ({one.scale.upper()})" for one in rule.languages)


def _when(value: RequirementSet, when: When) -> str:
    title = next((text(one.title, lang()) for one in value.conditions if one.key == when.condition), when.condition)
    bounds = [f"{sign} {one}" for sign, one in (("≥", when.at_least), ("≤", when.at_most), ("=", when.equals)) if one is not None]
    return str(_("Only where “%(condition)s” is %(bounds)s", condition=title, bounds=", ".join(bounds)))
