"""What the floors may do: decisions without a world in domain/, SQL in store/ alone, and facts that are never changed."""

import ast
import re

from tests.house.exceptions import ERASING
from tests.house.tree import Tree, dotted, fault, imported

WORLDLY = frozenset({
    "asyncio", "concurrent", "ctypes", "fcntl", "ftplib", "getpass", "glob", "http", "io", "locale", "logging", "mmap", "multiprocessing",
    "os", "pathlib", "platform", "queue", "random", "resource", "secrets", "select", "shelve", "shutil", "signal", "smtplib", "socket",
    "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "zipfile",
})
"""Modules of the standard library with a clock, chance, a disk, a net or a machine in them."""

WORLDLY_CALLS = {
    "open": "reading files is for content/ and adapters/",
    "input": "asking people is for cli/",
    "print": "telling people is for cli/",
    "eval": "no text becomes code",
    "exec": "no text becomes code",
    "hash": "it differs from run to run; use hashlib",
}

CHANGING = re.compile(r"(^|\.)((datetime|date)\.(now|today|utcnow)|uuid[1467]|getnode)$")

DATABASE = ("sqlalchemy", "alembic", "sqlite3", "psycopg")
SENDING = frozenset({"execute", "executemany", "executescript", "exec_driver_sql", "scalar", "scalars"})

FACTS = frozenset({"edition", "editions", "certificate", "certificates", "ledger", "ledgerentry", "ledgerentries"})
"""Tables, however they are spelled, whose rows are never changed, only followed by new ones."""


def domain_takes_values_and_returns_values(tree: Tree) -> list[str]:
    found = []
    for code in tree.python("lms/domain"):
        for line, module, name in imported(code):
            for worldly in {module, f"{module}.{name}", module.split(".")[0]} & WORLDLY:
                found.append(fault(code.path, line, f"domain/ decides about values it is given; {worldly} brings the world in. "
                                   "Take what you need as an argument (now, today, seed …)."))
        for call, name in code.calls():
            if CHANGING.search(name):
                found.append(fault(code.path, call.lineno, f"{name}() in domain/ answers differently each time: take its result as an argument."))
            elif name in WORLDLY_CALLS:
                found.append(fault(code.path, call.lineno, f"{name}() in domain/: {WORLDLY_CALLS[name]}."))
    return found


def domain_counts_in_whole_numbers_and_fractions(tree: Tree) -> list[str]:
    found = []
    for code in tree.python("lms/domain"):
        for node in code.nodes(ast.Constant, ast.Name):
            spelled = node.id if isinstance(node, ast.Name) else repr(node.value) if isinstance(node.value, float | complex) else ""
            if spelled == "float" or (spelled and isinstance(node, ast.Constant)):
                found.append(fault(code.path, node.lineno, f"{spelled} in domain/: scores are whole numbers and exact fractions "
                                   "(fractions.Fraction, decimal.Decimal), so that 79.99… never becomes a pass."))
    return found


def sql_stays_in_the_store(tree: Tree) -> list[str]:
    found = []
    for code in tree.python():
        if code.path.startswith("lms/store/"):
            continue
        for line, module, _ in imported(code):
            if module.split(".")[0] in DATABASE:
                found.append(fault(code.path, line, f"{module} outside store/: SQL and its rows live there only. Write a function in "
                                   "lms/store/<noun>.py that asks the question and returns frozen values."))
        for call, name in code.calls():
            if "." in name and name.rpartition(".")[2] in SENDING:
                found.append(fault(code.path, call.lineno, f"{name}() sends SQL outside store/. Give the question a name in lms/store/<noun>.py."))
    return found


def relationships_never_load_by_themselves(tree: Tree) -> list[str]:
    return [
        fault(code.path, call.lineno, 'relationship() needs lazy="raise": a row that loads others when it is touched hides queries.')
        for code in tree.python() for call, name in code.calls() if name.split(".")[-1] == "relationship"
        and not any(k.arg == "lazy" and isinstance(k.value, ast.Constant) and k.value.value == "raise" for k in call.keywords)
    ]


def facts_are_only_followed_by_new_ones(tree: Tree) -> list[str]:
    found = []
    for code in tree.python("lms/store"):
        if code.path.startswith("lms/store/migrations/") or code.path in ERASING:
            continue
        for call, name in code.calls():
            owner, _, verb = name.rpartition(".")
            if verb not in ("update", "delete"):
                continue
            tables = [owner.split(".")[-1]] + [dotted(a).removesuffix(".c").split(".")[-1] for a in call.args[:1]]
            if any(t.lower().replace("_", "") in FACTS for t in tables):
                found.append(fault(code.path, call.lineno, f"{verb} of {' '.join(t for t in tables if t and t != '?')}: editions, certificates and "
                                   "ledger entries are never changed. Add a row that follows (revoked, replaced by, superseded)."))
    return found
