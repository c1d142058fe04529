"""The one place where a text becomes HTML: only what the sanitiser made at publication comes here."""

import re
from collections.abc import Callable, Sequence

from markupsafe import Markup

_TAG = re.compile(r"(<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>)")


def clean(html: str) -> Markup:
    """HTML that was sanitised when its edition was published."""
    return Markup(html)


def with_gaps(html: str, keys: Sequence[str], make: Callable[[str, int], Markup]) -> Markup:
    """Clean HTML with `make(key, number)` in the place of each gap `{key}`; a gap that is lost in a tag stands at the end."""
    parts = _TAG.split(html)
    lost = []
    for number, key in enumerate(keys, 1):
        place = next((n for n, part in enumerate(parts) if not n % 2 and f"{{{key}}}" in part), None)
        if place is None:
            lost.append(make(key, number))
            continue
        before, _, after = parts[place].partition(f"{{{key}}}")
        parts[place : place + 1] = [before, make(key, number), after]
    return Markup("".join([*parts, *lost]))


def sentence_of(text: str) -> Markup:
    """A sentence of the catalogues, which are ours; what is filled into it is escaped."""
    return Markup(text)


def hidden_token(token: str) -> Markup:
    """The hidden field that every form carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(token)


def style_block(css: str) -> Markup:
    """A style sheet of ours, for a file that has to stand alone."""
    return Markup("<style>\n{}</style>").format(Markup(css))


def script_block(source: str) -> Markup:
    """A script of ours, for a file that has to stand alone; it runs once the page is there."""
    return Markup('<script type="module">\n{}</script>').format(Markup(source))


def phrases_with(split: object) -> object:
    """A filter that offers a break between the phrases of a Japanese title; `split` gives the phrases of a text."""

    def phrases(text: str) -> Markup:
        if not any("\u3040" <= one <= "\u9fff" for one in text):
            return Markup.escape(text)
        return Markup("<wbr>").join(split(text))  # type: ignore[operator]

    return phrases
