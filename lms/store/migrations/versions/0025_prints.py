"""More than one file for a certificate, each kept in mind for ever; and runs that print them anew."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLES = ("print_runs", "print_batches")


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("certificate_files") as batch:
        batch.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
        batch.drop_constraint("pk_certificate_files", type_="primary")
        batch.create_primary_key("pk_certificate_files", ["certificate_id", "number"])
    with op.batch_alter_table("certificate_files") as batch:
        batch.alter_column("number", server_default=None)
    op.create_table(
        "print_runs",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("wanted", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint("wanted IN ('missing', 'unsigned')", name=op.f("ck_print_runs_wanted")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_print_runs_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_runs")),
    )
    op.create_table(
        "print_batches",
        sa.Column("run_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("ordered", sa.Integer(), nullable=False),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["print_runs.id"], name=op.f("fk_print_batches_run_id")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_print_batches")),
    )
    forbid_changes("certificate_files", *TABLES)


def downgrade() -> None:
    """Back: only the last file of each certificate is known any more."""
    op.execute("DELETE FROM jobs WHERE kind IN ('survey', 'reprint')")
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "sqlite":
        for what in ("update", "delete"):
            op.execute(f"DROP TRIGGER tr_certificate_files_{what}")
    else:
        op.execute("DROP TRIGGER tr_certificate_files ON certificate_files")
    later = "SELECT 1 FROM certificate_files AS later WHERE later.certificate_id = certificate_files.certificate_id"
    op.execute(f"DELETE FROM certificate_files WHERE EXISTS ({later} AND later.number > certificate_files.number)")
    with op.batch_alter_table("certificate_files") as batch:
        batch.drop_constraint("pk_certificate_files", type_="primary")
        batch.create_primary_key("pk_certificate_files", ["certificate_id"])
    with op.batch_alter_table("certificate_files") as batch:
        batch.drop_column("number")
