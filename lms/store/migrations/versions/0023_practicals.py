"""Practical sessions and their sign-offs."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes, forbid_changes_to_all_but_the_erased

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def id_of(name: str, nullable: bool = False) -> sa.Column[str]:
    """A column with an id."""
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=nullable)


def points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A column that points at another table's id."""
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "practicals",
        id_of("id"),
        sa.Column("practical", sa.String(length=200), nullable=False),
        sa.Column("definition", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        id_of("opened_by"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.CheckConstraint("revision >= 0 AND signed >= 0", name=op.f("ck_practicals_numbers")),
        points("practicals", "opened_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practicals")),
    )
    op.create_index("ix_practicals_day", "practicals", ["day"])
    op.create_table(
        "practical_attendees",
        id_of("practical_id"),
        id_of("person_id"),
        sa.Column("there", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.JSON(none_as_null=True), nullable=False),
        points("practical_attendees", "practical_id", "practicals"),
        points("practical_attendees", "person_id", "people"),
        sa.PrimaryKeyConstraint("practical_id", "person_id", name=op.f("pk_practical_attendees")),
    )
    op.create_table(
        "practical_signings",
        id_of("practical_id"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        id_of("by"),
        points("practical_signings", "practical_id", "practicals"),
        points("practical_signings", "by", "people"),
        sa.PrimaryKeyConstraint("practical_id", "number", name=op.f("pk_practical_signings")),
    )
    add_results()
    forbid_changes("practical_signings", "practical_results")
    forbid_changes_to_all_but_the_erased("practical_results", "OLD.person_id")


def add_results() -> None:
    """What each sign-off said of each person."""
    op.create_table(
        "practical_results",
        id_of("practical_id"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        id_of("person_id"),
        sa.Column("there", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        id_of("evidence_id", nullable=True),
        points("practical_results", "practical_id", "practicals"),
        points("practical_results", "person_id", "people"),
        points("practical_results", "evidence_id", "evidence"),
        sa.ForeignKeyConstraint(
            ["practical_id", "number"], ["practical_signings.practical_id", "practical_signings.number"],
            name=op.f("fk_practical_results_practical_id_number"),
        ),  # fmt: skip
        sa.PrimaryKeyConstraint("practical_id", "number", "person_id", name=op.f("pk_practical_results")),
    )
    op.create_index("ix_practical_results_person", "practical_results", ["person_id"])


def downgrade() -> None:
    """Back."""
    for table in ("practical_results", "practical_signings", "practical_attendees", "practicals"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change_practical_results()")
