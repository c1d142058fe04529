"""Postings: what a team is wanted for, its states, and who was put where."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes, forbid_changes_to_all_but_the_erased

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "postings",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("duty", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("situation", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
    )
    op.create_table(
        "posting_states",
        sa.Column("posting_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(as_uuid=False), nullable=False),
        sa.CheckConstraint("state IN ('opened', 'closed')", name=op.f("ck_posting_states_state")),
        sa.ForeignKeyConstraint(["posting_id"], ["postings.id"], name=op.f("fk_posting_states_posting_id")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_posting_states_by")),
        sa.PrimaryKeyConstraint("posting_id", "number", name=op.f("pk_posting_states")),
    )
    op.create_table(
        "posting_acts",
        sa.Column("posting_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("act", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(as_uuid=False), nullable=False),
        sa.CheckConstraint("act IN ('shortlisted', 'joined', 'left')", name=op.f("ck_posting_acts_act")),
        sa.ForeignKeyConstraint(["posting_id"], ["postings.id"], name=op.f("fk_posting_acts_posting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_posting_acts_person_id")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_posting_acts_by")),
        sa.PrimaryKeyConstraint("posting_id", "number", name=op.f("pk_posting_acts")),
    )
    op.create_index("ix_posting_acts_person", "posting_acts", ["person_id"])
    forbid_changes("postings", "posting_states", "posting_acts")
    forbid_changes_to_all_but_the_erased("posting_acts", "OLD.person_id")


def downgrade() -> None:
    """Back."""
    op.drop_table("posting_acts")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change_posting_acts()")
    op.drop_table("posting_states")
    op.drop_table("postings")
