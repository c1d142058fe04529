"""Waivers of rules, and what became of each."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "waivers",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("set_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.CheckConstraint("from_day <= until_day", name=op.f("ck_waivers_days")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_waivers_person_id")),
        sa.ForeignKeyConstraint(["set_id"], ["requirement_sets.id"], name=op.f("fk_waivers_set_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_waivers_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_index("ix_waivers_person", "waivers", ["person_id"])
    op.create_table(
        "waiver_states",
        sa.Column("waiver_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(as_uuid=False), nullable=False),
        sa.CheckConstraint("state IN ('confirmed', 'declined', 'ended')", name=op.f("ck_waiver_states_state")),
        sa.ForeignKeyConstraint(["waiver_id"], ["waivers.id"], name=op.f("fk_waiver_states_waiver_id")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_waiver_states_by")),
        sa.PrimaryKeyConstraint("waiver_id", "number", name=op.f("pk_waiver_states")),
    )
    for table in ("waivers", "waiver_states"):
        forbid_changes(table)


def downgrade() -> None:
    """Back."""
    op.drop_table("waiver_states")
    op.drop_table("waivers")
