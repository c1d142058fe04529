"""Keys that never leave their token (PKCS#11): smart cards, USB tokens, security modules; needs the package python-pkcs11."""

from pathlib import Path
from typing import Any

from pkcs11 import PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import Signer

from lms.adapters.child import Failed

KNOWN: dict[str, Signer] = {}


def token_signer(key: dict[str, Any]) -> Signer:
    """The signer of a key on a token, with the certificate of the same label; its session stays open as long as the process lives."""
    name = f"{key['module']} {key['token']} {key['label']}"
    if name not in KNOWN:
        try:
            pin = Path(key["pin_file"]).read_text("utf-8").strip() if key["pin_file"] else None
            session = open_pkcs11_session(key["module"], token_criteria=TokenCriteria(label=key["token"] or None), user_pin=pin)
            signer = PKCS11Signer(session, cert_label=key["label"], key_label=key["label"])
            signer.signing_cert  # noqa: B018 - read now, so that a wrong label is told here
        except (OSError, PKCS11Error, SigningError) as fault:
            raise Failed(f"The token that signs certificates cannot be used: {type(fault).__name__} {fault}".rstrip()) from fault
        KNOWN[name] = signer
    return KNOWN[name]
