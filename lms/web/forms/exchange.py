"""Taking a quiz in from another program."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import FileField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.domain.languages import LANGUAGES, NAMES
from lms.web.forms.base import BaseForm


class TakeForm(BaseForm):
    """The file, and what is to become of it."""

    file = FileField(_("File"), description=_("At most 2 MB. It is read once and not kept."))
    format = SelectField(_("Format"), validate_choice=False, description=_("“Find out” looks at what stands in the file."))
    language = SelectField(_("Language of the file"), validate_choice=False, choices=[(code, NAMES[code]) for code in LANGUAGES])
    course = StringField(_("Key of the course"), [InputRequired(_("Enter the key, such as security-management.")), Length(max=64)])
    quiz = StringField(_("Key of the quiz"), [InputRequired(_("Enter the key, such as c4.")), Length(max=64)])
    title = StringField(_("Title"), [Optional(), Length(max=200)], description=_("Leave empty to take the file's own."))
    pass_mark = IntegerField(
        _("Pass mark in per cent"), [Optional(), NumberRange(1, 100, _("The pass mark is a whole number from 1 to 100."))],
        description=_("Leave empty to take the file's own, or 80."),
    )  # fmt: skip

    def offer(self, formats: Mapping[str, str]) -> None:
        """Fill the list of formats (name → title)."""
        self.format.choices = [("auto", _("Find out")), *formats.items()]


class PageForm(BaseForm):
    """The quiz in our notation, to be saved as a file."""

    quiz = HiddenField()
    page = TextAreaField(_("The quiz in Hato's notation"))


class ExportForm(BaseForm):
    """Which notation, in which language."""

    format = SelectField(_("Format"), validate_choice=False)
    language = SelectField(_("Language"), validate_choice=False)
