"""The server under measurement: the house and the floors behind one WSGI server; `bench.stands` starts it.

It prints one line of JSON when it is ready, and ends when its standard input is closed, so it never outlives its parent.
"""

import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from flask import Flask, request, template_rendered

from bench import counting, floors, learners
from lms.app import create_app, open_house, serve
from lms.config import from_environment
from lms.domain.certificates import Snapshot
from lms.services import publishing, schema, worker
from lms.services.certificates import printed_values
from lms.services.work import House

LEARNERS = 32
FLOOR = "/bench/"
Wsgi = Callable[..., Iterable[bytes]]


def main() -> None:
    """Prepare, say so, serve."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full queue is what is wanted here
    config = from_environment()
    house = open_house(config)
    schema.upgrade(house)
    publishing.publish_all(house)
    app = create_app(config, house)
    there = learners.enrol(house, LEARNERS)
    lessons = learners.lessons(house)
    page = _lesson(lessons)
    counts, context, body = _rehearsal(app, house, there[0], page)
    url = f"sqlite:///{config.data / 'floor.sqlite3'}" if house.store.sqlite else house.store.writer.url.render_as_string(hide_password=False)
    engine = floors.opened(url, config.threads + 4)
    floor = floors.floor(engine, app, context, counts["lesson"]["statements"], body)
    add_print(floor, house)
    facts = {"learners": [[one.token, one.attempt, one.item, one.choices] for one in there], "lesson": page, "lessons": list(lessons.values()),
             "counts": counts, "server": house.store.version()}
    worker.start(house, alone=house.store.sqlite)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    print(json.dumps(facts), flush=True)
    app.wsgi_app = _either(app.wsgi_app, floor.wsgi_app)  # type: ignore[method-assign]
    serve(app, config)


CREDENTIAL = json.dumps({"credentialSubject": "what a credential of the longer kind says, in 3,000 characters", "proof": "z" * 2900})


PROOF = "1~" + "p" * 190
"""As long as the proof in a QR code."""


def add_print(app: Flask, house: House) -> None:
    """`POST /bench/print`: one certificate from the house's child process, with the time it took."""

    @app.post("/bench/print")
    def printed() -> dict[str, float]:
        values = paper(str((request.get_json() or {}).get("name", "")))
        start = time.perf_counter()
        signed = house.pdf.certificate(house.home / "certificates" / "standard", house.home / "certificates" / "fonts", values, CREDENTIAL)
        return {"seconds": time.perf_counter() - start, "bytes": len(signed.content)}


def paper(name: str) -> dict[str, Any]:
    """What a certificate of the longer kind says."""
    day = date(2026, 11, 24)
    snapshot = Snapshot(
        name=name, name_local="田中 愛子", course=learners.COURSE, title={"en": "Security management", "ja": "安全管理"},
        modules=tuple({"en": f"Module {number}: what keeps you safe"} for number in range(1, 9)), outcomes=(), family="security", edition=3,
        seal="0" * 64, minutes=725, score=92, policy="2026-1", issuer="Hato", issued_on=day, valid_from=day, valid_until=date(2028, 11, 23),
    )  # fmt: skip
    return printed_values(snapshot, "7KE2-VFAH-STWX", "http://127.0.0.1:8000/v/7KE2-VFAH-STWX", PROOF)


def _lesson(lessons: Mapping[str, str]) -> str:
    """The address of the lesson in the middle of the course."""
    own = [path for key, path in lessons.items() if key.startswith(learners.COURSE + "/")]
    return own[len(own) // 2]


def _rehearsal(app: Flask, house: House, learner: learners.Learner, page: str) -> tuple[dict[str, dict[str, int]], Mapping[str, Any], str]:
    """Statements of each request, cold and warm; the values and the bytes of the rendered page."""
    client = app.test_client()
    client.set_cookie(app.config["SIGN_COOKIE"], learner.token)
    kept: list[Mapping[str, Any]] = []

    def keep(sender: Flask, template: Any, context: Mapping[str, Any], **rest: Any) -> None:
        kept.append(dict(context))

    counts = {"cold": counting.of_request(house.store, client, path=page)}
    with template_rendered.connected_to(keep, app):
        counts["lesson"] = counting.of_request(house.store, client, path=page)
    body = client.get(page).get_data(as_text=True)
    csrf = client.get("/api/v1/session").get_json()["csrf"]
    for place, name in enumerate(("answer-cold", "answer"), 1):
        event = {"id": f"00000000-0000-7000-8000-00000000000{place}", "item": learner.item, "seq": place, "value": learner.choices[0], "at": None}
        counts[name] = counting.of_request(
            house.store, client, path=f"/api/v1/attempts/{learner.attempt}/answers", method="POST", headers={"X-CSRFToken": csrf},
            json={"device": "rehearsal", "events": [event]},
        )  # fmt: skip
    return counts, kept[0], body


def _either(house: Wsgi, floor: Wsgi) -> Wsgi:
    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return (floor if environ["PATH_INFO"].startswith(FLOOR) else house)(environ, start_response)

    return answer


def _leave_with_parent() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    main()
