"""What all forms share: they take a failure of the service onto their fields."""

from typing import Any, TypeVar

from flask import request
from wtforms import Form

from lms.errors import Invalid
from lms.web.errors import translated


class BaseForm(Form):
    """A form. CSRF is checked for every request in one place, so no form does it."""

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
