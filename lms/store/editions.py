"""Published editions: their sealed files, their compiled values, their rendered pages."""

from typing import Any

from sqlalchemy import Boolean, Column, Integer, LargeBinary, PrimaryKeyConstraint, Row, Table, UniqueConstraint, func, not_, or_, select

from lms.store.base import Db, identity, instant, key, metadata, refers, value

editions = Table(
    "editions",
    metadata,
    identity(),
    key("course"),
    Column("number", Integer, nullable=False),
    key("seal"),
    key("change"),
    value("compiled"),
    Column("bytes", Integer, nullable=False),
    instant("published_at"),
    refers("published_by", "people", nullable=True),
    Column("withdrawn", Boolean, nullable=False, default=False),
    UniqueConstraint("course", "number"),
    UniqueConstraint("course", "seal"),
)

edition_files = Table(
    "edition_files",
    metadata,
    refers("edition_id", "editions"),
    key("path"),
    key("sha256", index=True),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("edition_id", "path"),
)

renderings = Table(
    "renderings",
    metadata,
    refers("edition_id", "editions"),
    key("part"),
    key("lang"),
    key("renderer"),
    value("body"),
    PrimaryKeyConstraint("edition_id", "part", "lang", "renderer"),
)


def add(db: Db, files: dict[str, tuple[str, bytes]], **columns: Any) -> None:
    """Keep a new edition and its files (path → sha256, content)."""
    db.execute(editions.insert().values(**columns))
    rows = [{"edition_id": columns["id"], "path": path, "sha256": sha, "content": content} for path, (sha, content) in files.items()]
    db.execute(edition_files.insert(), rows)


def latest(db: Db) -> list[Row[Any]]:
    """Id, course, number and seal of each course's newest edition that is not withdrawn, without the compiled values."""
    newest = (
        select(editions.c.course, func.max(editions.c.number).label("number")).where(~editions.c.withdrawn).group_by(editions.c.course).subquery()
    )
    columns = (editions.c.id, editions.c.course, editions.c.number, editions.c.seal, editions.c.published_at)
    both = editions.join(newest, (editions.c.course == newest.c.course) & (editions.c.number == newest.c.number))
    return list(db.execute(select(*columns).select_from(both).order_by(editions.c.course)))


def newest_number(db: Db, course: str) -> int:
    """The number of a course's newest edition, 0 when there is none."""
    return db.execute(select(func.max(editions.c.number)).where(editions.c.course == course)).scalar_one() or 0


def get(db: Db, edition_id: str) -> Any:
    """One edition with its compiled values."""
    return db.execute(select(editions).where(editions.c.id == edition_id)).first()


def published(db: Db, edition_id: str) -> Any:
    """Size and moment of one edition, without its compiled values."""
    return db.execute(select(editions.c.bytes, editions.c.published_at).where(editions.c.id == edition_id)).first()


def by_seal(db: Db, course: str, seal: str) -> Any:
    """The edition of a course with this seal."""
    return db.execute(select(editions.c.id, editions.c.number).where(editions.c.course == course, editions.c.seal == seal)).first()


def file_by_hash(db: Db, sha256: str) -> Any:
    """A picture by its hash: path and content."""
    found = select(edition_files.c.path, edition_files.c.content).where(edition_files.c.sha256 == sha256)
    return db.execute(found.limit(1)).first()


def rendering(db: Db, edition_id: str, part: str, lang: str, renderer: str) -> Any:
    """A rendered part of an edition, or None."""
    one = (renderings.c.edition_id == edition_id, renderings.c.part == part, renderings.c.lang == lang, renderings.c.renderer == renderer)
    return db.execute(select(renderings.c.body).where(*one)).scalar()


def lessons(db: Db, edition_id: str, renderer: str) -> dict[tuple[str, str], Any]:
    """(lesson, language) → its rendered page, for every lesson of an edition."""
    mine = (renderings.c.edition_id == edition_id, renderings.c.renderer == renderer, renderings.c.part.startswith("lesson:"))
    rows = db.execute(select(renderings.c.part, renderings.c.lang, renderings.c.body).where(*mine))
    return {(row.part.removeprefix("lesson:"), row.lang): row.body for row in rows}


def pictures(db: Db, edition_id: str) -> dict[str, tuple[str, bytes]]:
    """Hash → path and content, for every picture of an edition."""
    columns = (edition_files.c.sha256, edition_files.c.path, edition_files.c.content)
    text = [edition_files.c.path.endswith(ending) for ending in (".md", ".yaml")]
    rows = db.execute(select(*columns).where(edition_files.c.edition_id == edition_id, not_(or_(*text))))
    return {row.sha256: (row.path, row.content) for row in rows}


def rendered(db: Db, edition_id: str, renderer: str) -> int:
    """How many parts a renderer has made of an edition."""
    mine = select(func.count()).select_from(renderings)
    return db.execute(mine.where(renderings.c.edition_id == edition_id, renderings.c.renderer == renderer)).scalar_one()


def add_renderings(db: Db, edition_id: str, renderer: str, parts: dict[tuple[str, str], Any]) -> None:
    """Keep rendered parts ((part, language) → JSON value)."""
    rows = [{"edition_id": edition_id, "renderer": renderer, "part": part, "lang": lang, "body": body} for (part, lang), body in parts.items()]
    if rows:
        db.execute(renderings.insert(), rows)


def hashes(db: Db, course: str) -> list[dict[str, str]]:
    """Path → hash of the files of each edition of a course, oldest first."""
    columns = (editions.c.number, edition_files.c.path, edition_files.c.sha256)
    joined = editions.join(edition_files, edition_files.c.edition_id == editions.c.id)
    found: dict[int, dict[str, str]] = {}
    for number, path, sha256 in db.execute(select(*columns).select_from(joined).where(editions.c.course == course).order_by(editions.c.number)):
        found.setdefault(number, {})[path] = sha256
    return list(found.values())


def ids(db: Db, course: str) -> list[str]:
    """Ids of every edition of a course, newest first."""
    return list(db.scalars(select(editions.c.id).where(editions.c.course == course).order_by(editions.c.number.desc())))
