"""Plays of scenarios and their steps."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "plays",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("scenario", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=200), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL) AND (ended_at IS NULL) = (points IS NULL)", name=op.f("ck_plays_ended")),
        sa.CheckConstraint("ending IN ('good', 'mixed', 'bad')", name=op.f("ck_plays_ending")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_plays_edition_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_plays_enrolment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_plays_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plays")),
        sa.UniqueConstraint("enrolment_id", "scenario", "number", name=op.f("uq_plays_enrolment_id_scenario_number")),
    )
    with op.batch_alter_table("plays", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plays_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_plays_open",
            ["enrolment_id", "scenario"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "play_steps",
        sa.Column("play_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("node", sa.String(length=200), nullable=False),
        sa.Column("option", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["play_id"], ["plays.id"], name=op.f("fk_play_steps_play_id")),
        sa.PrimaryKeyConstraint("play_id", "number", name=op.f("pk_play_steps")),
    )
    forbid_changes("play_steps")


def downgrade() -> None:
    """Back."""
    op.drop_table("play_steps")
    with op.batch_alter_table("plays", schema=None) as batch_op:
        batch_op.drop_index("uq_plays_open", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"))
        batch_op.drop_index(batch_op.f("ix_plays_person_id"))

    op.drop_table("plays")
