"""Every result an attempt has had."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; what has been handed in already gets the result it has as its first."""
    op.create_table(
        "gradings",
        sa.Column("attempt_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("grade", sa.JSON(), nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("graded_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint("points >= 0 AND points <= out_of", name=op.f("ck_gradings_points")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_gradings_attempt_id")),
        sa.ForeignKeyConstraint(["graded_by"], ["people.id"], name=op.f("fk_gradings_graded_by")),
        sa.PrimaryKeyConstraint("attempt_id", "number", name=op.f("pk_gradings")),
    )
    op.execute(
        "INSERT INTO gradings (attempt_id, number, why, reason, points, out_of, percent, passed, grade, graded_at) "
        "SELECT id, 1, 'submitted', '', points, out_of, percent, passed, grade, submitted_at FROM attempts WHERE submitted_at IS NOT NULL"
    )
    forbid_changes("gradings")


def downgrade() -> None:
    """Back."""
    op.drop_table("gradings")
