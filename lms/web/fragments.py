"""Pieces of a page that many pages share: each sentence found, and each fragment filled in, once for a language."""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from flask import Flask, url_for
from flask_babel import get_translations
from markupsafe import Markup

from lms.web.context import lang
from lms.web.markup import sentence_of
from lms.web.memory import remember

SENTENCES, FRAGMENTS, ADDRESSES = 5000, 4000, 5000


def install(app: Flask) -> None:
    """Give every template `_`, `gettext`, `ngettext`, `url` and `kept`. What is found is kept for the life of the application."""

    @lru_cache(SENTENCES)
    def sentence(here: str, english: str) -> Markup:
        return sentence_of(get_translations().ugettext(english))

    def say(english: str, **values: Any) -> Markup:
        return sentence(lang(), english) % values

    def count(one: str, many: str, num: int, **values: Any) -> Markup:
        return sentence_of(get_translations().ungettext(one, many, num)) % {"num": num, **values}

    fragments: dict[Hashable, Markup] = {}

    def kept(key: Hashable, make: Callable[..., Markup], *values: Any) -> Markup:
        """What macro `make` gives for `values`, from memory when this key was asked for before; the key names all they say."""
        known = (lang(), key)
        found = fragments.get(known)
        if found is None:
            found = remember(fragments, FRAGMENTS, known, make(*values))
        return found

    @lru_cache(ADDRESSES)
    def address(here: str, endpoint: str, *values: tuple[str, Any]) -> str:
        return url_for(endpoint, **dict(values))

    def url(endpoint: str, **values: Any) -> str:
        """The address of a page; the same on every page of a language, so it is put together once."""
        return address(lang(), endpoint, *values.items())

    app.jinja_env.globals.update(url=url, _=say, gettext=say, ngettext=count, kept=kept)
