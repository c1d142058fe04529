"""A receipt for every attempt handed in and every lesson done."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "receipts",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("attempt_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("lesson", sa.String(length=200), nullable=True),
        sa.Column("digest", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=200), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(attempt_id IS NULL) = (lesson IS NOT NULL)", name=op.f("ck_receipts_subject")),
        sa.CheckConstraint("(attempt_id IS NULL) = (result IS NULL)", name=op.f("ck_receipts_result")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_receipts_attempt_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_receipts_enrolment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_receipts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_receipts_attempt_id")),
        sa.UniqueConstraint("code", name=op.f("uq_receipts_code")),
        sa.UniqueConstraint("enrolment_id", "lesson", name=op.f("uq_receipts_enrolment_id_lesson")),
    )
    op.create_index(op.f("ix_receipts_person_id"), "receipts", ["person_id"])
    forbid_changes("receipts")


def downgrade() -> None:
    """Back."""
    op.drop_table("receipts")
