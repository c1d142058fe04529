"""Booklets: how the pages of a course are bound into one document."""

import re
from collections.abc import Mapping
from urllib.parse import urljoin

HEADING = re.compile(r"<(/?)h([234])(?=[ >])")
DETAILS = re.compile(r"<details(?=[ >])")
IDENTITY = re.compile(r'(<h\d id=")')
LINK = re.compile(r'(<a [^<>]*?href=")([^"]*)(")')
PICTURE = re.compile(r'(<img [^<>]*?)src="/media/([0-9a-f]{64})"')
GAP = re.compile(r"\{[a-z0-9][a-z0-9-]{0,63}\}")
OUTSIDE = ("http:", "https:", "mailto:")


def bound(html: str, mark: str, address: str, places: Mapping[str, str], pictures: Mapping[str, str] | None = None) -> str:
    """The clean HTML of a lesson as a part of a larger document; only what stands in its tags changes.

    Its headings begin two levels further down, their ids with `mark`, and what unfolds lies open. A link that leaves the lesson, whose
    page is at `address`, becomes absolute, or one inside the document where `places` (address → anchor) knows it. `pictures` (sha256 →
    data address) puts the pictures into the document: one that is not there leaves its description. None leaves them where they are.
    """

    def link(found: re.Match[str]) -> str:
        target = found[2]
        if target.startswith("#"):
            return f"{found[1]}#{mark}-{target[1:]}{found[3]}"
        whole = target if target.startswith(OUTSIDE) else urljoin(address, target)
        return f"{found[1]}{places.get(whole, whole)}{found[3]}"

    def picture(found: re.Match[str]) -> str:
        if pictures is None:
            return found[0]
        return f'{found[1]}src="{pictures[found[2]]}"' if found[2] in pictures else found[1].rstrip()

    html = HEADING.sub(lambda found: f"<{found[1]}h{int(found[2]) + 2}", html)
    html = IDENTITY.sub(lambda found: f"{found[1]}{mark}-", DETAILS.sub("<details open", html))
    return PICTURE.sub(picture, LINK.sub(link, html))


def gaps(stem: str) -> str:
    """A stem with its gaps as lines to write on."""
    return GAP.sub("________", stem)
