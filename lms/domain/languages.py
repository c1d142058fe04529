"""Text in several languages, and which of them a reader gets."""

from collections.abc import Mapping

Words = Mapping[str, str]
"""Language code (`en`, `ja`, `fr` …) → text in that language."""

LANGUAGES = ("en", "ja", "fr")
"""Languages that content may carry."""

INTERFACE = ("en", "ja")
"""Languages that every page can be read in."""

NAMES = {"en": "English", "ja": "日本語", "fr": "Français"}
"""Each language's name in itself."""


def choose(words: Words, lang: str) -> tuple[str, str]:
    """The text for a reader of `lang` and the language it is really in: theirs, else English, else the first there is.

    An empty mapping gives `("", lang)`.
    """
    for code in (lang, "en", *words):
        if code in words:
            return words[code], code
    return "", lang


def text(words: Words, lang: str) -> str:
    """The text alone, where it does not matter which language was found."""
    return choose(words, lang)[0]


class Sentence(str):
    """A sentence for a person, in English; keeps its template and values so that the web can say it in another language."""

    template: str
    values: Mapping[str, object]


def say(template: str, **values: object) -> Sentence:
    """Mark a sentence for translation and fill in its `%(name)s` values."""
    sentence = Sentence(template % values if values else template)
    sentence.template, sentence.values = template, values
    return sentence
