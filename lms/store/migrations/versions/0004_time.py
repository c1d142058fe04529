"""Extra time for a person; pauses and extensions of an attempt."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; attempts that are open keep the deadline they have."""
    op.create_table(
        "accommodations",
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.CheckConstraint("percent >= 0 AND percent <= 300", name=op.f("ck_accommodations_percent")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_accommodations_person_id")),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_accommodations_set_by")),
        sa.PrimaryKeyConstraint("person_id", "number", name=op.f("pk_accommodations")),
    )
    op.create_table(
        "adjustments",
        sa.Column("attempt_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.CheckConstraint("kind IN ('pause', 'resume', 'extend')", name=op.f("ck_adjustments_kind")),
        sa.CheckConstraint("(kind = 'extend') = (minutes > 0) AND minutes >= 0", name=op.f("ck_adjustments_minutes")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_adjustments_attempt_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_adjustments_made_by")),
        sa.PrimaryKeyConstraint("attempt_id", "number", name=op.f("pk_adjustments")),
    )
    for table in ("accommodations", "adjustments"):
        forbid_changes(table)
    op.add_column("attempts", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempts", sa.Column("extra", sa.Integer(), server_default="0", nullable=False))
    marked = sa.text("flag <> ''")
    op.create_index("ix_answer_events_marked", "answer_events", ["attempt_id"], sqlite_where=marked, postgresql_where=marked)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_answer_events_marked", table_name="answer_events")
    op.drop_column("attempts", "extra")
    op.drop_column("attempts", "paused_at")
    op.drop_table("adjustments")
    op.drop_table("accommodations")
