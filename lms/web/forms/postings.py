"""Keeping a team as a posting, and saying why."""

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from lms.domain.postings import PostingAct, PostingState
from lms.web.forms.base import BaseForm

WHY = _("Give the reason, in 3 to 300 characters; it is kept for ever.")


class PostingForm(BaseForm):
    """What the team is wanted for, and why."""

    title = StringField(_("Title"), [InputRequired(_("Give the posting a title of 3 to 120 characters.")), Length(max=120)])
    reason = StringField(_("Reason"), [InputRequired(WHY), Length(max=300)], description=_("The ledger keeps it."))


class ShortlistForm(BaseForm):
    """A note to people who are put on a shortlist."""

    note = StringField(_("Note"), [Length(max=300)])


class MoveForm(BaseForm):
    """What is done with a person of a posting, and why."""

    act = StringField(validators=[InputRequired()])
    reason = StringField(_("Note or reason"), [Length(max=300)])

    def chosen(self) -> PostingAct | None:
        """The act, None for what is none."""
        return next((one for one in PostingAct if one.value == self.act.data), None)


class TurnForm(BaseForm):
    """Whether a posting is closed or opened again, and why."""

    state = StringField(validators=[InputRequired()])
    reason = StringField(_("Reason"), [InputRequired(WHY), Length(max=300)], description=_("The ledger keeps it."))

    def chosen(self) -> PostingState | None:
        """The state, None for what is none."""
        return next((one for one in PostingState if one.value == self.state.data), None)
