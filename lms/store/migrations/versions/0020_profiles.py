"""What people say of themselves, and the traits by which the roster is narrowed."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import forbid_changes

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

PEOPLE = "INSERT INTO jobs (id, kind, payload, once, created_at, due_at, tries) SELECT {id}, 'recompute', '{{}}', 'recompute:traits', {now}, {now}, 0"
ID = "0199c0de-0020-7000-8000-000000000020"


def upgrade() -> None:
    """Forward; the traits of people who are there already are found by a job."""
    op.create_table(
        "profiles",
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stated", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_profiles_person_id")),
        sa.PrimaryKeyConstraint("person_id", "number", name=op.f("pk_profiles")),
    )
    op.create_table(
        "traits",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_traits_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traits")),
    )
    op.create_index("ix_traits_person", "traits", ["person_id", "kind", "name", "superseded_at", "from_day", "until_day"])
    op.create_index("ix_traits_name", "traits", ["kind", "name", "superseded_at", "from_day", "until_day", "person_id"])
    forbid_changes("profiles")
    there = " WHERE EXISTS (SELECT 1 FROM people)"
    name = f"'{ID.replace('-', '')}'" if op.get_bind().dialect.name == "sqlite" else f"'{ID}'"
    op.execute(PEOPLE.format(id=name, now="CURRENT_TIMESTAMP") + there)


def downgrade() -> None:
    """Back."""
    op.execute("DELETE FROM jobs WHERE once = 'recompute:traits'")
    op.drop_table("traits")
    op.drop_table("profiles")
