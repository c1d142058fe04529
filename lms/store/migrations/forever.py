"""What every migration shares that makes a table of facts: the database itself refuses to change or delete a row."""

from alembic import op

SENTENCE = "what is recorded here is never changed, only followed by something new"


def forbid_changes(*tables: str) -> None:
    """Set the triggers that refuse. On PostgreSQL they call `refuse_change()`, which the first migration makes."""
    for table in tables:
        if op.get_bind().dialect.name == "sqlite":
            for what in ("UPDATE", "DELETE"):
                op.execute(f"CREATE TRIGGER tr_{table}_{what.lower()} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END")
        else:
            op.execute(f"CREATE TRIGGER tr_{table} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
