"""Postings: who is in the team and who on the shortlist, as acts that follow one another; the newest about a person counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.languages import Sentence, say

TEAM = 20
SHORTLIST = 50
"""People on one shortlist."""
REASON = range(3, 301)
"""Characters of a reason."""


class PostingState(StrEnum):
    """Whether a posting is being filled."""

    OPENED = "opened"
    CLOSED = "closed"


class PostingAct(StrEnum):
    """What is done with a person."""

    SHORTLISTED = "shortlisted"
    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Step:
    """An act about a person."""

    person_id: str
    act: PostingAct


MOST = {PostingAct.SHORTLISTED: SHORTLIST, PostingAct.JOINED: TEAM}
FULL = {
    PostingAct.SHORTLISTED: say("A shortlist has at most %(most)s people.", most=SHORTLIST),
    PostingAct.JOINED: say("A team has at most %(most)s people.", most=TEAM),
}


def standing(steps: Iterable[Step]) -> dict[str, PostingAct]:
    """The newest act about each person; `steps` oldest first. In the order of these newest acts."""
    found: dict[str, PostingAct] = {}
    for one in steps:
        found.pop(one.person_id, None)
        found[one.person_id] = one.act
    return found


def those(now: dict[str, PostingAct], act: PostingAct) -> tuple[str, ...]:
    """Whose newest act is this one."""
    return tuple(one for one, newest in now.items() if newest is act)


def may_follow(before: PostingAct | None, act: PostingAct) -> bool:
    """Whether an act changes anything: nobody leaves who is not there, and nothing is done twice."""
    return before is not act and not (before is None and act is PostingAct.LEFT)


def changes_team(before: PostingAct | None, act: PostingAct) -> bool:
    """Whether an act is kept in the ledger: somebody joins or leaves, and not only stands on the shortlist."""
    return act is not PostingAct.SHORTLISTED or before is PostingAct.JOINED


def refusal(act: PostingAct, reason: str, others: int) -> dict[str, Sentence]:
    """Field → what is wrong with an act; `others`: how many people stand there already. Only who is removed needs a reason."""
    said = len(reason.strip())
    if act in MOST and others >= MOST[act]:
        return {"person": FULL[act]}
    if said >= REASON.stop or (act is PostingAct.LEFT and said < REASON.start):
        return {"reason": say("Give the reason, in 3 to 300 characters; it is kept for ever.")}
    return {}
