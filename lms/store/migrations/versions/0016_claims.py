"""Claims of people with their steps and files; looks at such files."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATES = "state IN ('sent', 'asked', 'verified', 'rejected', 'taken-back')"


def allow(kinds: str) -> None:
    """The kinds of looks there are; SQLite makes the table anew for it, and loses its triggers."""
    with op.batch_alter_table("looks") as table:
        table.drop_constraint(op.f("ck_looks_kind"), type_="check")
        table.create_check_constraint(op.f("ck_looks_kind"), f"kind IN ({kinds})")
    if op.get_bind().dialect.name == "sqlite":
        forbid_changes("looks")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "claims",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_claims_state")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_claims_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_person_id"), "claims", ["person_id"])
    op.create_index("ix_claims_waiting", "claims", ["state", "since", "id"])
    op.create_table(
        "claim_steps",
        sa.Column("claim_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(as_uuid=False), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_claim_steps_state")),
        sa.CheckConstraint("(state = 'verified') = (evidence_id IS NOT NULL)", name=op.f("ck_claim_steps_evidence")),
        sa.CheckConstraint("(state = 'sent') = (body IS NOT NULL)", name=op.f("ck_claim_steps_body")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_steps_claim_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_claim_steps_evidence_id")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_claim_steps_by")),
        sa.PrimaryKeyConstraint("claim_id", "number", name=op.f("pk_claim_steps")),
    )
    op.create_table(
        "claim_files",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("claim_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'jpeg', 'png')", name=op.f("ck_claim_files_kind")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_files_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_files")),
    )
    op.create_index(op.f("ix_claim_files_claim_id"), "claim_files", ["claim_id"])
    forbid_changes("claim_steps", "claim_files")
    allow("'proof', 'export', 'file'")


def downgrade() -> None:
    """Back. Looks at files stay, as looks at a proof: the earlier check knows no other kind for them."""
    with_files = sa.table("looks", sa.column("kind", sa.String))
    if op.get_bind().dialect.name == "sqlite":
        for what in ("update", "delete"):
            op.execute(f"DROP TRIGGER tr_looks_{what}")
    else:
        op.execute("ALTER TABLE looks DISABLE TRIGGER tr_looks")
    op.execute(with_files.update().where(with_files.c.kind == "file").values(kind="proof"))
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE looks ENABLE TRIGGER tr_looks")
    allow("'proof', 'export'")
    op.drop_table("claim_files")
    op.drop_table("claim_steps")
    op.drop_table("claims")
