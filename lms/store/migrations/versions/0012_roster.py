"""The roster: how many rules a span lacks, who consents to be listed, who looked."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SPANS = ("set_id", "situation", "superseded_at", "{}", "from_day", "until_day", "person_id")
DAYS = ("person_id", "set_id", "situation", "superseded_at", "lacks", "from_day", "until_day")


def ready(column: str) -> None:
    """The index on spans, by whether they are met or by how many rules they lack."""
    op.drop_index("ix_eligibility_spans_ready", "eligibility_spans")
    op.create_index("ix_eligibility_spans_ready", "eligibility_spans", [one.format(column) for one in SPANS])


def upgrade() -> None:
    """Forward; spans that are there say how many rules they lack."""
    op.add_column("eligibility_spans", sa.Column("lacks", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE eligibility_spans SET lacks = json_array_length(missing)")
    ready("lacks")
    op.create_index("ix_eligibility_spans_day", "eligibility_spans", list(DAYS))
    op.create_index("ix_people_name", "people", ["name", "id"])
    op.create_table(
        "consents",
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('given', 'withdrawn')", name=op.f("ck_consents_state")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("person_id", "number", name=op.f("pk_consents")),
    )
    op.create_table(
        "looks",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("looked_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("duty", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('proof', 'export')", name=op.f("ck_looks_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_looks_person_id")),
        sa.ForeignKeyConstraint(["looked_by"], ["people.id"], name=op.f("fk_looks_looked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
    )
    op.create_index("ix_looks_person", "looks", ["person_id", "at"])
    for table in ("consents", "looks"):
        forbid_changes(table)


def downgrade() -> None:
    """Back."""
    op.drop_table("looks")
    op.drop_table("consents")
    op.drop_index("ix_people_name", "people")
    op.drop_index("ix_eligibility_spans_day", "eligibility_spans")
    ready("met")
    op.drop_column("eligibility_spans", "lacks")
