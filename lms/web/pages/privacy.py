"""The privacy notice."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

bp = Blueprint("privacy", __name__)


@bp.get("/<lang:lang>/privacy")
def notice() -> ResponseReturnValue:
    """What is kept about a person, why and for how long."""
    return render_template("privacy/notice.html")
