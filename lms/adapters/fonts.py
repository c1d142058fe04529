"""Which characters the fonts that come with the certificates can print."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

IGNORED = frozenset([0x200C, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
"""Joiners and variation selectors: they change a neighbour's form and print nothing themselves."""


def unprintable(text: str, fonts_dir: Path) -> tuple[str, ...]:
    """The characters of `text` (in NFC) that no font in `fonts_dir` has, each once, in their order.

    Reads `coverage.txt` there, once; OSError when there is none.
    """
    starts, ends = _coverage(fonts_dir)
    missing: dict[str, None] = {}
    for character in unicodedata.normalize("NFC", text):
        point = ord(character)
        place = bisect_right(starts, point) - 1
        if point not in IGNORED and (place < 0 or point > ends[place]):
            missing[character] = None
    return tuple(missing)


@lru_cache(maxsize=4)
def _coverage(fonts_dir: Path) -> tuple[list[int], list[int]]:
    lines = (fonts_dir / "coverage.txt").read_text("utf-8").split()
    pairs = [(int(first, 16), int(last, 16)) for first, last in (line.split("-") for line in lines)]
    return [first for first, _ in pairs], [last for _, last in pairs]


def as_ranges(points: Iterable[int]) -> str:
    """Code points as lines `0020-007E`, the form of `coverage.txt`."""
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"{first:04X}-{last:04X}\n" for first, last in ranges)
