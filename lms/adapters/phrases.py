"""Where a Japanese title may break."""

from functools import lru_cache

import budoux

_PARSER = budoux.load_default_japanese_parser()


@lru_cache(maxsize=2000)
def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a Japanese text, in order; together they are the text."""
    return tuple(_PARSER.parse(text))
