"""Writes a requirement set as YAML; `lms.content.requirements.parse_requirements` reads the same set from it."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any

from lms.domain.requirements import Group, GroupKind, LanguageLevel, Node, RequirementSet, Scope, Strength, When

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/-]*")
_YAML_WORDS = frozenset("true false null yes no on off y n".split())
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_ORDINARY = {"scope": Scope.PERSON, "strength": Strength.MUST, "min_count": 1}
"""What need not be said of a rule."""
_RULE = (
    "key", "kind", "text", "any_of", "languages", "max_age_months", "min_months", "min_age", "max_age", "min_years", "when", "scope", "min_count",
    "strength", "status", "sources", "note",
)  # fmt: skip


def write_requirements(value: RequirementSet) -> str:
    """The file of a set. What stood in comments is no part of a set."""
    root = value.root
    whole = {
        "title": value.title, "version": value.version, "effective_from": value.effective_from, "effective_until": value.effective_until,
        "conditions": {one.key: {"title": one.title, "values": list(one.values), "default": one.default} for one in value.conditions},
        "sources": [_given({field.name: getattr(one, field.name) for field in fields(one)}) for one in value.sources],
        "rules": [_node(child) for child in (root.children if isinstance(root, Group) and root.kind is GroupKind.ALL_OF else (root,))],
    }  # fmt: skip
    return "\n".join(_mapping(_given(whole), 0)) + "\n"


def _node(node: Node) -> dict[str, Any]:
    if isinstance(node, Group):
        return _given({"text": node.text, "n": node.n, node.kind.value: [_node(child) for child in node.children]})
    said = {name: getattr(node, name, None) for name in _RULE}
    said |= {"any_of": list(node.names), "languages": [_level(one) for one in node.languages]}
    said["when"] = {one.condition: _bounds(one) for one in node.when}
    return _given({name: one for name, one in said.items() if _ORDINARY.get(name) != one})


def _level(one: LanguageLevel) -> dict[str, str]:
    return {"lang": one.language, "scale": one.scale, "level": one.level}


def _bounds(when: When) -> dict[str, Any]:
    return {name: one for name in ("at_least", "at_most", "equals") if (one := getattr(when, name)) is not None}


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in values.items() if one is not None and one != "" and one != () and one != [] and one != {}}


def _mapping(values: Mapping[str, Any], depth: int) -> list[str]:
    lines = []
    for name, one in values.items():
        head = f"{'  ' * depth}{_scalar(name)}:"
        if isinstance(one, Mapping) and one and not _short(one):
            lines += [head, *_mapping(one, depth + 1)]
        elif isinstance(one, list) and one and isinstance(one[0], dict):
            lines.append(head)
            for part in one:
                inner = [_flow(part)] if _short(part) else _mapping(part, depth + 2)
                lines += [f"{'  ' * (depth + 1)}- {inner[0].lstrip()}", *inner[1:]]
        else:
            lines.append(f"{head} {_flow(one)}")
    return lines


def _short(values: Mapping[str, Any]) -> bool:
    """Whether a mapping stands on one line: a level of a language, the bounds of a condition."""
    return "lang" in values or (set(values) <= {"at_least", "at_most", "equals"} and not any(isinstance(one, Mapping) for one in values.values()))


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(name)}: {_scalar(one)}" for name, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_scalar, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (int, date)):
        return str(value)
    plain = _PLAIN.fullmatch(value) and value.lower() not in _YAML_WORDS
    return value if plain else _ESCAPED.sub(lambda hit: f"\\u{ord(hit[0]):04x}", json.dumps(value, ensure_ascii=False))
