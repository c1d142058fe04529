"""Imports: down the stairs only, never in a circle, absolute, at the top, and each foreign library through its one door."""

import ast
import re
import sys
import tomllib
from fnmatch import fnmatch

from tests.house.tree import Code, Tree, fault, imported

BELOW: dict[str, tuple[str, ...]] = {
    "lms.app": ("*",),
    "lms.cli": ("lms.app", "lms.config", "lms.services", "lms.domain", "lms.errors"),
    "lms.web.pages": ("lms.web.forms", "lms.web", "lms.services", "lms.domain", "lms.errors"),
    "lms.web.api": ("lms.web.forms", "lms.web", "lms.services", "lms.domain", "lms.errors"),
    "lms.web.forms": ("lms.web", "lms.domain", "lms.errors"),
    "lms.web": ("lms.config", "lms.services", "lms.domain", "lms.errors"),
    "lms.services": ("lms.store", "lms.content", "lms.adapters", "lms.domain", "lms.errors"),
    "lms.store": ("lms.domain", "lms.errors"),
    "lms.content": ("lms.domain", "lms.errors"),
    "lms.adapters": ("lms.domain", "lms.errors"),
    "lms.domain": ("lms.errors",),
    "lms.config": ("lms.errors",),
    "lms.errors": (),
}
"""Each stair and those it may look down on; each may also look at itself. `lms.web` is what pages and forms stand on: context, errors …"""

DOORS: dict[str, tuple[str, ...]] = {
    # library: (what pyproject.toml calls it, the modules that may import it …)
    "alembic": ("alembic", "lms/store/*"),
    "argon2": ("argon2-cffi", "lms/adapters/passwords*"),
    "asn1crypto": ("pyhanko", "lms/adapters/pades*"),
    "babel": ("flask-babel", "lms/web/*"),
    "budoux": ("budoux", "lms/adapters/phrases*", "lms/adapters/markdown*"),
    "click": ("click", "lms/cli/*"),
    "cryptography": ("cryptography", "lms/adapters/signing*", "lms/adapters/pades*"),
    "flask": ("flask", "lms/web/*", "lms/app.py"),
    "flask_babel": ("flask-babel", "lms/web/*", "lms/app.py"),
    "flask_login": ("flask-login", "lms/web/*", "lms/app.py"),
    "flask_wtf": ("flask-wtf", "lms/web/*", "lms/app.py"),
    "fontTools": ("fonttools", "lms/adapters/fonts*"),
    "jinja2": ("jinja2", "lms/adapters/pdf*", "lms/web/*", "lms/app.py"),
    "markdown": ("markdown", "lms/adapters/markdown*"),
    "markupsafe": ("flask", "lms/web/*"),
    "nh3": ("nh3", "lms/adapters/sanitizer*"),
    "pkcs11": ("pyhanko", "lms/adapters/pades*"),  # the extra `token`; pyHanko asks it
    "psycopg": ("psycopg",),  # SQLAlchemy loads it by the database's address
    "pyhanko": ("pyhanko", "lms/adapters/pades*"),
    "pyhanko_certvalidator": ("pyhanko", "lms/adapters/pades*"),
    "pydantic": ("pydantic", "lms/content/*"),
    "ruamel": ("ruamel.yaml", "lms/content/*"),
    "segno": ("segno", "lms/adapters/qr*"),
    "sqlalchemy": ("sqlalchemy", "lms/store/*"),
    "waitress": ("waitress", "lms/adapters/server*"),
    "weasyprint": ("weasyprint", "lms/adapters/pdf*"),
    "werkzeug": ("flask", "lms/web/*", "lms/app.py"),
    "wtforms": ("wtforms", "lms/web/forms/*"),
}


def stair(module: str) -> str:
    """The stair on which a module stands: the longest name in BELOW that begins it."""
    return max((s for s in BELOW if module == s or module.startswith(s + ".")), key=len, default="")


