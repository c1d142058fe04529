"""The child process that prints a whole course with WeasyPrint; `lms.adapters.pdf` asks it."""

import base64
import os
from typing import Any

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from lms.adapters.child import serve

VARIANT = "pdf/ua-1"
NICE = 10


def handle(request: dict[str, Any]) -> dict[str, Any]:
    """{html, fonts} → {pdf: base64}. The page has its pictures in itself: any other address is a picture that is missing."""
    os.environ["FONTCONFIG_FILE"] = request["fonts"] + "/fonts.conf"
    fonts = FontConfiguration()
    page = HTML(string=request["html"], base_url="about:blank", url_fetcher=URLFetcher(allowed_protocols=("data",), allow_redirects=False))
    document = page.write_pdf(font_config=fonts, pdf_variant=VARIANT)
    return {"pdf": base64.b64encode(document).decode("ascii")}


if __name__ == "__main__":
    os.nice(NICE)
    serve(handle)
