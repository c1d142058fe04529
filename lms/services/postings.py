"""Postings: a team kept for a duty, a day and a place, with a shortlist; whether it is ready is asked anew each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lms.domain.languages import Words, say
from lms.domain.permissions import Action
from lms.domain.places import Place, level_on
from lms.domain.postings import REASON, PostingAct, PostingState, Step, changes_team, may_follow, refusal, standing, those
from lms.domain.requirements import Value
from lms.errors import Conflict, Invalid, NotFound
from lms.services import places, requirements, teams
from lms.services.teams import Member, Team
from lms.services.work import UnitOfWork, existing
from lms.store import postings, roster

SHOWN = 200
FOUND = 20
"""People that a search by name shows."""
TITLE = range(3, 121)
NONE_SUCH = say("There is no such posting.")
WHY = say("Give the reason, in 3 to 300 characters; it is kept for ever.")


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A posting in a list. `people`: how many are in its team."""

    id: str
    title: str
    duty: Words
    day: date
    place: Words
    open: bool
    people: int


@dataclass(frozen=True, slots=True)
class PostingMark:
    """An open posting at a place. `ready` is None where nobody asked; `turned`: the newest level of the place made it not ready."""

    id: str
    title: str
    day: date
    ready: bool | None
    turned: bool


@dataclass(frozen=True, slots=True)
class PostingEvent:
    """Something that was done with a person; `name` is empty for somebody who is not listed."""

    name: str
    act: PostingAct
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listed person whom a search found."""

    id: str
    name: str
    name_local: str


@dataclass(frozen=True, slots=True)
class PostingView:
    """A posting as staff see it. `team` is None when its rules or its place are there no more; `unlisted`: in it, and no longer on the roster;
    `at`, `by` and `reason` are of its being opened or closed."""

    id: str
    title: str
    duty: str
    duty_title: Words
    day: date
    place: str
    open: bool
    reason: str
    at: datetime
    by: str
    team: Team | None
    shortlist: tuple[Member, ...]
    unlisted: int
    history: tuple[PostingEvent, ...]
    search: str
    found: tuple[Candidate, ...]


def listing(uow: UnitOfWork) -> tuple[PostingRow, ...]:
    """Postings, those that are open first, the latest departure first."""
    uow.authorize(Action.READ_ROSTER)
    return _rows(uow, postings.latest(uow.db, SHOWN))


def offered(uow: UnitOfWork, duty: str) -> tuple[PostingRow, ...]:
    """The open postings of a duty, whose shortlist people can be put on."""
    uow.authorize(Action.CHANGE_POSTING)
    return _rows(uow, [row for row in postings.waiting(uow.db, uow.today) if row.duty == duty])


def show(uow: UnitOfWork, posting_id: str, search: str = "") -> PostingView:
    """A posting as its team stands by what is known now, and listed people whose name holds `search`."""
    uow.authorize(Action.READ_ROSTER)
    row = existing(postings.get(uow.db, posting_id), NONE_SUCH)
    acts = postings.acts(uow.db, posting_id)
    names = roster.listed(uow.db, list({one.person_id for one in acts}))
    now = standing(Step(one.person_id, PostingAct(one.act)) for one in acts)
    joined, short = those(now, PostingAct.JOINED), those(now, PostingAct.SHORTLISTED)
    team, waiting = _team(uow, row, joined), _team(uow, row, short) if short else None
    history = tuple(PostingEvent(names.get(one.person_id, ""), PostingAct(one.act), one.reason, one.at, one.by_name) for one in reversed(acts))
    found = roster.named(uow.db, search, FOUND + len(now)) if search else []
    new = tuple(Candidate(one.id, one.name, one.name_local) for one in found if one.id not in (*joined, *short))[:FOUND]
    return PostingView(
        row.id, row.title, row.duty, _titles(uow).get(row.duty, {"en": row.duty}), row.day, row.place, row.state == PostingState.OPENED, row.reason,
        row.at, row.by_name, team, waiting.members if waiting else (), sum(one not in names for one in (*joined, *short)), history, search, new,
    )  # fmt: skip


def at_places(uow: UnitOfWork, chosen: str) -> Mapping[str, tuple[PostingMark, ...]]:
    """Key of a place → its open postings, the soonest first; only those at the place that is chosen are worked out."""
    uow.authorize(Action.READ_ROSTER)
    known = {one.key: one for one in places.every(uow)}
    found: dict[str, tuple[PostingMark, ...]] = {}
    for row in postings.waiting(uow.db, uow.today):
        if row.place in known:
            mark = _mark(uow, row, known[row.place]) if row.place == chosen else PostingMark(row.id, row.title, row.day, None, False)
            found[row.place] = (*found.get(row.place, ()), mark)
    return found


def keep(
    uow: UnitOfWork, duty: str, day: date | None, place: Mapping[str, Value], at: str, *, person_ids: Sequence[str], title: str, reason: str
) -> str:
    """Open a posting with these people as its team, as far as they are listed. Raises Invalid with the field and what to do."""
    uow.authorize(Action.OPEN_POSTING)
    title, on, chosen, problems = title.strip(), day or uow.today, tuple(dict.fromkeys(person_ids)), {}
    if len(title) not in TITLE:
        problems["title"] = say("Give the posting a title of 3 to 120 characters.")
    if len(reason.strip()) not in REASON:
        problems["reason"] = WHY
    if on < uow.today:
        problems["day"] = say("The day of departure is over. Choose today or a later day.")
    if len(chosen) > teams.MEMBERS:
        problems["person"] = say("A team has at most %(most)s people.", most=teams.MEMBERS)
    if problems:
        raise Invalid(**problems)
    team = teams.together(uow, duty, chosen, on, place, at)
    made = uow.new_id()
    postings.add(uow.db, id=made, title=title, duty=duty, day=on, place=at, situation=dict(team.situation))
    _turned(uow, made, PostingState.OPENED, reason.strip())
    uow.record(Action.OPEN_POSTING, made, duty=duty, day=str(on), at=at, place=dict(team.situation), title=title, reason=reason.strip())
    for one in team.members:
        _put(uow, made, one.id, None, PostingAct.JOINED, "")
    return made


def turn(uow: UnitOfWork, posting_id: str, state: PostingState, reason: str) -> None:
    """Close a posting, or open it again, with the reason."""
    action = Action.OPEN_POSTING if state is PostingState.OPENED else Action.CLOSE_POSTING
    uow.authorize(action)
    row = existing(postings.lock(uow.db, posting_id), NONE_SUCH)
    if len(reason.strip()) not in REASON:
        raise Invalid(reason=WHY)
    if row.state == state:
        raise Conflict(say("This has been decided already."))
    _turned(uow, posting_id, state, reason.strip())
    uow.record(action, posting_id, duty=row.duty, day=str(row.day), at=row.place, title=row.title, reason=reason.strip())


def move(uow: UnitOfWork, posting_id: str, person_id: str, act: PostingAct, reason: str) -> None:
    """Put a listed person on the shortlist or in the team, or remove them with a reason."""
    uow.authorize(Action.CHANGE_POSTING)
    now = _open(uow, posting_id)
    if not roster.listed(uow.db, [person_id]):
        raise NotFound(say("This person is not on the roster."))
    problems = refusal(act, reason, len(roster.listed(uow.db, list(those(now, act)))))
    if problems:
        raise Invalid(**problems)
    if not may_follow(now.get(person_id), act):
        raise Conflict(say("This has changed meanwhile. Load the page again."))
    _put(uow, posting_id, person_id, now.get(person_id), act, reason.strip())


def shortlist(uow: UnitOfWork, posting_id: str, person_ids: Sequence[str], note: str) -> int:
    """Put people on the shortlist who are listed, and neither on it nor in the team; how many these are."""
    uow.authorize(Action.CHANGE_POSTING)
    now = _open(uow, posting_id)
    here = (*those(now, PostingAct.SHORTLISTED), *those(now, PostingAct.JOINED))
    new = [one for one in roster.listed(uow.db, list(dict.fromkeys(person_ids))) if one not in here]
    problems = refusal(PostingAct.SHORTLISTED, note, len(those(now, PostingAct.SHORTLISTED)) + max(len(new) - 1, 0))
    if problems:
        raise Invalid(**problems)
    for one in new:
        _put(uow, posting_id, one, now.get(one), PostingAct.SHORTLISTED, note.strip())
    return len(new)


def _open(uow: UnitOfWork, posting_id: str) -> dict[str, PostingAct]:
    row = existing(postings.lock(uow.db, posting_id), NONE_SUCH)
    if row.state != PostingState.OPENED:
        raise Conflict(say("This posting is closed. Open it again first."))
    return standing(Step(one.person_id, PostingAct(one.act)) for one in postings.acts(uow.db, posting_id))


def _put(uow: UnitOfWork, posting_id: str, person_id: str, before: PostingAct | None, act: PostingAct, reason: str) -> None:
    postings.add_act(uow.db, posting_id, person_id=person_id, act=act.value, reason=reason, at=uow.now, by=uow.actor.id)
    if changes_team(before, act):
        uow.record(Action.CHANGE_POSTING, posting_id, person_id, state=act.value, reason=reason)


def _turned(uow: UnitOfWork, posting_id: str, state: PostingState, reason: str) -> None:
    postings.add_state(uow.db, posting_id, state=state.value, reason=reason, at=uow.now, by=uow.actor.id)


def _team(uow: UnitOfWork, row: Any, person_ids: Sequence[str], situation: Mapping[str, Value] | None = None) -> Team | None:
    """None when the duty has no rules for that day any more, or the place or a condition is gone."""
    try:
        asked = (row.situation, row.place) if situation is None else (situation, "")
        return teams.together(uow, row.duty, person_ids, row.day, *asked)
    except (Invalid, NotFound):
        return None


def _mark(uow: UnitOfWork, row: Any, place: Place) -> PostingMark:
    now = standing(Step(one.person_id, PostingAct(one.act)) for one in postings.acts(uow.db, row.id))
    joined = those(now, PostingAct.JOINED)
    team = _team(uow, row, joined)
    before = level_on(place.levels[:-1], row.day)
    earlier = _team(uow, row, joined, {**row.situation, places.CONDITION: before.level}) if before and team and not team.ready else None
    return PostingMark(row.id, row.title, row.day, bool(team and team.ready), bool(earlier and earlier.ready))


def _rows(uow: UnitOfWork, rows: Sequence[Any]) -> tuple[PostingRow, ...]:
    steps: dict[str, list[Step]] = {}
    for one in sorted(postings.acts_of(uow.db, [row.id for row in rows]), key=lambda act: int(act.number)):
        steps.setdefault(one.posting_id, []).append(Step(one.person_id, PostingAct(one.act)))
    titles, known = _titles(uow), {one.key: one.title for one in places.every(uow)}
    return tuple(
        PostingRow(
            row.id, row.title, titles.get(row.duty, {"en": row.duty}), row.day, known.get(row.place, {"en": row.place}) if row.place else {},
            row.state == PostingState.OPENED, len(those(standing(steps.get(row.id, ())), PostingAct.JOINED)),
        )
        for row in rows
    )  # fmt: skip


def _titles(uow: UnitOfWork) -> dict[str, Words]:
    return {one.key: one.title for one in requirements.current(uow)}
