"""Signers: whose key signs printed certificates, for those who want to trust it."""

import base64
from typing import Any

from lms.adapters.pdf import PdfSigner
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.domain.prints import sha256
from lms.services.work import UnitOfWork, existing
from lms.store import signers


def keep(uow: UnitOfWork, certificate: bytes) -> str:
    """Keep the certificate (DER) of a key that signed, once and for ever; gives its hash. A step of keeping a print."""
    name = sha256(certificate)
    if not signers.get(uow.db, name):
        signers.add(uow.db, sha256=name, certificate=base64.b64encode(certificate).decode(), since=uow.now)
        uow.record(Action.KEEP_SIGNER, uow.new_id(), None, sha256=name)
    return name


def newest(uow: UnitOfWork) -> bytes:
    """The certificate (DER) of the key that signs, for whoever wants to trust it. Raises NotFound before the first print."""
    uow.authorize(Action.READ_SIGNER)
    found: Any = existing(signers.newest(uow.db), say("No certificate has been printed and signed yet."))
    return base64.b64decode(found.certificate)


def present(uow: UnitOfWork) -> PdfSigner:
    """Whose key would sign now; slow, and needs no database. Raises RenderFailed when it cannot be used."""
    uow.authorize(Action.OPERATE)
    return uow.house.pdf.signer()
