"""Files that people bring: what they are by their bytes, checked part by part; nothing is believed of a name or a declared type.

A picture's parts are walked to its end and counted, its pixels are not looked at. A PDF's plain text and its object streams are
searched for what acts by itself; what a reader's fault could be made to do by a page's content is not found here.
"""

import re
import zlib
from collections.abc import Iterator
from enum import StrEnum

from lms.domain.languages import say
from lms.errors import Invalid

BIGGEST = 5_000_000
"""Bytes of one file."""

MOST_PIXELS = 30_000_000
"""Pixels of a picture: a page of A3 at 300 dots to the inch has 17 million."""

MOST_INFLATED = 20_000_000
"""Bytes that the object streams of one PDF may come to."""


class FileKind(StrEnum):
    """What a file is, by its bytes."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"


MEDIA = {FileKind.PDF: "application/pdf", FileKind.JPEG: "image/jpeg", FileKind.PNG: "image/png"}
"""What a file is served as."""

PNG_START, JPEG_START, PDF_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Where each pass of an interlaced PNG begins, and its steps."""

ACTS = re.compile(rb"/(JavaScript|Launch|EmbeddedFile|RichMedia|ImportData|SubmitForm|GoToE)")
ACTS_SHORT = re.compile(rb"/(JS|XFA|AF)(?![A-Za-z0-9_.+-])")
"""Names too short to be looked for in pressed bytes, where chance would write them."""

ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
OBJECTS, FIRST, COUNT = (re.compile(rb"/%s(?![A-Za-z])" % name) for name in (b"ObjStm", b"First", b"N"))
ZIP_END = b"PK\x05\x06"

WRONG = say("This is not a PDF, JPEG or PNG file. Save or scan it as one of these.")
EMPTY = say("This file is empty.")
LARGE = say("This file is larger than 5 MB. Scan it again with fewer dots to the inch, or in grey.")
PIXELS = say("This picture has too many pixels. Make it smaller and choose it again.")
DAMAGED = say("This picture is damaged. Save it again, and choose the new file.")
BEHIND = say("Something stands behind the end of this file. Save it again, and choose the new file.")
CUT = say("The end of this PDF is missing. Save it again, and choose the new file.")
LOCKED = say("This PDF is protected. Print it to a new PDF without a password, and choose that.")
ACTIVE = say("This PDF holds a program, a form that sends, or another file. Print it to a new PDF, and choose that.")
HIDING = say("This PDF is packed in a way that cannot be checked. Print it to a new PDF, and choose that.")


def inspect(content: bytes) -> FileKind:
    """What a file is; raises Invalid with `files` when it is not whole, not one of the three kinds, or not harmless."""
    if not content:
        raise Invalid(files=EMPTY)
    if len(content) > BIGGEST:
        raise Invalid(files=LARGE)
    for start, kind, check in ((PNG_START, FileKind.PNG, _png), (JPEG_START, FileKind.JPEG, _jpeg), (PDF_START, FileKind.PDF, _pdf)):
        if content.startswith(start):
            if wrong := check(content):
                raise Invalid(files=wrong)
            return kind
    raise Invalid(files=WRONG)


def _png(content: bytes) -> str:
    """What is wrong with a PNG: its chunks, sums, size, and what its data comes to."""
    place, head, data, ended = len(PNG_START), b"", [], False
    while place < len(content) and not ended:
        size, name = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        body, check = content[place + 8 : place + 8 + size], content[place + 8 + size : place + 12 + size]
        if len(check) != 4 or zlib.crc32(name + body) != int.from_bytes(check, "big") or (name == b"IHDR") != (place == len(PNG_START)):
            return DAMAGED
        if name[:1].isupper() and name not in (b"IHDR", b"PLTE", b"IDAT", b"IEND"):
            return DAMAGED
        head, ended = (body, False) if name == b"IHDR" else (head, name == b"IEND")
        data += [body] if name == b"IDAT" else []
        place += 12 + size
    if not ended:
        return DAMAGED
    return BEHIND if place != len(content) else _png_data(head, data)


