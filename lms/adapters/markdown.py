"""Markdown to clean HTML, made in a child process that cannot hang or exhaust the server."""

from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from importlib.metadata import version

from lms.adapters.child import Child

PROFILE = 1
RENDERER_VERSION = f"{PROFILE}-{version('markdown')}-{version('nh3')}"
"""Part of the key under which rendered HTML is kept: raise PROFILE when the same source would give other HTML."""

BATCH = 60_000


def markdown_child() -> Child:
    """The process that `Renderer` asks."""
    return Child("lms.adapters.markdown_worker", seconds=10, megabytes=512, calls=500)


class Renderer:
    """Renders Markdown in `child`; safe to share between threads."""

    def __init__(self, child: Child) -> None:
        self.child = child

    def render(self, sources: Sequence[str], *, inline: bool = False, images: Mapping[str, str] | None = None) -> list[str]:
        """Clean HTML of each source, in their order.

        `inline`: for a question or an option; a single paragraph loses its <p>, headings get no id.
        `images`: what a text calls a file (`images/x.svg`) → its address on this site (`/media/…`); also followed by
        links. A picture that is not among them leaves only its description.
        Raises Invalid(source=…) with line and reason, RenderFailed when a text takes too long, Busy.
        """
        pages: list[str] = []
        for batch in _batches(sources):
            answer = self.child.call({"sources": batch, "images": dict(images or {}), "inline": inline})
            pages += answer["pages"]
        return pages


def _batches(sources: Sequence[str]) -> Iterator[list[str]]:
    """The sources in portions small enough for the time limit of one call."""
    batch: list[str] = []
    size = 0
    for source in sources:
        if batch and size + len(source) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(source)
        size += len(source)
    if batch:
        yield batch


def headings(html: str) -> list[tuple[str, str]]:
    """(id, text) of every h2 of a rendered page, for *On this page*."""
    reader = _Headings()
    reader.feed(html)
    reader.close()
    return [(key, " ".join(text.split())) for key, text in reader.found]


class _Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a heading."""
        key = dict(attrs).get("id")
        if tag == "h2" and key:
            self.found.append((key, ""))
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        """Closes a heading."""
        self._inside = self._inside and tag != "h2"

    def handle_data(self, data: str) -> None:
        """Collects a heading's words."""
        if self._inside:
            key, text = self.found[-1]
            self.found[-1] = key, text + data
