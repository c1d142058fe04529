"""Roots of the ledger's full subtrees, from which its proofs are made."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SENTENCE = "what is recorded here is never changed, only followed by something new"


def forbid_changes() -> None:
    """Let the database itself refuse to change or delete a node."""
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER tr_ledger_nodes_{what.lower()} BEFORE {what} ON ledger_nodes BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END")
    else:
        op.execute("CREATE TRIGGER tr_ledger_nodes BEFORE UPDATE OR DELETE ON ledger_nodes FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "ledger_nodes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_ledger_nodes")),
    )
    forbid_changes()


def downgrade() -> None:
    """Back."""
    op.drop_table("ledger_nodes")
