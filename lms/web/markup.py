"""The one place where a text becomes HTML: only what the sanitiser made at publication comes here."""

from markupsafe import Markup


def clean(html: str) -> Markup:
    """HTML that was sanitised when its edition was published."""
    return Markup(html)


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
