"""The house's own table of a quiz, for spreadsheets: it holds everything that a quiz has, in every language.

A row is a `quiz`, an `item`, an `option` of the item above it, or a `criterion` of its rubric (docs/quiz-exchange.md).
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from lms.content.exchange.intake import LARGEST, MOST, Intake, decode, refuse
from lms.content.exchange.report import Exported, Imported, Notes
from lms.content.exchange.soundness import NUMBER, decimal_text
from lms.domain.languages import LANGUAGES, Words, say
from lms.domain.questions import KEY, Criterion, Item, Kind, Option
from lms.domain.quizzes import Quiz

PLAIN = (
    "row", "key", "kind", "right", "points", "tags", "must_pass", "partial", "number", "tolerance", "accepted", "words",
    "pass_mark", "attempts", "time_limit", "draw", "banks",
)  # fmt: skip
TEXTS = ("text", "match", "feedback", "unit")
MOST_COLUMNS = 60
ROWS = ("quiz", "item", "option", "criterion")
_FORMULA = tuple("=+-@\t\r＝＋－＠")
_QUOTED = re.compile(r"'(?=['=+\-@\t\r＝＋－＠])")
_YES = frozenset({"yes", "true", "1", "x"})
_NO = frozenset({"no", "false", "0", ""})

Row = Mapping[str, str]


def read(raw: bytes, path: str, lang: str) -> Imported:
    """The quiz in a table."""
    rows = _rows(decode(raw, path), path)
    intake = Intake(path, lang)
    settings: Quiz | None = None
    title: Words = {}
    groups: list[list[tuple[int, Row]]] = []
    for line, row in rows:
        kind = row.get("row", "").strip().lower()
        if kind not in ROWS:
            raise refuse(path, line, f"the column row says {kind[:40]!r}; it says {', '.join(ROWS)}")
        if kind == "quiz":
            settings, title = _quiz(row, lang, path, line)
        elif kind == "item":
            groups.append([(line, row)])
        elif groups:
            groups[-1].append((line, row))
        else:
            raise refuse(path, line, f"the {kind} stands before the first item")
    for group in groups:
        line = group[0][0]
        intake.count(line)
        notes = Notes(line=line)
        intake.take(group[0][1].get("key", "").strip(), line, _item(group, lang, notes), notes)
    found = intake.done(settings=settings)
    return replace(found, title=title)


def write(quiz: Quiz, lang: str) -> Exported:
    """The whole quiz; `lang` says which language's columns come first."""
    langs = sorted({*quiz.title, *(code for item in quiz.items for code in item.stem)}, key=lambda code: (code != lang, code))
    columns = [*PLAIN, *(f"{name}:{code}" for code in langs for name in TEXTS)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    for row in (_settings_row(quiz), *(row for item in quiz.items for row in _item_rows(item))):
        writer.writerow({name: _defused(value) for name, value in row.items()})
    return Exported(out.getvalue(), ())


def _rows(text: str, path: str) -> list[tuple[int, Row]]:
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=lambda sign: (head[:4000].count(sign), sign == ","))
    csv.field_size_limit(LARGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, Row]] = []
    columns: list[str] = []
    try:
        for cells in reader:
            line = reader.line_num
            if len(cells) > (len(columns) or MOST_COLUMNS):
                raise refuse(path, line, f"{len(cells)} cells in a row of {len(columns) or MOST_COLUMNS}")
            if not columns:
                columns = _columns(cells, path)
            elif any(cell.strip() for cell in cells):
                found.append((line, {name: _armed(cell) for name, cell in zip(columns, cells, strict=False)}))
            if len(found) > MOST * 50:
                raise refuse(path, line, f"more than {MOST * 50} rows; divide the file")
    except csv.Error as wrong:
        raise refuse(path, reader.line_num, f"this is not CSV: {wrong}") from None
    return found


def _columns(cells: list[str], path: str) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    known = {*PLAIN, *TEXTS, *(f"{name}:{code}" for name in TEXTS for code in LANGUAGES)}
    unknown = [name for name in columns if name not in known]
    if unknown or "row" not in columns or len(set(columns)) < len(columns):
        reason = f"there is no column {unknown[0][:40]!r}" if unknown else "a column stands twice, or the column row is missing"
        raise refuse(path, 1, f"{reason}; the first line names the columns, such as row,key,kind,right,text")
    return columns


