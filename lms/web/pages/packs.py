"""What keeps a course on a device: the pack, its size, the worker, and the page for a lost line."""

import gzip
import hashlib
import json

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from lms.web.context import house
from lms.web.frame import FOREVER, static
from lms.web.packs import SHELL, nobody, pack

bp = Blueprint("packs", __name__)


@bp.get("/<lang:lang>/courses/<slug:course>/pack")
def show(course: str) -> ResponseReturnValue:
    """The pack; with `v`, its version, it may be kept for ever."""
    made = pack(course)
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(made.packed if zipped else gzip.decompress(made.packed), content_type="application/json")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER if request.args.get("v") == made.version else "no-cache"
    response.set_etag(made.version)
    return response.make_conditional(request)


@bp.get("/<lang:lang>/courses/<slug:course>/pack/size")
def size(course: str) -> ResponseReturnValue:
    """What the pack weighs, before it is fetched: bytes of the compressed text, and of pictures and files."""
    made = pack(course)
    return jsonify(version=made.version, title=made.title, pages=made.pages, text=len(made.packed), files=made.files)


@bp.get("/<lang:lang>/offline")
def offline() -> ResponseReturnValue:
    """Which courses are on this device; shown in place of a page that cannot be reached. The same for everybody."""
    return nobody(request.path, "packs/offline.html")


@bp.get("/sw.js")
def worker() -> ResponseReturnValue:
    """The worker, with the files that it keeps and a word that changes with them."""
    source = (house().home / "static" / "sw.js").read_text()
    pages = [url_for("packs.offline", lang=code) for code in current_app.config["LANGUAGES"]]
    core = [*map(static, SHELL), *pages]
    build = hashlib.sha256("".join([source, *core, *(nobody(one, "packs/offline.html") for one in pages)]).encode()).hexdigest()[:12]
    filled = source.replace("%BUILD%", build).replace('"%CORE%"', json.dumps(core))
    return Response(filled, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
