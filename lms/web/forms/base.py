"""What all forms share: they take a failure of the service onto their fields."""

from typing import Any, TypeVar

from flask import request
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import Form

from lms.errors import Invalid
from lms.web.errors import translated

CHOOSE = _("Choose from the list.")
OURS = {
    "Not a valid date value.": _("Enter the day, such as 2026-03-01."),
    "Not a valid integer value.": _("Enter a whole number."),
    "Not a valid choice.": CHOOSE,
    "Invalid Choice: could not coerce.": CHOOSE,
    "'%(value)s' is not a valid choice for this field.": CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOOSE,
    "This field is required.": _("Fill this in."),
}
"""What WTForms says by itself → what we say, which tells what to do."""
TOO_LONG = "Field cannot be longer than %(max)d character."


class Wording:
    """The messages of WTForms in our words, in the language of the page."""

    def gettext(self, message: str) -> str:
        """A message that counts nothing."""
        return str(OURS.get(message, message))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """A message with a number."""
        if singular == TOO_LONG:
            return str(ngettext("Use at most %(num)s character.", "Use at most %(num)s characters.", count))
        return self.gettext(singular if count == 1 or singular in OURS else plural)


class BaseForm(Form):
    """A form. CSRF is checked for every request in one place, so no form does it."""

    class Meta:
        """Where WTForms finds its words."""

        def get_translations(self, form: Form) -> Wording:
            """Our words."""
            return Wording()

    def take(self, fault: Invalid) -> None:
        """Put each problem at its field, or above the form when it belongs to none."""
        for name, sentence in fault.problems.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, translated(sentence)]
            else:
                self.form_errors.append(translated(sentence))


Kind = TypeVar("Kind", bound=BaseForm)


def filled(kind: type[Kind], **start: Any) -> Kind:
    """The form with what was sent, or with its starting values."""
    return kind(request.form) if request.method == "POST" else kind(data=start)
