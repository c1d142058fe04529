"""Pictures of published editions."""

from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.errors import NotFound
from lms.services.work import UnitOfWork
from lms.store import editions


def picture(uow: UnitOfWork, sha256: str) -> tuple[str, bytes]:
    """Path and content of a picture by its hash."""
    uow.authorize(Action.READ_LESSON)
    row = editions.file_by_hash(uow.db, sha256)
    if row is None or row.path.endswith((".md", ".yaml")):
        raise NotFound(say("There is no such picture."))
    return row.path, row.content
