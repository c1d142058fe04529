"""A visitor without a browser: reads a page, follows its links by their words, presses its buttons; never an address of its own."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient

INLINE = frozenset("a abbr b bdi cite code em i small span strong wbr".split())


@dataclass
class Form:
    """A form as the page offers it: fields with their values, choices of each, buttons by their words."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects links, forms and text."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.text: list[str] = []
        self._open: list[tuple[str, dict[str, str | None], int]] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in INLINE:
            self.text.append(" ")
        if tag in ("a", "button", "textarea", "script", "style", "title"):
            self._open.append((tag, given, len(self.text)))
        if tag == "form":
            self._form = Form(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self._form)
        if self._form and tag == "input":
            self._input(given)
        if self._form and tag == "select":
            self._select = given["name"] or ""
            self._form.choices.setdefault(self._select, [])
        if self._form and tag == "option" and self._select:
            value = given.get("value") or ""
            self._form.choices[self._select].append(value)
            if "selected" in given or not any(name == self._select for name, _ in self._form.fields):
                self._form.fields = [one for one in self._form.fields if one[0] != self._select] + [(self._select, value)]

    def _input(self, given: dict[str, str | None]) -> None:
        name, kind, value = given.get("name"), given.get("type") or "text", given.get("value") or ""
        if not name or self._form is None:
            return
        if kind in ("radio", "checkbox"):
            self._form.choices.setdefault(name, []).append(value)
            if "checked" not in given:
                return
        self._form.fields.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.text.append(" ")
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""
        if self._open and self._open[-1][0] == tag:
            kind, given, start = self._open.pop()
            words = " ".join("".join(self.text[start:]).split())
            if kind == "a" and given.get("href"):
                self.links.append((words, given["href"] or ""))
            if kind == "button" and self._form:
                self._form.buttons.append((words, given.get("name") or "", given.get("value") or ""))
            if kind == "textarea" and self._form and given.get("name"):
                self._form.fields.append((given["name"] or "", "".join(self.text[start:]).strip()))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


class Surfer:
    """One person at one browser without a script."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.url = "/"
        self.status = 0
        self.html = ""
        self.headers: dict[str, str] = {}
        self._page = _Reader()

    def open(self, url: str, **sent: object) -> "Surfer":
        """Type an address (where somebody would: a start page, a bookmark, a QR code)."""
        return self._take(self.client.get(url, follow_redirects=True, **sent))

    def follow(self, words: str) -> "Surfer":
        """Click the link that says so."""
        for text, href in self._page.links:
            if re.search(words, text):
                return self.open(urljoin(self.url, href))
        raise AssertionError(f"no link says {words!r} on {self.url}: {[text for text, _ in self._page.links]}")

    def press(self, words: str, **typed: object) -> "Surfer":
        """Fill in what is typed (a list for several boxes) and press the button that says so."""
        for form in self._page.forms:
            for text, name, value in form.buttons:
                if re.search(words, text):
                    return self._send(form, [(name, value)] if name else [], typed)
        raise AssertionError(f"no button says {words!r} on {self.url}: {[one[0] for form in self._page.forms for one in form.buttons]}")

    def has(self, words: str) -> bool:
        """Whether the page says so."""
        return words in self.text

    @property
    def text(self) -> str:
        """What the page says."""
        return " ".join("".join(self._page.text).split())

    @property
    def links(self) -> list[tuple[str, str]]:
        """(words, absolute path) of every link on this site."""
        found = [(text, urljoin(self.url, href)) for text, href in self._page.links]
        return [(text, href) for text, href in found if not urlsplit(href).scheme or href.startswith("http://localhost")]

    @property
    def forms(self) -> list[Form]:
        """Every form on the page."""
        return self._page.forms

    def _send(self, form: Form, extra: list[tuple[str, str]], typed: dict[str, object]) -> "Surfer":
        keys = {name.replace("_", "-"): name for name in typed} | {name: name for name in typed}
        known = {name for name, _ in form.fields} | set(form.choices)
        unknown = [name for name in typed if name not in known and name.replace("_", "-") not in known]
        assert not unknown, f"the form has no field {unknown}; it has {sorted(known)}"
        data: dict[str, list[str]] = {}
        for name, value in [*form.fields, *extra]:
            if name not in keys:
                data.setdefault(name, []).append(value)
        for name in known & set(keys):
            given = typed[keys[name]]
            data[name] = list(given) if isinstance(given, (list, tuple)) else [str(given)]
            if form.choices.get(name):
                assert set(data[name]) <= set(form.choices[name]), f"{name} offers {form.choices[name]}, not {data[name]}"
        url = urljoin(self.url, form.action or self.url)
        if form.method == "get":
            return self._take(self.client.get(url, query_string=data, follow_redirects=True))
        return self._take(self.client.post(url, data=data, follow_redirects=True))

    def _take(self, response: object) -> "Surfer":
        self.status = response.status_code  # type: ignore[attr-defined]
        self.url = response.request.full_path.rstrip("?")  # type: ignore[attr-defined]
        self.headers = dict(response.headers)  # type: ignore[attr-defined]
        kind = response.content_type or ""  # type: ignore[attr-defined]
        self.html = response.text if kind.startswith(("text/", "application/json", "application/problem")) else ""  # type: ignore[attr-defined]
        self._page = _Reader()
        self._page.feed(self.html)
        return self
