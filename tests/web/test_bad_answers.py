"""Bad input to the answers API, line by line: refused or marked with a reason, the rest of the batch kept, nothing of others said."""

import json
import uuid

import pytest

from lms.services import answers, attempts
from lms.services.work import work_in
from tests.services.test_attempts import COURSE, do, event, sit

GOOD = ("m1-minutes", "30")


@pytest.fixture
def sitting(house, cast, visit):
    """Aiko in an open attempt: its id, a way to post a batch, a way to ask what counts."""
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    client = visit("aiko").client

    def post(body, to=attempt):
        csrf = client.get("/api/v1/session").json["csrf"]
        sent = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return client.post(f"/api/v1/attempts/{to}/answers", data=sent, content_type="application/json", headers={"X-CSRFToken": csrf})

    def kept():
        with work_in(house, cast.aiko) as uow:
            uow.asked = True
            return dict(answers.given(uow, attempt).values)

    return attempt, post, kept


def deep(levels):
    return "[" * levels + "]" * levels


def bad(**more):
    return json.dumps({**event("m1-first", "tell", 7), **more})


REFUSED = {
    # what: (the event as it stands in the body, words of its reason)
    "no object": ('"text"', "is an object"), "a list": ("[]", "is an object"), "null": ("null", "is an object"), "empty": ("{}", "must be a UUID"),
    "id missing": ('{"item": "m1-first", "seq": 7, "value": "tell"}', "must be a UUID"), "id number": (bad(id=7), "must be a UUID"),
    "id list": (bad(id=["x"]), "must be a UUID"), "id no uuid": (bad(id="abc"), "must be a UUID"), "id upper case": (bad(id=str(uuid.uuid4()).upper()), "must be a UUID"),
    "id with NUL": (bad(id="\0" * 36), "must be a UUID"), "id endless": (bad(id="x" * 5_000), "must be a UUID"),
    "item missing": (json.dumps({"id": str(uuid.uuid4()), "seq": 7, "value": "x"}), "not part of the attempt"),
    "item number": (bad(item=7), "not part of the attempt"), "item list": (bad(item=["m1-first"]), "not part of the attempt"),
    "item with NUL": (bad(item="m1-first\0"), "not part of the attempt"), "item of another quiz": (bad(item="m2-word"), "not part of the attempt"),
    "item unknown": (bad(item="nothing"), "not part of the attempt"),
    "seq missing": (json.dumps({"id": str(uuid.uuid4()), "item": "m1-first", "value": "tell"}), "whole number"),
    "seq zero": (bad(seq=0), "whole number"), "seq negative": (bad(seq=-3), "whole number"), "seq huge": (bad(seq=2**31), "whole number"),
    "seq beyond 64 bits": (bad(seq=10**30), "whole number"), "seq float": (bad(seq=7.0), "whole number"), "seq bool": (bad(seq=True), "whole number"),
    "seq text": (bad(seq="7"), "whole number"), "seq null": (bad(seq=None), "whole number"), "seq list": (bad(seq=[7]), "whole number"),
    "value number": (bad(value=1), "Choose one"), "value bool": (bad(value=True), "Choose one"), "value list": (bad(value=["tell"]), "Choose one"),
    "value object": (bad(value={"tell": True}), "Choose one"), "value unknown": (bad(value="nothing"), "Choose one"),
    "text as number": (bad(item="m1-minutes", value=30), "as text"), "text with NUL": (bad(item="m1-minutes", value="3\0"), "control characters"),
    "text too long": (bad(item="m1-minutes", value="9" * 501), "within 500"), "choice of text": (bad(item="m1-bag", value="water"), "Choose among"),
    "choice twice": (bad(item="m1-bag", value=["water", "water"]), "Choose among"), "choice nested": (bad(item="m1-bag", value=[["water"]]), "Choose among"),
    "half a character": (bad(item="m1-minutes", value="3\ud800"), "half a character"), "half a character as key": (bad(value={"\udc00": 1}), "half a character"),
    "NaN": (bad(value=float("nan")), "number that is none"), "Infinity": (bad(value=[float("inf")]), "number that is none"),
    "1e999": (bad(value="@").replace('"@"', "1e999"), "number that is none"), "nested deeply": (bad(value="@").replace('"@"', deep(60)), "too deeply"),
    "nested deeply beside": (bad(more="@").replace('"@"', deep(60)), "too deeply"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_an_event_that_makes_no_sense_is_refused_with_its_reason_and_the_rest_is_kept(sitting, name):
    _, post, kept = sitting
    raw, why = REFUSED[name]
    good = event(*GOOD, 1)
    reply = post(f'{{"device": "d", "events": [{raw}, {json.dumps(good)}]}}')
    assert reply.status_code == 200 and reply.json["done"] == [good["id"]]
    (reason,) = reply.json["refused"].values()
    assert why in reason and kept() == {GOOD[0]: GOOD[1]}


WHOLE = {
    # what: (the body, status, words of its reason)
    "no JSON": ("{", 422, "not JSON"), "a list": ("[]", 422, "an object"), "events missing": ("{}", 422, "a list"), "events object": ('{"events": {}}', 422, "a list"),
    "events text": ('{"events": "x"}', 422, "a list"), "events null": ('{"events": null}', 422, "a list"), "said twice": ('{"events": [], "events": []}', 422, "twice"),
    "device number": ('{"device": 7, "events": []}', 422, "short text"), "device null": ('{"device": null, "events": []}', 422, "short text"),
    "device long": (json.dumps({"device": "d" * 65, "events": []}), 422, "short text"), "device with NUL": ('{"device": "d\\u0000", "events": []}', 422, "short text"),
    "device half a character": ('{"device": "\\ud800", "events": []}', 422, "half a character"),
    "nested without end": ('{"events": ' + "[" * 100_000, 422, "not JSON"), "a number without end": (f'{{"events": [{"9" * 5_000}]}}', 422, "not JSON"),
    "no UTF-8": (b'{"events": ["\xff"]}', 422, "not JSON"),
    "10,000 events": (json.dumps({"device": "d", "events": [{}] * 10_000}), 422, "at most 200"),
    "10,000 whole events": (json.dumps({"device": "d", "events": [event("m1-first", "tell", one) for one in range(1, 10_001)]}), 422, "at most 200"),
    "over the limit": (json.dumps({"events": [], "x": "x" * 1_000_000}), 422, "1 MB"), "far over the limit": ("x" * 3_000_000, 413, "smaller"),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_a_body_that_makes_no_sense_is_refused_whole_with_a_sentence(sitting, name):
    _, post, kept = sitting
    body, status, why = WHOLE[name]
    reply = post(body)
    assert (reply.status_code, reply.content_type) == (status, "application/problem+json") and why in reply.json["detail"] and kept() == {}


CLOCKS = ("1970-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "2031-01-01T00:00:00Z", "soon", "", 7, ["x"], {"at": 1}, True, "2026-03-02T08:00:00 \0")


@pytest.mark.parametrize("at", CLOCKS, ids=str)
def test_a_clock_that_is_wrong_is_marked_and_costs_no_answer(sitting, at):
    _, post, kept = sitting
    one = event(*GOOD, 1, at=at)
    reply = post({"device": "d", "events": [one]}).json
    assert reply["done"] == [one["id"]] and "clock" in reply["marked"][one["id"]] and not reply["flagged"] and kept() == {GOOD[0]: GOOD[1]}
    assert post({"device": "d", "events": [one]}).json == reply


@pytest.mark.parametrize("at", [None, "2026-03-02T08:00:00Z", "2026-03-02T08:05:00+00:00", "2026-03-02T17:00:00+09:00"])
def test_a_clock_that_is_right_or_not_told_carries_no_remark(sitting, at):
    _, post, _ = sitting
    assert post({"device": "d", "events": [event(*GOOD, 1, at=at)]}).json["marked"] == {}


def test_one_id_with_two_values_in_a_batch_keeps_the_first_and_refuses_the_second(sitting):
    _, post, kept = sitting
    one = event(*GOOD, 1)
    reply = post({"device": "d", "events": [one, {**one, "value": "31"}, {**one, "seq": 2}, event("m1-first", "tell", 3)]}).json
    assert len(reply["done"]) == 2 and "another answer" in reply["refused"][one["id"]] and kept() == {GOOD[0]: GOOD[1], "m1-first": "tell"}


def test_one_id_with_two_values_in_two_batches_keeps_the_first(sitting):
    _, post, kept = sitting
    one, other = event(*GOOD, 1), event("m1-first", "tell", 5)
    post({"device": "d", "events": [one]})
    for change in ({"value": "31"}, {"seq": 2}, {"item": "m1-first", "value": "tell"}):
        reply = post({"device": "d", "events": [{**one, **change}, other]}).json
        assert reply["done"] == [other["id"]] and "another answer" in reply["refused"][one["id"]]
    assert kept() == {GOOD[0]: GOOD[1], "m1-first": "tell"}


def test_one_sequence_number_for_two_answers_keeps_the_first_of_each_device(sitting):
    _, post, kept = sitting
    first, same, later = event(*GOOD, 1), event("m1-minutes", "31", 1), event("m1-minutes", "32", 1)
    reply = post({"device": "d", "events": [first, same]}).json
    assert reply["done"] == [first["id"]] and "sequence number" in reply["refused"][same["id"]]
    assert "sequence number" in post({"device": "d", "events": [later]}).json["refused"][later["id"]]
    assert kept() == {GOOD[0]: GOOD[1]}
    assert post({"device": "e", "events": [later]}).json["done"] == [later["id"]]


def test_an_id_that_is_used_in_somebody_elses_attempt_is_refused_and_tells_nothing(sitting, house, cast):
    _, post, kept = sitting
    hers = event(*GOOD, 1)
    other = do(house, cast.bayo, attempts.start, COURSE, "m1")
    do(house, cast.bayo, answers.record, other, "phone", [hers])
    good = event("m1-first", "tell", 1)
    reply = post({"device": "d", "events": [{**hers, "seq": 2}, good]}).json
    assert reply["done"] == [good["id"]] and "another answer" in reply["refused"][hers["id"]] and kept() == {"m1-first": "tell"}


def test_somebody_elses_attempt_is_not_found_whatever_is_sent_and_keeps_nothing(sitting, house, cast):
    _, post, _ = sitting
    other = do(house, cast.bayo, attempts.start, COURSE, "m1")
    nowhere = "0199c0de-0000-7000-8000-000000000001"
    for events in ([], [event("m1-first", "tell", 1)], [{}], [event("m1-first", "tell", 1)] * 201):
        found = [post({"device": "d", "events": events}, to=one) for one in (other, nowhere)]
        assert [one.status_code for one in found] == [404, 404] and found[0].json == found[1].json
    with work_in(house, cast.bayo) as uow:
        uow.asked = True
        assert answers.given(uow, other).values == {}


def test_an_answer_for_an_attempt_that_was_handed_in_is_kept_flagged_and_answered_with_the_receipt(sitting, house, cast):
    _, post, _ = sitting
    attempt = sit(house, cast.aiko, "m1")
    late = event("m1-minutes", "31", 99)
    reply = post({"device": "d", "events": [late]}, to=attempt).json
    assert reply["done"] == [late["id"]] and "handed in" in reply["flagged"][late["id"]] and len(reply["receipt"]) == 14
