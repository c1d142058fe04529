"""Booklets that were made."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "booklets",
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("lang", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=200), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_booklets_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", "lang", "version", name=op.f("pk_booklets")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("booklets")
