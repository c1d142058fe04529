"""The child process that prints certificates with WeasyPrint; `lms.adapters.pdf` asks it."""

import base64
import os
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from lms.adapters.child import Failed, serve
from lms.adapters.pades import certificate_of, file_signer, sign

BASE = "https://design.invalid/"
VARIANT = "pdf/a-3a"
UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""
"""Says that the page is PDF/UA-1 too, in the words that PDF/A asks for."""
KINDS = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".css": "text/css", ".ttf": "font/ttf"}
LARGEST = 4 * 2**20
DRAWING = re.compile(r"<svg( [\w:]+=\"[^\"<>]*\")*>(<title>[^<>]*</title>)?<path( [\w-]+=\"[^\"<>]*\")*/></svg>")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


class OwnFiles(URLFetcher):
    """Gives a page the files of its design, and nothing else in the world."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.files = files

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The file behind `url`; any other address ends the rendering."""
        name = url.removeprefix(BASE)
        if url.startswith(BASE) and name in self.files:
            kind = KINDS[Path(name).suffix]
            return URLFetcherResponse(url, self.files[name], {"Content-Type": kind})
        raise FatalURLFetchingError(url)


class Design:
    """A design that has been read once: template, style sheet, fonts and pictures, kept for the next certificate."""

    def __init__(self, folder: Path, fonts: Path) -> None:
        os.environ["FONTCONFIG_FILE"] = str(fonts / "fonts.conf")
        self.fonts = FontConfiguration()
        self.fetcher = OwnFiles({file.name: file.read_bytes() for file in _files(folder) if file.suffix in KINDS})
        self.template = ENVIRONMENT.from_string((folder / "page.html").read_text("utf-8"))
        style = (folder / "page.css").read_text("utf-8")
        self.style = CSS(string=style, base_url=BASE, url_fetcher=self.fetcher, font_config=self.fonts)

    def print(self, values: Mapping[str, Any], credential: str) -> bytes:
        """The certificate as PDF, with its credential attached."""
        html = self.template.render(values)
        page = HTML(string=html, base_url=BASE, url_fetcher=self.fetcher)
        day = datetime.fromisoformat(values["issued_on"])
        attached = Attachment(
            string=credential, url_fetcher=self.fetcher, name="credential.json", description="The certificate as an Open Badges 3.0 credential",
            created=day, modified=day, relationship="Data",
        )  # fmt: skip
        return page.write_pdf(
            stylesheets=[self.style], font_config=self.fonts, pdf_variant=VARIANT, attachments=[attached] if credential else None, finisher=_finish
        )


def _finish(document: Any, pdf: Any) -> None:
    """Name PDF/UA beside PDF/A, and each attachment once."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [part.replace(b"</rdf:RDF>", UA.encode()) for part in metadata.stream]
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def day_en(day: str) -> str:
    """2026-11-24 → 24 November 2026."""
    then = date.fromisoformat(day)
    return f"{then.day} {MONTHS[then.month - 1]} {then.year}"


def day_ja(day: str) -> str:
    """2026-11-24 → 2026年11月24日."""
    then = date.fromisoformat(day)
    return f"{then.year}年{then.month}月{then.day}日"


ENVIRONMENT = ImmutableSandboxedEnvironment(loader=DictLoader({}), autoescape=True, undefined=StrictUndefined)
ENVIRONMENT.filters.update(day_en=day_en, day_ja=day_ja)
MARKUP = ENVIRONMENT.filters.pop("safe")
DESIGNS: dict[tuple[str, str], tuple[object, Design]] = {}


def _files(folder: Path) -> list[Path]:
    """The plain files of a folder, links and giants left out."""
    return [file for file in sorted(folder.iterdir()) if file.is_file() and not file.is_symlink() and file.stat().st_size <= LARGEST]


def _stamp(*folders: Path) -> object:
    """Changes when a file of the folders does."""
    states = [(file, file.stat()) for folder in folders for file in _files(folder)]
    return [(str(file), state.st_mtime_ns, state.st_size) for file, state in states]


def design(folder: str, fonts: str) -> Design:
    """The design of a folder, from memory unless one of its files has changed."""
    stamp = _stamp(Path(folder), Path(fonts))
    known = DESIGNS.get((folder, fonts))
    if known is None or known[0] != stamp:
        known = DESIGNS[folder, fonts] = stamp, Design(Path(folder), Path(fonts))
    return known[1]


def handle(request: dict[str, Any], signer_of: Callable[[dict[str, Any]], Any] = file_signer) -> dict[str, Any]:
    """{key, design, fonts, values, credential} → {certificate: base64 of DER, name, until, pdf: base64}; without a design no pdf."""
    signer = signer_of(request["key"])
    found = certificate_of(signer)
    answer = {"certificate": _text(found.dump()), "name": found.subject.human_friendly, "until": found.not_valid_after.date().isoformat()}
    if "design" in request:
        answer["pdf"] = _text(sign(_printed(request), signer))
    return answer


def _printed(request: dict[str, Any]) -> bytes:
    values = request["values"]
    if not DRAWING.fullmatch(values.get("qr", "")):
        raise Failed("The QR code is not a plain drawing.")
    try:
        return design(request["design"], request["fonts"]).print({**values, "qr": MARKUP(values["qr"])}, request["credential"])
    except TemplateError as fault:
        raise Failed(f"The certificate's design cannot be filled in: {fault}") from fault
    except FatalURLFetchingError as fault:
        raise Failed(f"The certificate's design asks for {fault}, which is not in its folder.") from fault
    except OSError as fault:
        raise Failed(f"The certificate's design cannot be read: {fault}") from fault


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


if __name__ == "__main__":
    serve(handle)
