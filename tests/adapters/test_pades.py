"""Signatures on certificates: programs of others believe them, and find whatever was changed."""

import io
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from lms.adapters.child import RenderFailed
from lms.adapters.pdf import PdfKey, PdfRenderer, pdf_child
from lms.adapters.system import now
from lms.app import printer
from lms.config import Config
from lms.domain.prints import RANGE, named_signers, sha256
from tests.adapters.test_pdf import CREDENTIAL, FONTS, STANDARD, VALUES


@pytest.fixture(scope="module")
def child():
    """One process for this module; each renderer brings its own key."""
    found = pdf_child()
    yield found
    found.close()


@pytest.fixture(scope="module")
def signed(child, tmp_path_factory):
    """A certificate signed with a key of our own."""
    key = PdfKey(str(tmp_path_factory.mktemp("keys") / "pdf.pem"), "Ministry of Examples", "lms.example.org")
    return PdfRenderer(child, key).certificate(STANDARD, FONTS, VALUES, CREDENTIAL)


def believed(document, certificate):
    """Whether pyHanko finds one certification of the whole file, unchanged, by this certificate."""
    try:
        signature, = PdfFileReader(io.BytesIO(document)).embedded_signatures
        trusted = ValidationContext(trust_roots=[Certificate.load(certificate)], allow_fetching=False)
        with ThreadPoolExecutor(1) as aside:  # pyHanko starts an event loop, and a test in a browser may have left one running here
            status = aside.submit(validate_pdf_signature, signature, trusted).result()
    except Exception:
        return False
    return status.bottom_line and status.docmdp_ok and status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def pdfsig(document, path):
    """What poppler says of a file."""
    path.write_bytes(document)
    return subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout


def test_a_printed_certificate_is_believed_by_a_library_of_others(signed):
    assert believed(signed.content, signed.certificate)
    assert named_signers(signed.content).count(sha256(signed.certificate)) == 1
    subject = x509.load_der_x509_certificate(signed.certificate).subject.rfc4514_string()
    assert subject == "OU=lms.example.org,O=Ministry of Examples,CN=Ministry of Examples"


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="no pdfsig here (Debian: poppler-utils)")
def test_poppler_believes_it_and_finds_a_changed_byte(signed, tmp_path):
    words = pdfsig(signed.content, tmp_path / "a.pdf")
    assert "Signature is Valid" in words and "Total document signed" in words and "ETSI.CAdES.detached" in words
    changed = bytearray(signed.content)
    changed[changed.index(b"stream") + 60] ^= 1
    assert "Signature is Valid" not in pdfsig(bytes(changed), tmp_path / "b.pdf")
    assert "Total document signed" not in pdfsig(signed.content + b"\n% more\n%%EOF\n", tmp_path / "c.pdf")


def test_one_changed_byte_anywhere_is_found(signed):
    start, length, second, rest = map(int, RANGE.search(signed.content).groups())
    assert (start, second + rest) == (0, len(signed.content))
    inside = [length + 1, length + 301, length + 2 * 600]
    for place in [*range(0, length, 997), *range(second, len(signed.content), 97), *inside]:
        changed = bytearray(signed.content)
        changed[place] ^= 2
        assert not believed(bytes(changed), signed.certificate), place


def test_what_was_added_after_the_end_is_found(signed):
    for more in (b"\n", b"% junk", b"\n%%EOF\n"):
        assert not believed(signed.content + more, signed.certificate)


def test_a_page_replaced_by_an_update_is_found(signed):
    writer = IncrementalPdfFileWriter(io.BytesIO(signed.content))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"0 0 m 9 9 l S"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(signed.content) and not believed(out.getvalue(), signed.certificate)


def test_it_is_an_archive_file_with_the_credential_inside(signed):
    reader = PdfReader(io.BytesIO(signed.content))
    root = reader.trailer["/Root"]
    said = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3"' in said and 'pdfaid:conformance="A"' in said and 'pdfuaid:part="1"' in said and "pdfaExtension:schemas" in said
    assert [one["/S"] for one in root["/OutputIntents"]] == ["/GTS_PDFA1"] and root["/MarkInfo"]["/Marked"]
    attached, = (one.get_object() for one in root["/AF"])
    assert attached["/AFRelationship"] == "/Data" and attached["/EF"]["/F"]["/Subtype"] == "/application/json"
    assert reader.attachments == {"credential.json": [CREDENTIAL.encode()]}
    field = root["/AcroForm"]["/Fields"][0].get_object()
    assert field["/TU"] == "Signature of the issuer" and field["/F"] & 4 and reader.pages[0]["/Tabs"] == "/S"


def bundle(path, days, password):
    """A PKCS#12 file of another issuer's RSA key, good from yesterday for so many days."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A ministry")])
    start = now() - timedelta(days=30)
    uses = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False)
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, start, start + timedelta(days=days))
    made = made.add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **uses), critical=True).sign(key, SHA256())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, made, None, BestAvailableEncryption(password)))


def test_a_key_from_a_pkcs12_file_signs_and_one_that_cannot_is_told_plainly(child, tmp_path):
    bundle(tmp_path / "key.p12", 60, b"seven rivers")
    (tmp_path / "word").write_text("seven rivers\n")
    key = PdfKey(str(tmp_path / "unused.pem"), "", "", pkcs12=str(tmp_path / "key.p12"), password_file=str(tmp_path / "word"))
    made = PdfRenderer(child, key).certificate(STANDARD, FONTS, VALUES, CREDENTIAL)
    assert believed(made.content, made.certificate) and b"A ministry" in made.certificate and not (tmp_path / "unused.pem").exists()
    (tmp_path / "word").write_text("wrong")
    bundle(tmp_path / "key.p12", 20, b"seven rivers")
    with pytest.raises(RenderFailed, match="cannot be read from .*key.p12"):
        PdfRenderer(child, key).signer()
    (tmp_path / "word").write_text("seven rivers")
    with pytest.raises(RenderFailed, match="ended on"):
        PdfRenderer(child, key).signer()


def test_a_damaged_key_of_our_own_is_told_and_never_replaced(child, tmp_path):
    (tmp_path / "pdf.pem").write_text("damaged")
    with pytest.raises(RenderFailed, match="cannot be read"):
        PdfRenderer(child, PdfKey(str(tmp_path / "pdf.pem"), "x", "y")).signer()
    assert (tmp_path / "pdf.pem").read_text() == "damaged"


def test_a_key_that_is_named_badly_stops_the_start(tmp_path, monkeypatch):
    monkeypatch.setattr("lms.app.find_spec", lambda name: None)
    with pytest.raises(ValueError, match="keep one of them"):
        printer(Config(data=tmp_path, pdf_key="a.p12", pdf_pkcs11_module="b.so"))
    with pytest.raises(ValueError, match="python-pkcs11, which is not installed"):
        printer(Config(data=tmp_path, pdf_pkcs11_module="b.so"))
    monkeypatch.setattr("lms.app.find_spec", lambda name: True)
    with pytest.raises(ValueError, match="HATO_PDF_PKCS11_KEY is empty"):
        printer(Config(data=tmp_path, pdf_pkcs11_module="b.so"))
    assert printer(Config(data=tmp_path, pdf_pkcs11_module="b.so", pdf_pkcs11_key="k")).child.module == "lms.adapters.pdf_token_worker"
