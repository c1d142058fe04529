"""Certificates and booklets as PDF, made in child processes that see only the design, the fonts and the values they are given."""

import base64
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lms.adapters.child import Child, RenderFailed
from lms.errors import Busy

Value = str | Sequence[str]
PATIENCE = 20
"""Seconds that somebody waits for their turn."""
PRINTER_VERSION = version("weasyprint")
"""Part of the key under which booklets are kept."""


@dataclass(frozen=True, slots=True)
class PdfKey:
    """Where the key that signs certificates lies: in a file of its own (made when there is none, for `name` at `host`), in a PKCS#12 file, or
    on a token (PKCS#11). Paths are words, and empty when there is none."""

    own: str
    name: str
    host: str
    pkcs12: str = ""
    password_file: str = ""
    module: str = ""
    token: str = ""
    label: str = ""
    pin_file: str = ""


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """A signed document, and the certificate (DER) of the key that signed it."""

    content: bytes
    certificate: bytes


@dataclass(frozen=True, slots=True)
class PdfSigner:
    """Whose key signs: its certificate (DER), the name in it, the last day of it (2036-11-24)."""

    certificate: bytes
    name: str
    until: str


def pdf_child(token: bool = False) -> Child:
    """The process that `PdfRenderer` asks; `token` says that the key is on one."""
    return Child("lms.adapters.pdf_token_worker" if token else "lms.adapters.pdf_worker", seconds=10, megabytes=1024, calls=200)


def booklet_child() -> Child:
    """The process for one booklet: hundreds of pages take long and need much, so it works behind all others and ends with it."""
    return Child("lms.adapters.pdf_booklet_worker", seconds=300, megabytes=2048, calls=1)


class PdfRenderer:
    """Prints certificates in `child`, and each booklet in a process of its own; safe to share between threads."""

    def __init__(self, child: Child, key: PdfKey) -> None:
        self.child = child
        self.key = key
        self._one = threading.BoundedSemaphore(1)

    def certificate(self, design_dir: Path, fonts_dir: Path, values: Mapping[str, Value], credential: str) -> SignedPdf:
        """The PDF (PDF/A-3a and PDF/UA-1) of `values` in the design, the credential attached, signed (PAdES).

        `values`: what the design's `design.yaml` lists; plain text, dates as 2026-11-24, `qr` from `qr_svg`, `modules`
        a list. The same values, design and fonts give the same bytes before the signature. Raises RenderFailed when the
        design asks for a value or a file that it was not given, the key cannot be used, it takes longer than the child's
        time or needs more than its memory; Busy.
        """
        request = {"key": asdict(self.key), "design": str(design_dir), "fonts": str(fonts_dir), "values": dict(values), "credential": credential}
        answer = self.child.call(request)
        return SignedPdf(_document(answer), base64.b64decode(answer["certificate"], validate=True))

    def signer(self) -> PdfSigner:
        """Whose key signs from now on. Raises RenderFailed when it cannot be used; Busy."""
        answer = self.child.call({"key": asdict(self.key)})
        return PdfSigner(base64.b64decode(answer["certificate"], validate=True), answer["name"], answer["until"])

    def booklet(self, html: str, fonts_dir: Path) -> bytes:
        """The PDF (PDF/UA-1) of a page that holds its style and its pictures; the same page and fonts give the same bytes.

        Raises RenderFailed when it takes longer than the child's time or needs more than its memory.
        """
        child = booklet_child()
        try:
            return _document(child.call({"html": html, "fonts": str(fonts_dir)}))
        finally:
            child.close()

    def document(self, html: str, fonts_dir: Path) -> bytes:
        """The same for a page or two that somebody waits for, one at a time for everybody. Raises RenderFailed; Busy after `PATIENCE`."""
        if not self._one.acquire(timeout=PATIENCE):
            raise Busy("Pages are being rendered for others just now. Try again in a moment.")
        try:
            return self.booklet(html, fonts_dir)
        finally:
            self._one.release()


def _document(answer: dict[str, Any]) -> bytes:
    document = base64.b64decode(answer["pdf"], validate=True)
    if not document.startswith(b"%PDF-"):
        raise RenderFailed("Rendering gave no PDF.")
    return document
