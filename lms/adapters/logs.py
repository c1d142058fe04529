"""The log: one JSON object to a line, with nothing personal in it unless somebody puts it there."""

import json
import logging
from datetime import UTC, datetime

KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Time in UTC, level, place, sentence, what was given as `extra`, and the traceback of a failure."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; line ends and control characters inside are escaped by JSON."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = {"at": when, "level": record.levelname, "from": record.name, "what": record.getMessage()}
        said |= {name: str(value) for name, value in vars(record).items() if name not in KNOWN}
        if record.exc_info:
            said["failure"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def write_log(level: str) -> None:
    """Send every log line from `level` on to standard error."""
    lines = logging.StreamHandler()
    lines.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[lines], force=True)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
