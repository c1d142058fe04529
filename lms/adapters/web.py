"""Reads small pages of other sites: over http or https, within limits, following nobody elsewhere."""

import http.client
import urllib.error
import urllib.request

from lms.domain.languages import say
from lms.errors import Busy, Invalid

SECONDS = 20
LARGEST = 1_000_000


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *given: object, **more: object) -> None:
        """An address that leads elsewhere is not the one that was named."""
        return


def fetch(address: str) -> str:
    """The text under an address; raises Invalid for what is no web address, Busy when it cannot be read."""
    if not address.startswith(("https://", "http://")):
        raise Invalid(address=say("An address begins with https://."))
    try:
        with urllib.request.build_opener(_Stay).open(address, timeout=SECONDS) as answer:
            content = answer.read(LARGEST + 1)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise Busy(say("%(address)s cannot be read: %(fault)s", address=address, fault=str(fault))) from None
    if len(content) > LARGEST:
        raise Busy(say("%(address)s cannot be read: %(fault)s", address=address, fault="too large"))
    return str(content.decode("utf-8", "replace"))
