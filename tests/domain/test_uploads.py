"""Files that people bring: whole ones are known by their bytes, and what is hostile is refused."""

import zlib

import pytest

from lms.domain import uploads
from lms.domain.uploads import BIGGEST, FileKind, inspect
from lms.errors import Invalid


def chunk(name, body, check=None):
    return len(body).to_bytes(4, "big") + name + body + (zlib.crc32(name + body) if check is None else check).to_bytes(4, "big")


def png(wide=4, high=3, depth=8, colour=2, interlace=0, data=None, extra=b"", press=0, filtering=0):
    head = wide.to_bytes(4, "big") + high.to_bytes(4, "big") + bytes([depth, colour, press, filtering, interlace])
    data = zlib.compress(bytes((1 + wide * 3) * high)) if data is None else data
    return uploads.PNG_START + chunk(b"IHDR", head) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def segment(mark, body):
    return bytes([0xFF, mark]) + (len(body) + 2).to_bytes(2, "big") + body


def frame(wide=4, high=3, mark=0xC0):
    return segment(mark, b"\x08" + high.to_bytes(2, "big") + wide.to_bytes(2, "big") + b"\x01\x01\x11\x00")


SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
END = b"\xff\xd9"


def jpeg(*parts):
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0") + b"".join(parts or (frame(), SCAN, END))


def pdf(*objects, end=b"\nstartxref\n0\n%%EOF\n"):
    return b"%PDF-1.7\n" + b"\n".join(objects or (b"1 0 obj\n<</Type /Catalog>>\nendobj",)) + end


def stream(about, body):
    return b"7 0 obj\n<<" + about + b">>\nstream\n" + body + b"\nendstream\nendobj"


INTERLACED = png(5, 5, interlace=1, data=zlib.compress(bytes(86)))
PAGE = stream(b"/Filter /FlateDecode", zlib.compress(b"BT (x) Tj ET"))
PACKED = stream(b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", zlib.compress(b"1 0 <</Type /Page>>"))
PLAIN = stream(b"/Type /ObjStm /N 1 /First 4", b"1 0 <</Type /Page>>")
BOMB = zlib.compress(bytes(uploads.MOST_INFLATED + 9))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(), FileKind.PNG), (png(extra=chunk(b"tEXt", b"a\0b")), FileKind.PNG), (INTERLACED, FileKind.PNG),
        (png(1, 1, interlace=1, data=zlib.compress(bytes(4))), FileKind.PNG), (png(9, 2, 1, 0, data=zlib.compress(bytes(6))), FileKind.PNG),
        (jpeg(), FileKind.JPEG), (jpeg(frame(mark=0xC2), SCAN, SCAN, END), FileKind.JPEG), (jpeg(frame(), SCAN[:-1] + b"\xff\xff\xd9"), FileKind.JPEG),
        (pdf(), FileKind.PDF), (pdf(PAGE, PACKED, PLAIN), FileKind.PDF), (pdf(b"%/JSX and /Launcher".replace(b"/Launcher", b"")), FileKind.PDF),
    ],
)  # fmt: skip
def test_a_whole_file_is_known_by_its_bytes(content, kind):
    assert inspect(content) is kind


