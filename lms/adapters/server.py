"""The WSGI server."""

from collections.abc import Callable
from typing import Any

import waitress


def serve(application: Callable[..., Any], *, host: str, port: int, threads: int, connection_limit: int, body_limit: int, behind_proxy: bool) -> None:
    """Answer requests until told to stop. Requests are read whole before a thread takes them, so slow lines hold no thread."""
    waitress.serve(
        application, host=host, port=port, threads=threads, connection_limit=connection_limit, channel_timeout=60, ident=None,
        max_request_body_size=body_limit, max_request_header_size=32_768, clear_untrusted_proxy_headers=not behind_proxy, asyncore_use_poll=True,
    )  # fmt: skip
