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


def forbid_changes_to_all_but_the_erased(table: str, owner: str) -> None:
    """Let the rows of people who were erased be deleted, and refuse everything else as before.

    `owner`: SQL that gives the id of the person a row, `OLD`, is about.
    """
    erased = f"EXISTS (SELECT 1 FROM people WHERE people.id = {owner} AND erased_at IS NOT NULL)"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER tr_{table}_delete")
        op.execute(f"CREATE TRIGGER tr_{table}_delete BEFORE DELETE ON {table} WHEN NOT {erased} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END")
        return
    op.execute(f"""CREATE FUNCTION refuse_change_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' AND {erased} THEN RETURN OLD; END IF;
        RAISE EXCEPTION '{SENTENCE}'; END $$""")
    op.execute(f"DROP TRIGGER tr_{table} ON {table}")
    op.execute(f"CREATE TRIGGER tr_{table} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change_{table}()")
