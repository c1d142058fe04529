"""What the house has one of: one commit, one clock, one error table, one config, one CSRF protection, one ledger call."""

import ast
import re
from collections.abc import Callable

from tests.house.exceptions import COMMITS, ENVIRONMENT
from tests.house.tree import Code, Tree, aliases, fault

CLOCK = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today)$|^time\.(time|time_ns|localtime|gmtime|strftime)$|^(time_ns|localtime|gmtime)$")


def one_commit(tree: Tree) -> list[str]:
    return _only(tree, _commits, "lms/store/engine.py",
                 "only Store.writing() commits, once, when the unit of work ends after permission was asked. Leave saving to it.",
                 free=COMMITS)


def one_clock(tree: Tree) -> list[str]:
    return _only(tree, lambda code, call, name: bool(CLOCK.search(name)), "lms/adapters/system.py",
                 "only the clock in lms/adapters/system.py asks for the time. Use uow.now, or take now as an argument.")


def one_csrf_protection(tree: Tree) -> list[str]:
    found = _only(tree, lambda code, call, name: name.split(".")[-1] == "CSRFProtect", "lms/web/", "CSRF protection is made once, for everything.",
                  also="lms/app.py")
    for code in tree.python():
        found += [fault(code.path, call.lineno, "nothing is exempt from CSRF protection; an API with tokens takes no cookies instead.")
                  for call, name in code.calls() if name.split(".")[-2:] == ["csrf", "exempt"]]
    return found


def one_error_table(tree: Tree) -> list[str]:
    handlers = ("errorhandler", "app_errorhandler", "register_error_handler")
    return _only(tree, lambda code, call, name: name.split(".")[-1] in handlers, "lms/web/errors.py",
                 "lms/web/errors.py is the one table of what an error becomes. Raise one of lms.errors and let it answer.", None)


def one_config(tree: Tree) -> list[str]:
    words = re.compile(r"\bos\.environ\b|\bgetenv\(|^from os import .*\b(environ|getenv)\b", re.M)
    return [fault(code.path, code.line(hit.start()), "only lms/config.py reads the environment, once. Add a setting there, with type, default "
                  "and one sentence, and hand its value in.")
            for code in tree.python() if code.path not in ENVIRONMENT for hit in words.finditer(code.text)]


def one_ledger_call(tree: Tree) -> list[str]:
    return _only(tree, _appends, "lms/services/work.py", "only uow.record(…) writes to the ledger, so that no act goes unrecorded. Call it instead.")


def _commits(code: Code, call: ast.Call, name: str) -> bool:
    """`….commit()`, and the `engine.begin()` that commits when its block ends."""
    verb = name.rpartition(".")[2] if "." in name else ""
    return verb == "commit" or (verb == "begin" and not call.args and not call.keywords)


def _appends(code: Code, call: ast.Call, name: str) -> bool:
    owner, _, verb = name.rpartition(".")
    if owner and verb not in ("add", "append"):
        return False
    known = aliases(code, "lms.store")
    module, inner = known.get(owner or verb, ("", ""))
    return module == "lms.store.ledger" and (inner or verb) in ("add", "append")


def _only(
    tree: Tree, meant: Callable[[Code, ast.Call, str], bool], home: str, sentence: str, most: int | None = 1,
    *, also: str = "", free: tuple[str, ...] = (),
) -> list[str]:
    """Faults of calls that are `meant` outside `home` (a file, or a folder with its slash), and of more than `most` in it."""
    inside, outside = [], []
    for code in tree.python():
        if code.path.startswith(free):
            continue
        for call, name in code.calls():
            if meant(code, call, name):
                place = inside if code.path.startswith(home) or code.path == also else outside
                place.append(fault(code.path, call.lineno, f"{name}(): {sentence}"))
    return outside + (inside[most:] if most is not None else [])
