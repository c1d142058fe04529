"""The ledger's checkpoints and proofs, for whoever wants to keep watch; no account needed."""

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from lms.errors import Invalid
from lms.services import checkpoints
from lms.web.api.bodies import plain
from lms.web.context import work
from lms.web.query import whole

bp = Blueprint("api_ledger", __name__, url_prefix="/api/v1/ledger")
DIGITS = 15


@bp.get("/key")
def key() -> ResponseReturnValue:
    """The public key of the checkpoints, as `name+hash+base64`."""
    with work() as uow:
        found = checkpoints.verifier(uow)
    return Response(f"{found}\n", content_type="text/plain; charset=utf-8")


@bp.get("/checkpoint")
def checkpoint() -> ResponseReturnValue:
    """The newest signed checkpoint, or that of `size`, as a signed note."""
    size = _number("size") if "size" in request.args else None
    with work() as uow:
        found = checkpoints.newest(uow, size)
    return Response(found.note, content_type="text/plain; charset=utf-8")


@bp.get("/inclusion")
def inclusion() -> ResponseReturnValue:
    """The path from entry `number` to the root of the checkpoint of `size`."""
    with work() as uow:
        found = checkpoints.inclusion(uow, _number("number"), _number("size"))
    return jsonify(number=found.first, size=found.size, leaf=found.leaf, root=found.root, path=plain(found.path))


@bp.get("/consistency")
def consistency() -> ResponseReturnValue:
    """The proof that the checkpoint of `size` continues the tree of size `old`."""
    with work() as uow:
        found = checkpoints.consistency(uow, _number("old"), _number("size"))
    return jsonify(old=found.first, size=found.size, root=found.root, path=plain(found.path))


def _number(name: str) -> int:
    found = whole(request.args.get(name, ""), DIGITS)
    if found is None:
        raise Invalid(**{name: "Send a whole number."})
    return found
