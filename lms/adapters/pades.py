"""Signs printed certificates (PAdES baseline B-B, no change allowed afterwards); only the child process that prints imports it."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms.adapters.child import Failed
from lms.adapters.system import now, own_file

FIELD = "Issuer"
SPOKEN = "Signature of the issuer"
OUTSIDE = (-2, -2, -2, -2)
"""An empty place outside the page: nothing is drawn, and what reads aloud passes it by."""
LIFE = timedelta(days=3652)
KNOWN: dict[object, Signer] = {}


def file_signer(key: dict[str, Any]) -> Signer:
    """The signer of a key in a file: the PKCS#12 file that is named, else our own, made when there is none. From memory while it is unchanged."""
    path = Path(key["pkcs12"] or key["own"])
    try:
        if not key["pkcs12"]:
            own_file(path, lambda: own_key(key["name"], key["host"]))
        stamp = (str(path), path.stat().st_mtime_ns, path.stat().st_size)
        if stamp not in KNOWN:
            KNOWN.clear()
            KNOWN[stamp] = _pkcs12(path, key["password_file"]) if key["pkcs12"] else _own(path)
        return KNOWN[stamp]
    except (OSError, ValueError, IndexError) as fault:
        raise Failed(f"The key that signs certificates cannot be read from {path}: {fault}") from fault


def own_key(name: str, host: str) -> bytes:
    """A new key (ECDSA P-256) and its certificate, which it signs itself, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = {NameOID.COMMON_NAME: name, NameOID.ORGANIZATION_NAME: name, NameOID.ORGANIZATIONAL_UNIT_NAME: host}
    subject = x509.Name([x509.NameAttribute(oid, words[:64]) for oid, words in who.items()])
    start = now() - timedelta(days=1)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), start, start + LIFE)
    uses = {one: one in ("digital_signature", "content_commitment") for one in USES}
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(x509.KeyUsage(**uses), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + made.sign(key, SHA256()).public_bytes(Encoding.PEM)


USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
    "encipher_only", "decipher_only",
)  # fmt: skip


def _own(path: Path) -> Signer:
    content = path.read_bytes()
    start = content.index(b"-----BEGIN CERTIFICATE-----")
    key, certificate = load_private_key_from_pemder_data(content[:start], None), next(iter(load_certs_from_pemder_data(content[start:])))
    return SimpleSigner(certificate, key, SimpleCertificateStore())


def _pkcs12(path: Path, password_file: str) -> Signer:
    password = Path(password_file).read_bytes().strip() if password_file else None
    return SimpleSigner.load_pkcs12_data(path.read_bytes(), (), password)


def certificate_of(signer: Signer) -> Certificate:
    """The certificate that says whose key it is. Raises Failed when it has ended or not begun."""
    found = signer.signing_cert
    if found is None:
        raise Failed("The key that signs certificates has no certificate of its own beside it.")
    if not found.not_valid_before <= now() <= found.not_valid_after:
        raise Failed(f"The certificate of the key that signs ended on {found.not_valid_after:%Y-%m-%d} or has not begun: put another in its place.")
    return found


def sign(document: bytes, signer: Signer) -> bytes:
    """The document with the issuer's signature, after which any change is a fault."""
    certificate_of(signer)
    asked = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES,
    )  # fmt: skip
    place = SigFieldSpec(FIELD, box=OUTSIDE, readable_field_name=SPOKEN)
    written = PdfSigner(asked, signer, new_field_spec=place).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(document)))
    return bytes(written.getvalue())
