"""Signed credentials of certificates, and the keys that ever signed."""

import random

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PLACES, FULL = 131_072, 65_536
TABLES = ("badges", "badge_places", "badge_keys")


def serve_those_already_issued() -> None:
    """Give each certificate there is a place by lot, and put a job for its credential into the outbox."""
    of = sa.table("certificates", sa.column("id", sa.Uuid(as_uuid=False)), sa.column("issued_at", sa.DateTime(timezone=True)))
    jobs = sa.table(
        "jobs", sa.column("id", sa.Uuid(as_uuid=False)), sa.column("kind", sa.String), sa.column("payload", sa.JSON), sa.column("once", sa.String),
        sa.column("created_at", sa.DateTime(timezone=True)), sa.column("due_at", sa.DateTime(timezone=True)), sa.column("tries", sa.Integer),
    )  # fmt: skip
    rows = [
        {"id": one.id, "kind": "badge", "payload": {"certificate": one.id}, "once": f"badge:{one.id}", "created_at": one.issued_at,
         "due_at": one.issued_at, "tries": 0} for one in op.get_bind().execute(sa.select(of))
    ]  # fmt: skip
    columns = (sa.column("certificate_id", sa.Uuid(as_uuid=False)), sa.column("list", sa.Integer), sa.column("place", sa.Integer))
    places = sa.table("badge_places", *columns)
    given: list[dict[str, object]] = []
    for start in range(0, len(rows), FULL):
        part = rows[start : start + FULL]
        numbers = random.SystemRandom().sample(range(PLACES), len(part))
        given += [{"certificate_id": one["id"], "list": start // FULL + 1, "place": number} for one, number in zip(part, numbers, strict=True)]
    if rows:
        op.bulk_insert(places, given)
        op.bulk_insert(jobs, rows)


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "badges",
        sa.Column("certificate_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name=op.f("fk_badges_certificate_id")),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_badges")),
    )
    op.create_table(
        "badge_places",
        sa.Column("certificate_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("list", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name=op.f("fk_badge_places_certificate_id")),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_badge_places")),
        sa.UniqueConstraint("list", "place", name=op.f("uq_badge_places_list_place")),
    )
    op.create_table(
        "badge_keys",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("multikey", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_badge_keys")),
        sa.UniqueConstraint("multikey", name=op.f("uq_badge_keys_multikey")),
    )
    forbid_changes(*TABLES)
    serve_those_already_issued()


def downgrade() -> None:
    """Back."""
    op.execute("DELETE FROM jobs WHERE kind = 'badge'")
    for table in reversed(TABLES):
        op.drop_table(table)
