"""How much a request may carry: more than usual only where a page takes files."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])

MOST_CARRIED = 20_000_000
"""Bytes of a request with files: three of 5 MB, with room to say of a larger one that it is too large."""


def carries_files(view: View) -> View:
    """Let a page take files."""
    view.carries_files = True  # type: ignore[attr-defined]
    return view


def allow() -> None:
    """Raise the limit where the page takes files, before anything of the body is read."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method == "POST" and getattr(view, "carries_files", False):
        request.max_content_length = max(MOST_CARRIED, current_app.config["MAX_CONTENT_LENGTH"] or 0)
