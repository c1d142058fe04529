"""A roster as a file to take away, and as JSON."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, jsonify, render_template

from lms.domain.languages import text
from lms.services.roster import Roster
from lms.web.context import house, lang
from lms.web.markup import style_block
from lms.web.narrowing import narrowed, said

COLUMNS = ("name", "name_local", "id", "last_day", "missing", "duty", "version", "day", "known", "list", "filters", "ledger_size", "ledger_root")
FORMULA = tuple("=+-@\t\r＝＋－＠")


def body(page: Roster) -> dict[str, Any]:
    """The list as JSON can hold it."""
    return {
        "duty": page.requirements.key, "version": page.requirements.version, "day": page.day.isoformat(), "known": page.known.isoformat(),
        "situation": dict(page.situation), "list": page.kind.value, "before": page.before.isoformat(), "q": page.search,
        "filters": said(page.traits), "more": page.more,
        "ledger": {"size": page.size, "root": page.root},
        "following": {"done": page.following[0], "total": page.following[1]} if page.following else None,
        "people": [
            {
                "id": one.id, "name": one.name, "name_local": one.name_local, "last_day": one.last.isoformat() if one.last else None,
                "missing": list(one.missing),
            }
            for one in page.people
        ],
    }  # fmt: skip


def file(page: Roster, kind: str) -> Response:
    """The list as a file; no cell of the table is taken for a formula."""
    response = jsonify(body(page)) if kind == "json" else Response(_table(page), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{page.requirements.key}-{page.day}-{page.kind}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def sheets(page: Roster) -> str:
    """The list as a page that stands alone, for the printer."""
    style = style_block((house().home / "static" / "proof.css").read_text("utf-8"))
    terms = house().terms
    address = f"{terms.base_url}/{lang()}/ledger"
    return render_template("roster/paper.html", page=page, style=style, issuer=terms.issuer, narrowed=narrowed(page), address=address)


def paper(page: Roster, content: bytes) -> Response:
    """The printed list as a file."""
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{page.requirements.key}-{page.day}-{page.kind}.pdf"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


def _table(page: Roster) -> bytes:
    same = (page.requirements.key, page.requirements.version, page.day, page.known, page.kind.value, narrowed(page), page.size, page.root)
    missing = {one.id: "; ".join(text(page.texts[key], lang()) for key in one.missing) for one in page.people}
    return sheet(COLUMNS, [(one.name, one.name_local, one.id, one.last or "", missing[one.id], *same) for one in page.people])


def sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV that spreadsheets read as UTF-8; no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_defused(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell
