"""Four eyes: policies of validity with the sooner ends they give to earlier certificates, and revocations."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "adoptions",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("seal", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_adoptions_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
        sa.UniqueConstraint("policy", "number", name=op.f("uq_adoptions_policy_number")),
    )
    op.create_table(
        "adoption_outcomes",
        sa.Column("adoption_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("certificates", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint("outcome IN ('adopted', 'declined')", name=op.f("ck_adoption_outcomes_outcome")),
        sa.ForeignKeyConstraint(["adoption_id"], ["adoptions.id"], name=op.f("fk_adoption_outcomes_adoption_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_adoption_outcomes_by_id")),
        sa.PrimaryKeyConstraint("adoption_id", name=op.f("pk_adoption_outcomes")),
    )
    op.create_table(
        "certificate_limits",
        sa.Column("certificate_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_limits_certificate_id")),
        sa.PrimaryKeyConstraint("certificate_id", "policy", name=op.f("pk_certificate_limits")),
    )
    op.create_table(
        "revocations",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("certificate_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name=op.f("fk_revocations_certificate_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_revocations_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocations")),
    )
    op.create_index("ix_revocations_certificate_id", "revocations", ["certificate_id"])
    op.create_table(
        "revocation_outcomes",
        sa.Column("revocation_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.CheckConstraint("outcome IN ('confirmed', 'declined')", name=op.f("ck_revocation_outcomes_outcome")),
        sa.ForeignKeyConstraint(["revocation_id"], ["revocations.id"], name=op.f("fk_revocation_outcomes_revocation_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_revocation_outcomes_by_id")),
        sa.PrimaryKeyConstraint("revocation_id", name=op.f("pk_revocation_outcomes")),
    )
    for table in ("adoptions", "adoption_outcomes", "certificate_limits", "revocations", "revocation_outcomes"):
        forbid_changes(table)


def downgrade() -> None:
    """Back."""
    op.drop_table("revocation_outcomes")
    op.drop_table("revocations")
    op.drop_table("certificate_limits")
    op.drop_table("adoption_outcomes")
    op.drop_table("adoptions")
