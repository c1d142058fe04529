"""Certificates as PDF, made in a child process that sees only the design, the fonts and the values it is given."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

from lms.adapters.child import Child, RenderFailed

Value = str | Sequence[str]


def pdf_child() -> Child:
    """The process that `PdfRenderer` asks."""
    return Child("lms.adapters.pdf_worker", seconds=10, megabytes=1024, calls=200)


class PdfRenderer:
    """Prints certificates in `child`; safe to share between threads."""

    def __init__(self, child: Child) -> None:
        self.child = child

    def certificate(self, design_dir: Path, fonts_dir: Path, values: Mapping[str, Value]) -> bytes:
        """The PDF (PDF/UA-1) of `values` in the design; the same values, design and fonts give the same bytes.

        `values`: what the design's `design.yaml` lists; plain text, dates as 2026-11-24, `qr` from `qr_svg`, `modules`
        a list. Raises RenderFailed when the design asks for a value or a file that it was not given, takes longer than
        the child's time or needs more than its memory; Busy.
        """
        request = {"design": str(design_dir), "fonts": str(fonts_dir), "values": dict(values)}
        document = base64.b64decode(self.child.call(request)["pdf"], validate=True)
        if not document.startswith(b"%PDF-"):
            raise RenderFailed("Rendering gave no PDF.")
        return document
