"""Corrections of questions, and the certificates they put to a decision."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("course", sa.String(length=200), nullable=False),
        sa.Column("quiz", sa.String(length=200), nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("corrects", sa.JSON(), nullable=True),
        sa.Column("key", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=200), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.CheckConstraint("kind IN ('void', 'credit', 'rekey')", name=op.f("ck_corrections_kind")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_corrections_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_corrections_fingerprint")),
        sa.UniqueConstraint("course", "quiz", "item", "number", name=op.f("uq_corrections_course_quiz_item_number")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("certificate_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("correction_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint("outcome IS NULL OR outcome IN ('kept', 'revoked', 'settled')", name=op.f("ck_decisions_outcome")),
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_decisions_decided")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name=op.f("fk_decisions_certificate_id")),
        sa.ForeignKeyConstraint(["correction_id"], ["corrections.id"], name=op.f("fk_decisions_correction_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_decisions_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("certificate_id", "correction_id", name=op.f("uq_decisions_certificate_id_correction_id")),
    )
    op.create_index("ix_decisions_outcome", "decisions", ["outcome", "opened_at"])
    forbid_changes("corrections")


def downgrade() -> None:
    """Back."""
    op.drop_table("decisions")
    op.drop_table("corrections")
