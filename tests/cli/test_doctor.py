"""`hato doctor`."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from lms.adapters.child import RenderFailed
from lms.adapters.pdf import PdfSigner
from lms.cli.doctor import signature


def signing(answer):
    """A house whose key answers so, on 24 November 2026."""
    return SimpleNamespace(pdf=SimpleNamespace(signer=answer), clock=lambda: datetime(2026, 11, 24, tzinfo=UTC))


def test_the_doctor_names_the_key_that_signs_and_when_it_ends():
    def ending(days):
        return signature(signing(lambda: PdfSigner(b"x", "Common Name: A ministry", f"{datetime(2026, 11, 24) + timedelta(days=days):%Y-%m-%d}")))

    assert ending(91).startswith("Certificates are signed by Common Name: A ministry until 2027-02-23 (SHA-256 2d711642") and "soon" not in ending(91)
    assert "put another key in its place" in ending(89)


def test_the_doctor_says_why_no_certificate_can_be_printed():
    def failing():
        raise RenderFailed("The key that signs certificates cannot be read from a.p12: wrong password")

    assert signature(signing(failing)) == "No certificate can be printed. The key that signs certificates cannot be read from a.p12: wrong password"
