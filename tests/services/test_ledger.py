"""One thing changed anywhere in the ledger is found, with the number of the entry."""

from sqlalchemy import text

from lms.domain.people import SYSTEM
from lms.services import ledger
from lms.services.work import work_in
from tests.services.test_attempts import sit
from tests.services.test_checkpoints import rewrite

AT = "UPDATE ledger_entries SET {} WHERE number = 5"
OPENED = "UPDATE ledger_openings SET {} WHERE number = 5 AND field = '{}'"
HARM = {
    "moment": (AT.format("at = '2020-01-01 00:00:00'"),),
    "action": (AT.format("action = 'people.registes'"),),
    "text": (AT.format("""entry = replace(entry, '"subject":"0', '"subject":"1')"""),),
    "leaf": (AT.format("leaf = (SELECT leaf FROM ledger_entries WHERE number = 6)"),),
    "opened value": (OPENED.format("value = '\"x\"'", "details"),),
    "opened nothing": (OPENED.format("value = NULL", "actor"),),
    "salt": (OPENED.format("salt = (SELECT salt FROM ledger_openings WHERE number = 6 AND field = 'actor')", "actor"),),
    "person": (OPENED.format("person_id = NULL", "person"),),
    "field": (OPENED.format("field = 'more'", "details"),),
    "dropped": ("DELETE FROM ledger_openings WHERE number = 5", "DELETE FROM ledger_entries WHERE number = 5"),
    "swapped": (
        "DELETE FROM ledger_openings WHERE number IN (5, 6)",
        "UPDATE ledger_entries SET number = 1000000 WHERE number = 5", "UPDATE ledger_entries SET number = 5 WHERE number = 6",
        "UPDATE ledger_entries SET number = 6 WHERE number = 1000000",
    ),
}  # fmt: skip
"""What is done to entry 5."""


def test_whatever_is_changed_in_an_entry_the_check_names_the_entry(house, cast):
    sit(house, cast.aiko, "m1")
    rewrite(house, [])
    found = {}
    with work_in(house, SYSTEM, writes=True) as uow:
        assert ledger.verify(uow).fault is None
        for name, statements in HARM.items():
            nested = uow.db.begin_nested()
            changed = [uow.db.execute(text(one)).rowcount for one in statements]
            found[name] = ledger.verify(uow).fault if any(changed) else "nothing was changed"
            nested.rollback()
        size = ledger.verify(uow).size
        for name, one in (("cut off", f"DELETE FROM ledger_entries WHERE number = {size - 1}"), ("root", "UPDATE ledger_head SET root = 'x'")):
            nested = uow.db.begin_nested()
            uow.db.execute(text(f"DELETE FROM ledger_openings WHERE number = {size - 1}"))
            uow.db.execute(text(one))
            found[name] = ledger.verify(uow).fault
            nested.rollback()
    assert found == {**dict.fromkeys(HARM, 5), "cut off": size - 1, "root": size}
