"""The histories of test_eligibility_history notice each of these mistakes."""

import pytest

from lms.services import eligibility, evidence, requirements
from lms.store import eligibility as store
from tests.services import test_eligibility_history

ground = test_eligibility_history.ground
TRIES = 40


def withdrawn_and_not_recomputed(patch):
    patch.setattr(evidence.evidence, "supersede", _after(evidence.evidence.supersede, lambda: patch.setattr(eligibility, "recompute", _nothing)))


def deleted_where_it_is_superseded(patch):
    def forget(db, ids, at):
        if ids:
            db.execute(store.eligibility_spans.delete().where(store.eligibility_spans.c.id.in_(ids)))

    patch.setattr(store, "supersede", forget)


def never_superseded(patch):
    patch.setattr(store, "supersede", _nothing)


def known_before_it_was(patch):
    real = store.add
    patch.setattr(store, "add", lambda db, spans: real(db, [{**one, "recorded_at": test_eligibility_history.BEGIN} for one in spans]))


def changed_equivalences_that_nobody_follows(patch):
    patch.setattr(requirements, "_follow_equivalences", _nothing)


def _nothing(*given):
    return None


def _after(real, then):
    def both(*given):
        done = real(*given)
        then()
        return done

    return both


@pytest.mark.parametrize(
    "mistake",
    [withdrawn_and_not_recomputed, deleted_where_it_is_superseded, never_superseded, known_before_it_was, changed_equivalences_that_nobody_follows],
)  # fmt: skip
def test_a_mistake_is_noticed(ground, monkeypatch, mistake):
    mistake(monkeypatch)
    with pytest.raises(AssertionError):
        test_eligibility_history.play(ground, TRIES, broken=True)
