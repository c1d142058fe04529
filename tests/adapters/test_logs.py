"""The log is one JSON object to a line, whatever is logged."""

import json
import logging

from lms.adapters.logs import JsonLines


def line(message, *given, **more):
    record = logging.makeLogRecord({"name": "hato", "levelname": "INFO", "msg": message, "args": given, "created": 0.0, **more})
    return JsonLines().format(record)


def test_a_line_stays_one_line_and_stays_json():
    said = line('a "name"\nwith %s', "\x1b[31mcolour\n{}")
    assert "\n" not in said and "\x1b" not in said
    assert json.loads(said) == {"at": "1970-01-01T00:00:00.000+00:00", "level": "INFO", "from": "hato", "what": 'a "name"\nwith \x1b[31mcolour\n{}'}


def test_what_is_given_besides_and_the_failure_are_kept():
    try:
        raise ValueError("lost")
    except ValueError as fault:
        said = json.loads(line("failed", reference="abc", exc_info=(type(fault), fault, fault.__traceback__)))
    assert said["reference"] == "abc" and "ValueError: lost" in said["failure"]
