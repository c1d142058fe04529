"""Playing a scenario: going on, old tabs, replays, races, and what an ending counts for."""

import pytest

from lms.domain.progress import StepKind
from lms.errors import Invalid, NotFound
from lms.services import ledger, lessons, progress, record, scenarios
from lms.services.work import work_in
from lms.store import progress as enrolments
from lms.store import scenarios as store
from tests.services.test_attempts import COURSE, at_once, do, finish_course, play_well, sit

MISSING = "0199c0de-0000-7000-8000-000000000001"


def begin(house, actor):
    return do(house, actor, scenarios.start, COURSE, "bridge")


def path(house, actor, *options):
    """A play with these choices."""
    play = begin(house, actor)
    for number, option in enumerate(options, 1):
        do(house, actor, scenarios.choose, play, number, option)
    return play


def show(house, actor, play):
    return do(house, actor, scenarios.show, play, writes=False)


def intro(house, actor):
    return do(house, actor, scenarios.intro, COURSE, "bridge", writes=False)


def stored(house, play):
    with work_in(house) as uow:
        uow.asked = True
        return store.get(uow.db, play), [(row.number, row.node, row.option) for row in store.steps(uow.db, play)]


def reached(house, actor):
    with work_in(house, actor) as uow:
        uow.asked = True
        return progress.standing(uow, COURSE).progress.find(StepKind.SCENARIO, "bridge").done


def test_a_play_goes_on_where_it_was_left(house, cast, clock):
    play = path(house, cast.aiko, "call")
    clock.forward(days=3)
    assert begin(house, cast.aiko) == play == intro(house, cast.aiko).open_play
    page = show(house, cast.aiko, play)
    assert page.text == "Base asks what you will do." and [one.key for one in page.options] == ["back", "wait"] and not page.end
    assert page.path[0].situation == "A board lies across the bridge. It is <strong>16:00</strong>. What do you do?"
    assert (page.path[0].chosen, page.path[0].feedback, page.path[0].points) == ("Call base and say where you are", "Now somebody knows.", 2)


def test_feedback_of_what_was_not_chosen_stays_here(house, cast):
    shown = repr(show(house, cast.aiko, path(house, cast.aiko, "call")))
    assert "how deep" not in shown and "before you are late" not in shown and "before dark" not in shown


def test_an_old_tab_or_a_second_press_changes_nothing_and_leads_to_where_one_is(house, cast):
    play = path(house, cast.aiko, "call")
    for number, option in ((1, "call"), (1, "ford"), (1, "nonsense"), (3, "back"), (0, "back"), (99, "back")):
        do(house, cast.aiko, scenarios.choose, play, number, option)
    assert stored(house, play)[1] == [(1, "closed", "call")]
    do(house, cast.aiko, scenarios.choose, play, 2, "back")
    for number, option in ((2, "back"), (2, "wait"), (3, "back")):
        do(house, cast.aiko, scenarios.choose, play, number, option)
    row, steps = stored(house, play)
    assert steps == [(1, "closed", "call"), (2, "late", "back")] and (row.ending, row.points) == ("good", 4)


@pytest.mark.parametrize("option", ["", "back", "CALL", "call'--", "x" * 5000, "closed"])
def test_a_choice_that_is_not_offered_is_refused_and_keeps_nothing(house, cast, option):
    play = begin(house, cast.aiko)
    with pytest.raises(Invalid, match="not among the choices"):
        do(house, cast.aiko, scenarios.choose, play, 1, option)
    assert stored(house, play)[1] == []


@pytest.mark.parametrize(("options", "end", "points", "counts"), [(["call", "back"], "good", 4, True), (["call", "wait"], "mixed", 2, False), (["ford"], "bad", -2, False)])
def test_only_an_ending_that_counts_is_a_step_done(house, cast, options, end, points, counts):
    page = show(house, cast.aiko, path(house, cast.aiko, *options))
    assert (page.end, page.points, page.best, page.passed, page.options) == (end, points, 4, counts, ())
    assert reached(house, cast.aiko) is counts and intro(house, cast.aiko).done is counts and intro(house, cast.aiko).best == end


def test_replays_are_numbered_and_a_good_end_stays_done(house, cast):
    first = path(house, cast.aiko, "ford")
    second = path(house, cast.aiko, "call", "back")
    third = path(house, cast.aiko, "call", "wait")
    page = intro(house, cast.aiko)
    assert [(one.number, one.end, one.points) for one in page.plays] == [(1, "bad", -2), (2, "good", 4), (3, "mixed", 2)]
    assert len({first, second, third}) == 3 and page.best == "good" and page.done and not page.open_play and reached(house, cast.aiko)
    assert show(house, cast.aiko, first).end == "bad"


def test_an_ending_enters_the_ledger_and_a_play_that_goes_on_does_not(house, cast):
    def entries():
        return [row.action for row in do(house, cast.grace, ledger.page, writes=False) if row.action.startswith("plays.")]

    play = path(house, cast.aiko, "call")
    assert entries() == []
    do(house, cast.aiko, scenarios.choose, play, 2, "back")
    do(house, cast.aiko, scenarios.choose, play, 2, "back")
    assert entries() == ["plays.end"]


@pytest.mark.parametrize("who", ["bayo", "chiara", "emi", "grace"])
def test_somebody_elses_play_is_not_found(house, cast, who):
    play = path(house, cast.aiko, "call")
    for service, given in ((scenarios.show, (play,)), (scenarios.choose, (play, 2, "back")), (scenarios.show, (MISSING,)), (scenarios.choose, (MISSING, 1, "call"))):
        with pytest.raises(NotFound):
            do(house, getattr(cast, who), service, *given)
    assert stored(house, play)[1] == [(1, "closed", "call")]


def test_a_scenario_that_is_not_in_the_course_is_not_found(house, cast):
    for service, key in ((scenarios.intro, "none"), (scenarios.start, "m2"), (scenarios.start, "none")):
        with pytest.raises(NotFound):
            do(house, cast.aiko, service, COURSE, key)


def test_the_module_waits_for_its_scenario(house, cast):
    def modules():
        with work_in(house, cast.aiko) as uow:
            uow.asked = True
            return {row.module for row in enrolments.modules_of_person(uow.db, cast.aiko.id)}

    do(house, cast.aiko, lessons.finish, COURSE, "m2/01-road")
    sit(house, cast.aiko, "m2")
    path(house, cast.aiko, "call", "wait")
    assert modules() == set()
    play_well(house, cast.aiko)
    assert modules() == {"m2"}


def test_a_scenario_played_last_completes_the_course_once(house, cast):
    finish_course(house, cast.aiko)
    play_well(house, cast.aiko)
    assert len(do(house, cast.aiko, record.show, writes=False).certificates) == 1


def test_twenty_racing_starts_begin_one_play(house, cast):
    assert len({one for one in at_once(20, lambda number: begin(house, cast.aiko)) if isinstance(one, str)}) == 1


def test_twenty_racing_choices_are_one_step(house, cast):
    play = begin(house, cast.aiko)
    at_once(20, lambda number: do(house, cast.aiko, scenarios.choose, play, 1, "call" if number % 2 else "ford"))
    row, steps = stored(house, play)
    assert len(steps) == 1 and (row.ending == "bad") == (steps[0][2] == "ford")
