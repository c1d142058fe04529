"""Whose key signs, and what the page says of a file that somebody was given."""

import io
import re

from lms.services import certificates, jobs, record
from tests.services.test_attempts import do, finish_course


def test_a_file_with_something_added_is_told_and_the_certificate_of_the_key_can_be_fetched(house, cast, app):
    finish_course(house, cast.aiko)
    while jobs.run_one(house):
        pass
    code = do(house, cast.aiko, record.show, writes=False).certificates[0].code
    pdf, view = do(house, cast.aiko, certificates.download, code, writes=False)
    client = app.test_client()
    page = client.get(f"/en/certificates/{code}").text
    assert "/.well-known/pdf-signer.cer" in page and len(view.signer) == 64
    fetched = client.get("/.well-known/pdf-signer.cer")
    assert fetched.status_code == 200 and fetched.data.startswith(b"\x30\x82") and fetched.content_type == "application/pkix-cert"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    fields = {"csrf_token": token, "file": (io.BytesIO(pdf + b"x"), "a.pdf")}
    assert "something was added after its end" in client.post(f"/en/certificates/{code}", data=fields).text
