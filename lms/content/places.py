"""Reads the places and the danger levels they begin with: one row for each place and day, as key, names, region, day, level, note."""

import csv
import io
import re
from datetime import date
from pathlib import Path

from lms.content.faults import Faults
from lms.content.strict_yaml import read_text
from lms.domain.places import LEVELS, Level, Place

COLUMNS = ["key", "name_en", "name_ja", "region", "from", "level", "note"]
NAME = "danger-levels.csv"
MOST = 5_000


def read_places(folder: Path, regions: frozenset[str]) -> tuple[Place, ...]:
    """The places in `<folder>/danger-levels.csv`, in `regions`; none without the file. Raises ContentErrors with file and line."""
    path, faults = f"{folder.name}/{NAME}", Faults(f"{folder.name}/{NAME}")
    if not (folder / NAME).is_file():
        return ()
    reader = csv.reader(io.StringIO(read_text((folder / NAME).read_bytes(), path)), strict=True)
    found: dict[str, Place] = {}
    try:
        if next(reader, []) != COLUMNS:
            faults.add(1, f"the first line must be {','.join(COLUMNS)}")
        faults.check()
        for cells in reader:
            if cells:
                _row(cells, reader.line_num, found, regions, faults)
    except csv.Error as wrong:
        faults.add(reader.line_num, f"not a table of commas: {wrong}")
    if len(found) > MOST:
        faults.add(None, f"more than {MOST} places")
    faults.check()
    return tuple(found.values())


def _row(cells: list[str], line: int, found: dict[str, Place], regions: frozenset[str], faults: Faults) -> None:
    if len(cells) != len(COLUMNS):
        faults.add(line, f"{len(cells)} cells; {len(COLUMNS)} are needed")
        return
    key, english, japanese, region, start, level, note = (cell.strip() for cell in cells)
    there = found.get(key, Place(key, {"en": english, "ja": japanese}, region))
    wrong = {
        f"`{key}` is no key; write small letters, digits and hyphens": not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", key),
        "a place has a name in English and in Japanese": not (english and japanese),
        f"`{region}` is no region of reference/regions.yaml": region not in regions,
        f"`{start}` is no day; write it as 2026-03-01": not _day(start),
        f"`{level}` is no danger level from {LEVELS[0]} to {LEVELS[-1]}": level not in {str(one) for one in LEVELS},
        f"`{key}` has another name or region above": (there.title, there.region) != ({"en": english, "ja": japanese}, region),
        f"`{key}` has a level from {start} already": any(str(one.start) == start for one in there.levels),
    }
    for reason, holds in wrong.items():
        if holds:
            faults.add(line, reason)
    begins = _day(start)
    if begins and not any(wrong.values()):
        found[key] = Place(key, there.title, region, (*there.levels, Level(begins, int(level), note)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