HOSTILE = {
    "nothing": (b"", uploads.EMPTY),
    "too many bytes": (b"%PDF-" + bytes(BIGGEST), uploads.LARGE),
    "a zip called pdf": (b"PK\x03\x04" + bytes(50), uploads.WRONG),
    "a page": (b"<html><script>1</script>", uploads.WRONG),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", uploads.WRONG),
    "a gif": (b"GIF89a" + bytes(20), uploads.WRONG),
    "a pdf that begins later": (b"\n" + pdf(), uploads.WRONG),
    "a pdf of no version": (b"%PDF-x" + pdf(), uploads.WRONG),
    "a pdf cut short": (pdf(end=b""), uploads.CUT),
    "a pdf with a page behind": (pdf() + b"<html>", uploads.BEHIND),
    "a pdf that is a zip too": (pdf(end=b"\nPK\x05\x06" + bytes(18) + b"%%EOF"), uploads.BEHIND),
    "a pdf with a password": (pdf(b"trailer <</Encrypt 5 0 R>>"), uploads.LOCKED),
    "a pdf with a program": (pdf(b"<</S /JavaScript /JS (app.alert(1))>>"), uploads.ACTIVE),
    "a program in other letters": (pdf(b"<</S /J#61vaScript>>"), uploads.ACTIVE),
    "a program by its short name": (pdf(b"<</S /Rendition /JS(x)>>"), uploads.ACTIVE),
    "a program in an object stream": (pdf(stream(b"/Type /ObjStm /First 4 /Filter /FlateDecode", zlib.compress(b"<</JS (x)>>"))), uploads.ACTIVE),
    "a program in a plain object stream": (pdf(stream(b"/N 1 /First 4", b"<</JS(x)>>")), uploads.ACTIVE),
    "a pdf that starts a program": (pdf(b"<</S /Launch /F (x.exe)>>"), uploads.ACTIVE),
    "a program behind streams that never end": (pdf(b"stream\n" * 100_000 + b"<</JS (x)>>"), uploads.ACTIVE),
    "a pdf with a file": (pdf(b"<</Type /EmbeddedFile>>"), uploads.ACTIVE),
    "a pdf with a form of its own": (pdf(b"<</XFA 4 0 R>>"), uploads.ACTIVE),
    "object streams packed twice": (pdf(stream(b"/ObjStm /Filter [/ASCIIHexDecode /FlateDecode]", b"41")), uploads.HIDING),
    "object streams with a predictor": (pdf(stream(b"/ObjStm /Filter /FlateDecode /DecodeParms <<>>", b"x")), uploads.HIDING),
    "an object stream that is noise": (pdf(stream(b"/ObjStm /Filter /FlateDecode", b"noise")), uploads.HIDING),
    "an object stream cut short": (pdf(stream(b"/ObjStm /Filter /FlateDecode", zlib.compress(bytes(99))[:-6])), uploads.HIDING),
    "an object stream that grows without end": (pdf(stream(b"/ObjStm /Filter /FlateDecode", BOMB)), uploads.HIDING),
    "object streams that fill the room": (
        pdf(stream(b"/ObjStm /Filter /FlateDecode", zlib.compress(bytes(uploads.MOST_INFLATED)))), uploads.HIDING
    ),
    "a png of too many pixels": (png(60_000, 60_000, data=b"x"), uploads.PIXELS),
    "a png that grows without end": (png(data=zlib.compress(bytes(9_000_000))), uploads.DAMAGED),
    "a png of too little": (png(data=zlib.compress(b"1")), uploads.DAMAGED),
    "a png of noise": (png(data=b"noise"), uploads.DAMAGED),
    "a png whose data is cut": (png(data=zlib.compress(bytes(39))[:-5]), uploads.DAMAGED),
    "a png with a zip in its data": (png(data=zlib.compress(bytes(39)) + b"PK\x03\x04"), uploads.DAMAGED),
    "a png with a page behind": (png() + b"<html>", uploads.BEHIND),
    "a png cut short": (png()[:-12], uploads.DAMAGED),
    "a png cut in a chunk": (png()[:-2], uploads.DAMAGED),
    "a png with a wrong sum": (png(extra=chunk(b"tEXt", b"x", 1)), uploads.DAMAGED),
    "a png with two heads": (png(extra=chunk(b"IHDR", bytes(13))), uploads.DAMAGED),
    "a png with a part that nobody knows": (png(extra=chunk(b"EVIL", b"x")), uploads.DAMAGED),
    "a png of no width": (png(0, 3), uploads.DAMAGED),
    "a png of a strange depth": (png(depth=3), uploads.DAMAGED),
    "a png of a strange colour": (png(colour=5), uploads.DAMAGED),
    "a png packed otherwise": (png(press=1), uploads.DAMAGED),
    "a png only in name": (uploads.PNG_START, uploads.DAMAGED),
    "a jpeg of too many pixels": (jpeg(frame(60_000, 60_000), SCAN, END), uploads.PIXELS),
    "a jpeg of no height": (jpeg(frame(4, 0), SCAN, END), uploads.DAMAGED),
    "a jpeg with two frames": (jpeg(frame(), frame(), SCAN, END), uploads.DAMAGED),
    "a jpeg without a frame": (jpeg(SCAN, END), uploads.DAMAGED),
    "a jpeg without a scan": (jpeg(frame(), END + b"\0\0"), uploads.DAMAGED),
    "a jpeg of a kind nobody shows": (jpeg(frame(mark=0xC3), SCAN, END), uploads.DAMAGED),
    "a jpeg with a segment too long": (b"\xff\xd8\xff\xe0\xff\xff" + bytes(9), uploads.DAMAGED),
    "a jpeg cut short": (jpeg(frame(), SCAN), uploads.DAMAGED),
    "a jpeg with a page behind": (jpeg() + b"<html>", uploads.BEHIND),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_what_to_do(name):
    content, sentence = HOSTILE[name]
    with pytest.raises(Invalid) as found:
        inspect(content)
    assert found.value.problems == {"files": sentence}
