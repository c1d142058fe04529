"""Marks of essays, the attempts that wait for one, and the questions checked during practice."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; no attempt so far has an essay, so none waits."""
    op.add_column("attempts", sa.Column("waiting", sa.Boolean(), nullable=True))
    op.add_column("attempts", sa.Column("checked", sa.JSON(), nullable=True))
    waits = sa.text("waiting")
    op.create_index("ix_attempts_waiting", "attempts", ["submitted_at"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "marks",
        sa.Column("attempt_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_marks_attempt_id")),
        sa.ForeignKeyConstraint(["marked_by"], ["people.id"], name=op.f("fk_marks_marked_by")),
        sa.PrimaryKeyConstraint("attempt_id", "item", "number", name=op.f("pk_marks")),
    )
    op.create_index(op.f("ix_marks_marked_at"), "marks", ["marked_at"])
    forbid_changes("marks")


def downgrade() -> None:
    """Back."""
    op.drop_table("marks")
    op.drop_index("ix_attempts_waiting", table_name="attempts")
    op.drop_column("attempts", "checked")
    op.drop_column("attempts", "waiting")
