"""Certificates that take the place of others, and the reminders sent before one ends."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FIRST = sa.text("NOT corrected")


def upgrade() -> None:
    """Forward. SQLite builds the table anew, so the triggers are set again."""
    with op.batch_alter_table("certificates") as table:
        table.drop_constraint("uq_certificates_enrolment_id", type_="unique")
        table.add_column(sa.Column("corrected", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_unique_constraint(op.f("uq_certificates_replaces"), ["replaces"])
        table.create_check_constraint(op.f("ck_certificates_corrected"), "NOT corrected OR replaces IS NOT NULL")
    op.create_index("ix_certificates_enrolment_id", "certificates", ["enrolment_id"])
    op.create_index("ix_certificates_valid_until", "certificates", ["valid_until"])
    op.create_index("uq_certificates_completion", "certificates", ["enrolment_id"], unique=True, sqlite_where=FIRST, postgresql_where=FIRST)
    op.create_table(
        "reminders",
        sa.Column("enrolment_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_reminders_enrolment_id")),
        sa.PrimaryKeyConstraint("enrolment_id", "days", name=op.f("pk_reminders")),
    )
    forbid_changes(*(("certificates",) if _sqlite() else ()), "reminders")


def downgrade() -> None:
    """Back; refused by the old constraint where a certificate was corrected."""
    op.drop_table("reminders")
    for name in ("uq_certificates_completion", "ix_certificates_valid_until", "ix_certificates_enrolment_id"):
        op.drop_index(name, "certificates")
    with op.batch_alter_table("certificates") as table:
        table.drop_constraint(op.f("ck_certificates_corrected"), type_="check")
        table.drop_constraint("uq_certificates_replaces", type_="unique")
        table.drop_column("corrected")
        table.create_unique_constraint(op.f("uq_certificates_enrolment_id"), ["enrolment_id"])
    if _sqlite():
        forbid_changes("certificates")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