def imports_only_go_down_the_stairs(tree: Tree) -> list[str]:
    found = []
    for code in tree.python("lms", "wsgi.py"):
        here = stair(code.module)
        allowed = ("lms.app",) if code.module == "wsgi" else BELOW.get(here, ())
        for line, module, name in imported(code):
            there = stair(f"{module}.{name}") if module.split(".")[0] == "lms" else here
            if there not in (here, *allowed) and "*" not in allowed:
                found.append(fault(code.path, line, f"{here or code.module} may not look at {there or module}: imports go down the stairs, to "
                                   f"{', '.join(allowed) or 'nothing'}. Move what both need to a lower floor, or hand it in as a value."))
        if code.module not in ("lms", "wsgi") and not here:
            found.append(fault(code.path, 1, f"{code.module} stands on no stair; put it in one of {', '.join(BELOW)}."))
    return found


def neighbours_never_import_in_a_circle(tree: Tree) -> list[str]:
    codes = {code.module: code for code in tree.python()}
    edges: dict[str, dict[str, int]] = {name: {} for name in codes}
    for name, code in codes.items():
        for line, module, inner in imported(code):
            for target in (f"{module}.{inner}", module):
                if target in codes and not (target == module and f"{module}.{inner}" in codes):
                    edges[name].setdefault(target, line)
    left = dict(edges)
    while leaves := [n for n, below in left.items() if not set(below) & set(left)]:
        for leaf in leaves:
            del left[leaf]
    if not left:
        return []
    path = [min(left)]
    while path[-1] not in path[:-1]:
        path.append(min(n for n in left[path[-1]] if n in left))
    circle = path[path.index(path[-1]):]
    return [fault(codes[circle[0]].path, left[circle[0]][circle[1]],
                  f"an import circle, {' → '.join(circle)}: take what both need into a module below them.")]


def packages_hold_only_a_docstring(tree: Tree) -> list[str]:
    return [
        fault(code.path, node.lineno, "an __init__.py holds a docstring and nothing else, so that every name has one address.")
        for code in tree.python() if code.path.endswith("/__init__.py")
        for node in code.tree.body[1:] or ([] if ast.get_docstring(code.tree) else code.tree.body[:1] or [ast.Pass(lineno=1)])
    ]


def every_module_says_what_it_is_for(tree: Tree) -> list[str]:
    return [fault(code.path, 1, "begin the file with one line, in quotes, that says what it is for.")
            for code in tree.python() if not ast.get_docstring(code.tree)]


def imports_are_absolute_and_at_the_top(tree: Tree) -> list[str]:
    found = []
    for code in tree.python():
        top = {id(node) for node in code.tree.body}
        for node in code.nodes(ast.Import, ast.ImportFrom):
            if id(node) not in top:
                found.append(fault(code.path, node.lineno, "imports stand at the top of the file, where a reader looks for them. "
                                   "If that makes a circle, break the circle."))
            if isinstance(node, ast.ImportFrom) and node.level:
                found.append(fault(code.path, node.lineno, "write the full name, from lms.…, so that it can be searched for."))
        found += [fault(code.path, call.lineno, f"{name} hides an import; write it at the top.")
                  for call, name in code.calls() if name in ("importlib.import_module", "import_module", "__import__")]
    return found


def each_library_has_one_door(tree: Tree) -> list[str]:
    declared = _declared(tree)
    return [told for code in tree.python() for line, module, _ in imported(code)
            if (told := _door(code, line, module.split(".")[0], declared))]


def _door(code: Code, line: int, library: str, declared: set[str] | None) -> str | None:
    if library in sys.stdlib_module_names or library in ("lms", ""):
        return None
    if library not in DOORS:
        return fault(code.path, line, f"{library} is a new dependency: give its reason in docs/decisions/, name it in pyproject.toml, run "
                     "script/lock, and open one door for it in DOORS of tests/house/stairs.py.")
    distribution, *doors = DOORS[library]
    if not any(fnmatch(code.path, door) for door in doors):
        return fault(code.path, line, f"{library} is imported only by {' and '.join(doors) or 'nobody'}; ask that module for what you need.")
    if declared is not None and distribution not in declared:
        return fault(code.path, line, f"{library} is used, but {distribution} is not among the dependencies in pyproject.toml.")
    return None


def _declared(tree: Tree) -> set[str] | None:
    """The distributions that pyproject.toml asks for, or None where there is no such file."""
    if not tree.has("pyproject.toml"):
        return None
    project = tomllib.loads(tree.texts("pyproject.toml")[0].text).get("project", {})
    return {re.split(r"[^\w.-]", need, maxsplit=1)[0].lower() for need in project.get("dependencies", ())}