def _png_data(head: bytes, data: list[bytes]) -> str:
    wide, high = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")
    if len(head) != 13 or not wide or not high or head[9] not in CHANNELS or head[8] not in DEPTHS[head[9]] or head[10] or head[11] or head[12] > 1:
        return DAMAGED
    if wide * high > MOST_PIXELS:
        return PIXELS
    bits = head[8] * CHANNELS[head[9]]
    parts = [(-((left - wide) // across), -((top - high) // down)) for left, top, across, down in PASSES] if head[12] else [(wide, high)]
    expected = sum(rows * (1 + (columns * bits + 7) // 8) for columns, rows in parts if columns > 0 and rows > 0)
    return "" if _comes_to(b"".join(data), expected) else DAMAGED


def _comes_to(packed: bytes, expected: int) -> bool:
    """Whether pressed bytes are whole and come to so many; no more than a piece of them is held at a time."""
    press, length = zlib.decompressobj(), 0
    try:
        while not press.eof and length <= expected:
            piece = press.decompress(packed, 1_000_000)
            if not piece and not press.eof:
                return False
            packed, length = press.unconsumed_tail, length + len(piece)
    except zlib.error:
        return False
    return press.eof and length == expected and not press.unused_data


def _jpeg(content: bytes) -> str:
    """What is wrong with a JPEG: its segments from the first to its end, and its size."""
    place, pixels, seen = 2, 0, False
    while place + 4 <= len(content) and content[place] == 0xFF:
        mark, size = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if size < 2 or place + 2 + size > len(content) or 0xD0 <= mark <= 0xD9 or (mark in range(0xC3, 0xD0) and mark not in (0xC4, 0xCC)):
            return DAMAGED
        if mark in (0xC0, 0xC1, 0xC2):
            high, wide = int.from_bytes(content[place + 5 : place + 7], "big"), int.from_bytes(content[place + 7 : place + 9], "big")
            if pixels or size < 11 or not wide * high:
                return DAMAGED
            pixels = wide * high
        place += 2 + size
        if mark == 0xDA:
            seen, place = True, _after_scan(content, place)
            if content[place : place + 2] == b"\xff\xd9":
                break
    if pixels > MOST_PIXELS:
        return PIXELS
    if not pixels or not seen or content[place : place + 2] != b"\xff\xd9":
        return DAMAGED
    return BEHIND if place + 2 != len(content) else ""


SCANNED = re.compile(rb"\xff+(?![\x00\xd0-\xd7\xff])")


def _after_scan(content: bytes, place: int) -> int:
    """Where the marker stands that ends a scan; its fill bytes are passed over."""
    hit = SCANNED.search(content, place)
    return hit.end() - 1 if hit else len(content)


def _pdf(content: bytes) -> str:
    """What is wrong with a PDF: its frame, and names in it that act, also where they are escaped or in object streams."""
    if not re.match(rb"%PDF-[12]\.\d[\s%]", content):
        return WRONG
    if not content.rstrip(b"\r\n \t\0").endswith(b"%%EOF"):
        return BEHIND if b"%%EOF" in content else CUT
    if ZIP_END in content[-66_000:]:
        return BEHIND
    plain = _unescaped(b" ".join(about for about, _ in _streams(content)))
    if re.search(rb"/Encrypt(?![A-Za-z])", plain):
        return LOCKED
    hidden = _object_streams(content)
    if hidden is None:
        return HIDING
    hidden = _unescaped(hidden)
    acting = any(ACTS.search(one) for one in (_unescaped(content), hidden)) or any(ACTS_SHORT.search(one) for one in (plain, hidden))
    return ACTIVE if acting else ""


def _unescaped(content: bytes) -> bytes:
    """With `#4a` in names read as the letter it stands for."""
    return ESCAPED.sub(lambda hit: bytes([int(hit[1], 16)]), content)


def _streams(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each stream with everything that stands between the one before and it; at last what stands behind them all."""
    place = 0
    while (hit := STREAM.search(content, place)) and (end := content.find(b"endstream", hit.end())) >= 0:
        yield content[place : hit.start()], content[hit.end() : end]
        place = end + len(b"endstream")
    yield content[place:], b""


def _object_streams(content: bytes) -> bytes | None:
    """What stands in the object streams; None when one cannot be read, or they come to too much."""
    found, left = [], MOST_INFLATED
    for raw, packed in _streams(content):
        about = _unescaped(raw)
        if not packed or not (OBJECTS.search(about) or (FIRST.search(about) and COUNT.search(about))):
            continue
        filters = re.findall(rb"/\w+Decode", about)
        if filters not in ([], [b"/FlateDecode"]) or b"/DecodeParms" in about:
            return None
        piece = _inflated(packed, left) if filters else packed
        left -= len(piece or b"")
        if piece is None or left <= 0:
            return None
        found.append(piece)
    return b"\n".join(found)


def _inflated(packed: bytes, most: int) -> bytes | None:
    press = zlib.decompressobj()
    try:
        piece = press.decompress(packed, most)
    except zlib.error:
        return None
    return piece if press.eof else None
