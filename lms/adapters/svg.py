"""Pictures drawn on the server as SVG text: no script, no library, colours by CSS class."""

from dataclasses import dataclass
from datetime import date
from html import escape

WIDTH, NAMES, ROW, EDGE = 640, 190, 34, 24
"""Of the picture, of the column of names, the height of a row and the space at the end; in user units."""

LOOKS = {"valid": "span", "soon": "span-soon", "over": "span-over"}


@dataclass(frozen=True, slots=True)
class Span:
    """One bar. `until` is the last day, None for no end; `look` is valid, soon (lapses soon) or over; `words` say the same for a reader."""

    name: str
    since: date
    until: date | None
    look: str
    words: str


def timeline(spans: tuple[Span, ...], today: date, title: str) -> str:
    """Bars over years with a line at today. The text is escaped; the page gives the same facts in words beside it."""
    first = min((today, *(span.since for span in spans))).year
    last = max((today, *(span.until or today for span in spans))).year + 1
    start, days = date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal() - date(first, 1, 1).toordinal()

    def across(day: date) -> int:
        return NAMES + (day.toordinal() - start) * (WIDTH - NAMES - EDGE) // days

    foot = len(spans) * ROW + 8
    parts = [_year(year, across(date(year, 1, 1)), foot) for year in range(first, last + 1)]
    for number, span in enumerate(spans):
        end = WIDTH - EDGE if span.until is None else across(span.until)
        parts.append(_bar(span, number * ROW + 6, across(span.since), end))
    parts.append(f'<line class="now" x1="{across(today)}" x2="{across(today)}" y1="0" y2="{foot}"/>')
    label = escape(title)
    return f'<svg class="timeline" viewBox="0 0 {WIDTH} {foot + 24}" role="img" aria-label="{label}" direction="ltr">{"".join(parts)}</svg>'


def _year(year: int, x: int, foot: int) -> str:
    line = f'<line class="tick" x1="{x}" x2="{x}" y1="0" y2="{foot}"/>'
    return f'{line}<text class="axis" x="{x}" y="{foot + 18}" text-anchor="middle">{year}</text>'


def _bar(span: Span, y: int, since: int, until: int) -> str:
    name, words, width = escape(span.name), escape(span.words), max(until - since, 3)
    text = f'<text class="name" x="{NAMES - 12}" y="{y + 15}" text-anchor="end">{name}</text>'
    bar = f'<rect class="{LOOKS[span.look]}" x="{since}" y="{y}" width="{width}" height="20" rx="4"/>'
    return f"{text}<g><title>{name}: {words}</title>{bar}</g>"
