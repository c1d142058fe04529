"""Sizes and names: small at the worst, one noun with one name, no drawers for odds and ends."""

import ast

from tests.house.exceptions import FLOORS, FREE, LONG, NOUNS
from tests.house.tree import Tree, fault

FILE, FUNCTION, PAGE = 300, 40, 80
DRAWERS = frozenset({"util", "utils", "helper", "helpers", "common", "commons", "manager", "managers", "misc", "stuff", "tools"})
NAMED = ("lms/store", "lms/services", "lms/web/pages", "lms/web/api", "lms/web/forms")


def files_are_short(tree: Tree) -> list[str]:
    return [
        fault(code.path, FILE + 1, f"{lines} lines; a file has one subject and at most {FILE} lines (hope for 100). Find the second subject and "
              "give it a file. What must be longer stands with its reason in LONG of tests/house/exceptions.py.")
        for code in tree.python("lms", "tests", "bench") if (lines := len(code.text.splitlines())) > FILE
        and not code.path.startswith(FREE) and code.path not in LONG
    ]


def functions_are_short(tree: Tree) -> list[str]:
    return [
        fault(code.path, node.lineno, f"{node.name} has {lines} lines; a function does one thing in at most {FUNCTION} (hope for 12). Find the step "
              "in it that has a name.")
        for code in tree.python() if not code.path.startswith(FREE) for node in code.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION and f"{code.path}:{node.name}" not in LONG
    ]


def page_templates_are_short(tree: Tree) -> list[str]:
    return [
        fault(page.path, PAGE + 1, f"{lines} lines; a page has at most {PAGE}. Name its parts as macros in templates/parts/.")
        for page in tree.texts("templates", ".html") if not page.path.startswith("templates/parts/")
        and (lines := len(page.text.splitlines())) > PAGE and page.path not in LONG
    ]


def exceptions_are_still_needed(tree: Tree, long: dict[str, str] = LONG) -> list[str]:
    found = []
    for name in long:
        path, _, function = name.partition(":")
        most = FUNCTION if function else FILE if path.endswith(".py") else PAGE
        for text in tree.texts(path) if tree.has(path) else ():
            lines = len(text.text.splitlines())
            if function:
                lines = max(((n.end_lineno or 0) - n.lineno + 1 for n in ast.walk(ast.parse(text.text))
                             if isinstance(n, ast.FunctionDef) and n.name == function), default=0)
            if lines <= most:
                found.append(fault(path, 1, f"{name} has {lines} lines now: take it out of LONG in tests/house/exceptions.py."))
    return found


def no_drawers_for_odds_and_ends(tree: Tree) -> list[str]:
    return [
        fault(code.path, 1, f"{word}: name a module after what it is about; whatever was to go in here belongs to a noun.")
        for code in tree.python("lms", "tests", "bench") for word in code.path.removesuffix(".py").split("/") if word in DRAWERS
    ]


def one_noun_has_one_name(tree: Tree) -> list[str]:
    names = [(code.path, floor, code.path.removeprefix(floor + "/").split("/")[0].removesuffix(".py"))
             for floor in NAMED for code in tree.python(floor)]
    names += [(f"templates/{folder}/", "templates", folder) for folder in tree.folders("templates")]
    return [
        fault(path, 1, f"{name} is neither one of the house's nouns (NOUNS in tests/house/exceptions.py) nor a file that carries this floor "
              f"(FLOORS there: {', '.join(FLOORS.get(floor, {})) or 'none'}). Use the noun's name on every floor, or name the noun there first.")
        for path, floor, name in names if name not in NOUNS and name not in FLOORS.get(floor, {}) and name != "__init__"
    ]
