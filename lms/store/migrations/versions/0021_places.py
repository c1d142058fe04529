"""Danger levels of places, as registrars set them."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "place_levels",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_place_levels_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_levels")),
    )
    op.create_index("ix_place_levels_place", "place_levels", ["place", "recorded_at"])
    forbid_changes("place_levels")


def downgrade() -> None:
    """Back."""
    op.drop_table("place_levels")
