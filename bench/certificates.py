"""A certificate from the house's child process against bare WeasyPrint and bare pyHanko that print and sign the same page."""

import io
import json
import os
import tempfile
import time
import urllib.request
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from bench import load, pages
from bench.report import Report
from bench.stand import CREDENTIAL, paper
from bench.stands import Stand
from lms.adapters.pades import file_signer
from lms.adapters.pdf_worker import MARKUP, VARIANT, design
from lms.config import from_environment

ROUNDS = 25
BATCH_SECONDS = 3.0
NAMES = ("Aiko Tanaka", "Bayo Adeyemi", "Chiara Rossi", "Emi Sato", "Grace Akello")
KEPT: dict[str, Any] = {}
KEYS = tempfile.TemporaryDirectory()


def measure(report: Report, stand: Stand) -> None:
    """Time of one certificate, in turns with the floor; its size; and what a batch does to the pages meanwhile."""
    report.title("Certificate as PDF")
    folder = str(from_environment().home / "certificates")
    ours, floor, sizes = [], [], []
    with get_context("spawn").Pool(1) as floors:
        for number in range(-3, ROUNDS):  # the first ones only warm up
            name = f"{NAMES[number % len(NAMES)]} {number}"
            found, bare = printed(stand, name), floors.apply(bare_print, (folder, name))
            if number >= 0:
                ours.append(found["seconds"] * 1000)
                floor.append(bare * 1000)
                sizes.append(found["bytes"] / 1000)
    share = median(ours) / median(floor)
    report.promised("in the child process", f"{median(ours):.0f} ms", f"{share:.2f} × {median(floor):.0f} ms", "≤ 1.2 ×", share <= 1.2)
    report.promised("size", f"{max(sizes):.0f} kB", "", "≤ 60 kB", max(sizes) <= 60)
    _batch(report, stand)


def printed(stand: Stand, name: str) -> dict[str, float]:
    """One certificate by the running house: seconds and bytes."""
    body = json.dumps({"name": name}).encode()
    ask = urllib.request.Request(f"http://127.0.0.1:{stand.port}/bench/print", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(ask, timeout=30) as answer:
        found: dict[str, float] = json.load(answer)
        return found


def bare_print(folder: str, name: str) -> float:
    """The floor, in a process of its own: fonts, style sheet and key are read once, the page is filled in before the clock starts."""
    place = Path(folder, "standard")
    if not KEPT:
        os.environ["FONTCONFIG_FILE"] = str(Path(folder, "fonts", "fonts.conf"))
        fonts = FontConfiguration()
        signer = file_signer({"own": f"{KEYS.name}/pdf.pem", "pkcs12": "", "name": "Hato", "host": "localhost"})
        KEPT.update(fonts=fonts, signer=signer, style=CSS(filename=str(place / "page.css"), font_config=fonts))
    values = paper(name)
    html = design(str(place), str(Path(folder, "fonts"))).template.render({**values, "qr": MARKUP(values["qr"])})
    start = time.perf_counter()
    attached = Attachment(string=CREDENTIAL, name="credential.json", relationship="Data")
    page = HTML(string=html, base_url=f"{place}/")
    document = page.write_pdf(stylesheets=[KEPT["style"]], font_config=KEPT["fonts"], pdf_variant=VARIANT, attachments=[attached])
    asked = PdfSignatureMetadata(field_name="Issuer", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True)
    PdfSigner(asked, KEPT["signer"]).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(document)))
    return time.perf_counter() - start


def _batch(report: Report, stand: Stand) -> None:
    """Lesson pages on eight connections, alone and while certificates are printed without a pause."""
    asks = [lambda: pages.lesson(stand)] * 8
    body = json.dumps({"name": "Aiko Tanaka"}).encode()
    print_one = load.request("/bench/print", body=body)
    alone, beside = [], []
    for _ in range(3):
        alone.append(load.trial(stand.port, asks, BATCH_SECONDS).rate)
        beside.append(load.trial(stand.port, asks, BATCH_SECONDS, extra=[lambda: print_one]).rate)
    share = 100 * median(beside) / median(alone)
    what, ratio = "pages while a batch is printed, 8 conn.", f"{share:.0f} % of {median(alone):.0f}/s"
    report.promised(what, f"{median(beside):.0f}/s", ratio, "≥ 67 %", share >= 67)
