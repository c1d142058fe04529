"""Permission: every use case that a person can start asks once; the steps it is made of do not ask again."""

import ast
from collections.abc import Iterator

from tests.house.exceptions import OPERATED, UNASKED
from tests.house.tree import Code, Tree, aliases, fault

SERVICES = "lms.services"
Key = tuple[str, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def every_use_case_asks_permission_once(tree: Tree) -> list[str]:
    found = []
    functions = _functions(tree)
    for key in sorted(_entered(tree, "lms/web", "lms/cli", "lms/app.py") & set(functions)):
        code, function = functions[key]
        if key[0] in UNASKED or key[0] in OPERATED:
            continue
        asked = list(_asks(function))
        if not _takes_uow(function):
            found.append(fault(code.path, function.lineno, f"{function.name} is entered from web or cli, so it is a use case: its first argument is "
                               "the unit of work, uow. A pure decision belongs in domain/."))
        elif not asked:
            found.append(fault(code.path, function.lineno, f"{function.name} is entered from web or cli and never asks "
                               "uow.authorize(Action.…, subject)."))
        found += [fault(code.path, again.lineno, f"{function.name} asks for permission twice; ask once, before anything is loaded for it.")
                  for again in asked[1:]]
    return found


def what_runs_the_house_is_not_entered_from_a_request(tree: Tree) -> list[str]:
    return [
        fault(code.path, line, f"{'.'.join(key)} is for whoever runs the house and asks nobody; a request must not reach it. Enter a use case that "
              "takes uow and asks for permission.")
        for code in tree.python("lms/web") for line, key in _references(code, code.tree, "") if key[0] in OPERATED and key in _functions(tree)
    ]


def steps_do_not_ask_again(tree: Tree) -> list[str]:
    found = []
    functions = _functions(tree)
    for (module, name), (code, function) in functions.items():
        for line, key in _references(code, function, module):
            if module not in OPERATED and _takes_uow(function) and key in functions and key != (module, name) and any(_asks(functions[key][1])):
                found.append(fault(code.path, line, f"{name} calls {key[1]}, which asks for permission itself. A use case asks once; move what both "
                                   "need into a step without authorize, and call that from both."))
    return found


def _functions(tree: Tree) -> dict[Key, tuple[Code, Function]]:
    """Every function at the top of a module in services/."""
    return {(code.module, node.name): (code, node) for code in tree.python("lms/services")
            for node in code.tree.body if isinstance(node, Function)}


def _entered(tree: Tree, *doors: str) -> set[Key]:
    """What these folders and files take from services."""
    return {key for code in tree.python(*doors) for _, key in _references(code, code.tree, "")}


def _takes_uow(function: Function) -> bool:
    """Whether it is done within one unit of work; what opens its own, such as the worker, is neither a use case nor a step."""
    return [a.arg for a in function.args.posonlyargs + function.args.args][:1] == ["uow"]


def _asks(function: Function) -> Iterator[ast.Call]:
    return (n for n in ast.walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "authorize")


def _references(code: Code, part: ast.AST, module: str) -> Iterator[tuple[int, Key]]:
    """Line and (module, name) of every service named in a part of a file; plain names are looked for in `module` too."""
    known = aliases(code, SERVICES)
    called = {id(node.func) for node in ast.walk(part) if isinstance(node, ast.Call)}
    for node in ast.walk(part):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and not known.get(node.value.id, ("", "?"))[1]:
            yield node.lineno, (known[node.value.id][0], node.attr)
        elif isinstance(node, ast.Name) and (node.id in known or id(node) in called):
            yield node.lineno, known.get(node.id, (module, node.id))
