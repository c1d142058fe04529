"""QR codes."""

import re

import pytest

from lms.adapters.pdf_worker import DRAWING
from lms.adapters.qr import qr_svg

ADDRESS = "https://lms.example.org/v/7K3M-9Q2X-AB4D"


def test_a_qr_code_is_one_plain_drawing_with_a_label():
    svg = qr_svg(ADDRESS, label='Check "this" <b>')
    assert DRAWING.fullmatch(qr_svg(ADDRESS)) and svg.startswith("<svg") and svg.count("<path") == 1
    assert "<b>" not in svg and "Check" in svg


def test_the_quiet_zone_is_four_modules_wide():
    width = int(re.search(r'viewBox="0 0 (\d+)', qr_svg(ADDRESS))[1])
    assert (width - 8 - 17) % 4 == 0
    assert qr_svg(ADDRESS).split(' d="')[1].startswith("M4 4.5h7")


def test_a_text_that_does_not_fit_is_refused():
    with pytest.raises(ValueError):
        qr_svg("x" * 3000)
