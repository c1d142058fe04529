"""What narrows a list: in words for people, and as an address carries it."""

from collections.abc import Iterable

from babel import Locale
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from lms.domain.evidence import SPOKEN
from lms.domain.languages import text
from lms.domain.profiles import Trait, TraitKind
from lms.services.roster import Roster
from lms.web.context import lang


def said(traits: Iterable[Trait]) -> dict[str, str]:
    """As an address says it."""
    found: dict[str, str] = {}
    for one in traits:
        name, _sign, level = one.name.partition(":")
        found[one.kind.value] = "yes" if one.kind is TraitKind.AVAILABLE else name
        if level:
            found["level"] = level
    return found


def narrowed(page: Roster) -> str:
    """Everything that narrows a list, as `French at B2 or better, available on 3 March 2027`; empty when nothing does."""
    titles = {one.key: text(one.title, lang()) for one in (*page.terms.fields, *page.terms.regions)}
    return str(_(", ")).join(_words(one, page, titles) for one in page.traits)


def languages() -> list[tuple[str, str]]:
    """Every language that evidence can show, by its name."""
    return sorted(((code, _language(code)) for code in SPOKEN), key=lambda one: one[1])


def _words(one: Trait, page: Roster, titles: dict[str, str]) -> str:
    name, _sign, level = one.name.partition(":")
    if one.kind is TraitKind.FIELD:
        return str(_("works in: %(field)s", field=titles[name]))
    if one.kind is TraitKind.REGION:
        return str(_("would go to: %(region)s", region=titles[name]))
    if one.kind is TraitKind.AVAILABLE:
        return str(_("available on %(day)s", day=format_date(page.day, "long")))
    if one.kind is TraitKind.LANGUAGE:
        return str(_("%(language)s at %(level)s or better", language=_language(name), level=level))
    return str(ngettext("at least %(num)s year of experience", "at least %(num)s years of experience", int(name)))


def _language(code: str) -> str:
    return Locale(code).get_display_name(lang()) or code
