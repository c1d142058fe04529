"""The ways a request can fail; web and cli each render them in one place."""


class Trouble(Exception):
    """A failure that can be told to a person; `status` is its HTTP number, `code` its stable name."""

    status = 500
    code = "trouble"


class Invalid(Trouble):
    """What was sent does not make sense; `problems` maps a field to its sentence."""

    status = 422
    code = "invalid"

    def __init__(self, **problems: str) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


class Forbidden(Trouble):
    """The actor may not do this."""

    status = 403
    code = "forbidden"


class NotFound(Trouble):
    """There is no such thing, or the actor may not know that there is."""

    status = 404
    code = "not-found"


class Conflict(Trouble):
    """The thing has moved on since the person last saw it."""

    status = 409
    code = "conflict"


class Busy(Trouble):
    """Too much at once, or the store is locked or full; try again after `retry_after` seconds."""

    status = 503
    code = "busy"

    def __init__(self, message: str = "busy", retry_after: int = 5, status: int = 503) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.status = status


class ContentError(Trouble):
    """One fault in a content file: where it is and what to do."""

    status = 422
    code = "content"

    def __init__(self, path: str, line: int | None, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class ContentErrors(Trouble):
    """Every fault found in one reading, in the order of the files; nothing of it was published."""

    status = 422
    code = "content"

    def __init__(self, faults: tuple[ContentError, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
