"""What a person says of themselves."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import DateField, SelectField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.domain.languages import text
from lms.domain.profiles import NOTICES, Term
from lms.web.forms.base import BaseForm

NOT_NOW = "no"


def terms(known: Iterable[Term], lang: str) -> list[tuple[str, str]]:
    """Fields or regions to choose from."""
    return [(one.key, text(one.title, lang)) for one in known]


def notices() -> list[tuple[str, str]]:
    """How soon somebody can leave."""
    weeks = [(str(n), str(ngettext("After %(num)s week", "After %(num)s weeks", n))) for n in NOTICES if n]
    return [(NOT_NOW, str(_("Not now"))), ("0", str(_("At once"))), *weeks]


class ProfileForm(BaseForm):
    """Fields, regions, availability."""

    fields = SelectMultipleField(
        _("The fields I work in"), choices=[], validate_choice=False, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    regions = SelectMultipleField(
        _("The regions I would go to"), choices=[], validate_choice=False, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    notice = SelectField(_("How soon can you leave, once you are asked?"), choices=[], validate_choice=False)
    first = DateField(_("First day on which you could depart"), [Optional()], description=_("Leave empty when any day will do."))
    last = DateField(_("Last day on which you could depart"), [Optional()], description=_("Leave empty when there is no end."))