def _defused(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula: with ' before what one begins with."""
    return "'" + cell if cell.startswith((*_FORMULA, "'")) else cell


def _armed(cell: str) -> str:
    return _QUOTED.sub("", cell, count=1) if cell.startswith("'") else cell


def _settings_row(quiz: Quiz) -> dict[str, str]:
    numbers = {"pass_mark": quiz.pass_mark, "attempts": quiz.attempts, "time_limit": quiz.time_limit}
    return {
        "row": "quiz", "key": quiz.key, **{name: str(value) for name, value in numbers.items() if value is not None},
        "draw": ", ".join(f"{tag}: {count}" for tag, count in quiz.draw.items()), "banks": ", ".join(quiz.banks), **_spread("text", quiz.title),
    }  # fmt: skip


def _item_rows(item: Item) -> Iterable[dict[str, str]]:
    yield {
        "row": "item", "key": item.key, "kind": item.kind.value, "points": str(item.points), "tags": ", ".join(item.tags),
        "must_pass": "yes" if item.must_pass else "", "partial": "yes" if item.partial else "", "number": item.number,
        "tolerance": item.tolerance if item.number else "", "accepted": _joined(item.accepted), "words": str(item.words or ""),
        **_spread("text", item.stem), **_spread("feedback", item.feedback), **_spread("unit", item.unit),
    }  # fmt: skip
    for option in item.options:
        yield {
            "row": "option", "key": option.key, "right": "yes" if option.right else "", "accepted": _joined(option.accepted),
            **_spread("text", option.text), **_spread("match", option.match), **_spread("feedback", option.feedback),
        }  # fmt: skip
    for one in item.rubric:
        yield {"row": "criterion", "key": one.key, "points": str(one.points), **_spread("text", one.text)}


def _spread(name: str, words: Words) -> dict[str, str]:
    return {f"{name}:{code}": text for code, text in words.items()}


def _gathered(row: Row, name: str, lang: str) -> Words:
    found = {code: row.get(f"{name}:{code}", "") for code in (lang, *LANGUAGES)}
    if bare := row.get(name, ""):
        found[lang] = bare
    return {code: text for code, text in found.items() if text.strip()}


def _joined(answers: tuple[str, ...]) -> str:
    return " | ".join(one.replace("\\", "\\\\").replace("|", "\\|") for one in answers)


def _divided(cell: str) -> tuple[str, ...]:
    parts = re.findall(r"(?:[^|\\]|\\.|\\$)+", cell, re.S)
    return tuple(filter(None, (re.sub(r"\\(.)", r"\1", part.strip(), flags=re.S) for part in parts)))


def _keys(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in cell.split(","))))


def _flag(row: Row, name: str, notes: Notes) -> bool:
    said = row.get(name, "").strip().lower()
    if said not in _YES | _NO:
        notes.changed(say("%(name)s says %(text)s, which is neither yes nor no; it counts as no.", name=name, text=said[:40]))
    return said in _YES


def _count(row: Row, name: str) -> int | None:
    said = row.get(name, "").strip()
    return int(said) if re.fullmatch(r"[1-9][0-9]{0,5}", said) else None


def _number(row: Row, name: str) -> str:
    said = row.get(name, "").strip()
    return said if NUMBER.fullmatch(said) else decimal_text(said) or ""


def _quiz(row: Row, lang: str, path: str, line: int) -> tuple[Quiz, Words]:
    title = _gathered(row, "text", lang)
    draw = {}
    for part in _keys(row.get("draw", "")):
        tag, _, count = (side.strip() for side in part.partition(":"))
        if not KEY.fullmatch(tag) or not re.fullmatch(r"[1-9][0-9]{0,2}", count):
            raise refuse(path, line, f"draw says {part[:40]!r}; it says how many of which tag: c4-convoy: 2, c4-radio: 1")
        draw[tag] = int(count)
    banks = _keys(row.get("banks", ""))
    if not all(map(KEY.fullmatch, banks)):
        raise refuse(path, line, "banks names keys of quizzes")
    mark = min(_count(row, "pass_mark") or 80, 100)
    key = row.get("key", "").strip()
    return Quiz("", key, title, mark, (), _count(row, "attempts"), draw, _count(row, "time_limit"), banks), title


def _item(group: list[tuple[int, Row]], lang: str, notes: Notes) -> Item | None:
    (_, row), rest = group[0], group[1:]
    kind = row.get("kind", "").strip().lower()
    if kind not in set(Kind):
        notes.skipped(say("The kind is %(kind)s; it is one of %(known)s.", kind=kind[:40] or "?", known=", ".join(Kind)))
        return None
    points = row.get("points", "").strip() or "1"
    words = row.get("words", "").strip()
    options = [_option(one, lang, notes) for _, one in rest if one["row"].strip().lower() == "option"]
    rubric = [one for _, one in rest if one["row"].strip().lower() == "criterion"]
    if any(not KEY.fullmatch(option.key) for option in options) or len({option.key for option in options}) < len(options):
        notes.skipped(say("Each option needs a key of its own, of a-z, 0-9 and -."))
        return None
    return Item(
        row.get("key", "").strip(), Kind(kind), _gathered(row, "text", lang), tuple(options), _gathered(row, "feedback", lang),
        _keys(row.get("tags", "")), _flag(row, "must_pass", notes), int(points) if re.fullmatch(r"[0-9]{1,3}", points) else 0,
        _number(row, "number"), _number(row, "tolerance") or "0", _gathered(row, "unit", lang),
        _divided(row.get("accepted", "")), _flag(row, "partial", notes),
        tuple(Criterion(one.get("key", "").strip(), _gathered(one, "text", lang), _count(one, "points") or 0) for one in rubric),
        int(words) if re.fullmatch(r"[1-9][0-9]{0,5}", words) else None,
    )  # fmt: skip


def _option(row: Row, lang: str, notes: Notes) -> Option:
    return Option(
        row.get("key", "").strip(), _gathered(row, "text", lang), _flag(row, "right", notes), _gathered(row, "feedback", lang),
        _gathered(row, "match", lang), _divided(row.get("accepted", "")),
    )  # fmt: skip
