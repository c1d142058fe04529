"""Erasing people: what stands for ever gives way for a person who was erased, and for nobody else."""

import sqlalchemy as sa
from alembic import op

from lms.store.migrations.forever import SENTENCE, forbid_changes, forbid_changes_to_all_but_the_erased

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

OF_PERSON = "OLD.person_id"
OF_ATTEMPT = "(SELECT person_id FROM attempts WHERE attempts.id = OLD.attempt_id)"
OF_CERTIFICATE = "(SELECT person_id FROM certificates WHERE certificates.id = OLD.certificate_id)"
OF_CLAIM = "(SELECT person_id FROM claims WHERE claims.id = OLD.claim_id)"
OF_WAIVER = "(SELECT person_id FROM waivers WHERE waivers.id = OLD.waiver_id)"
OF_REVOCATION = (
    "(SELECT person_id FROM certificates JOIN revocations ON revocations.certificate_id = certificates.id"
    " WHERE revocations.id = OLD.revocation_id)"
)
OF_PLAY = "(SELECT person_id FROM plays WHERE plays.id = OLD.play_id)"
GIVING_WAY = {
    "accommodations": OF_PERSON, "adjustments": OF_ATTEMPT, "answer_events": OF_ATTEMPT, "badges": OF_CERTIFICATE,
    "claim_files": OF_CLAIM, "claim_steps": OF_CLAIM, "consents": OF_PERSON, "looks": OF_PERSON, "marks": OF_ATTEMPT, "play_steps": OF_PLAY,
    "profiles": OF_PERSON, "receipts": OF_PERSON, "revocation_outcomes": OF_REVOCATION, "revocations": OF_CERTIFICATE,
    "waiver_states": OF_WAIVER, "waivers": OF_PERSON,
}  # fmt: skip
"""Table whose rows may be deleted → whose they are."""

DECIDED = "EXISTS (SELECT 1 FROM certificate_states WHERE certificate_id = OLD.id AND state IN ('withheld', 'revoked', 'replaced'))"
ERASED = "EXISTS (SELECT 1 FROM people WHERE people.id = OLD.person_id AND erased_at IS NOT NULL)"

NAMES = "key IN ('name', 'name_local')"
REST = "SELECT key, type, value FROM json_each({}.snapshot) WHERE NOT " + NAMES
NAMELESS = (
    f"(SELECT count(*) FROM json_each(NEW.snapshot) WHERE {NAMES} AND value = '') = 2 AND (SELECT count(*) FROM json_each(NEW.snapshot))"
    f" = (SELECT count(*) FROM json_each(OLD.snapshot)) AND NOT EXISTS ({REST.format('NEW')} EXCEPT {REST.format('OLD')})"
)
"""For SQLite, which keeps its functions on JSON, but not json_each, from triggers while `trusted_schema` is off."""


def let_names_go() -> None:
    """A certificate may lose the names it bears, and nothing else, once its holder is erased and a state of it says so."""
    if op.get_bind().dialect.name == "sqlite":
        others = [one["name"] for one in sa.inspect(op.get_bind()).get_columns("certificates") if one["name"] != "snapshot"]
        same = " AND ".join(f"NEW.{one} IS OLD.{one}" for one in others)
        op.execute("DROP TRIGGER tr_certificates_update")
        op.execute(f"""CREATE TRIGGER tr_certificates_update BEFORE UPDATE ON certificates
            WHEN NOT ({same} AND {NAMELESS} AND {ERASED} AND {DECIDED}) BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END""")
        return
    op.execute(f"""CREATE FUNCTION refuse_change_certificates() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'snapshot' = to_jsonb(OLD) - 'snapshot'
            AND NEW.snapshot::jsonb = OLD.snapshot::jsonb || '{{"name": "", "name_local": ""}}'::jsonb AND {ERASED} AND {DECIDED}
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION '{SENTENCE}'; END $$""")
    op.execute("DROP TRIGGER tr_certificates ON certificates")
    op.execute("CREATE TRIGGER tr_certificates BEFORE UPDATE OR DELETE ON certificates FOR EACH ROW EXECUTE FUNCTION refuse_change_certificates()")


def let_nobody_return() -> None:
    """An erasure is never taken back, so that the lock it opens cannot be opened for a moment."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"""CREATE TRIGGER tr_people_erased BEFORE UPDATE ON people
            WHEN OLD.erased_at IS NOT NULL AND NEW.erased_at IS NOT OLD.erased_at BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END""")
        return
    op.execute("""CREATE TRIGGER tr_people_erased BEFORE UPDATE ON people FOR EACH ROW
        WHEN (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at) EXECUTE FUNCTION refuse_change()""")


def upgrade() -> None:
    """Forward."""
    op.add_column("people", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    for table, owner in GIVING_WAY.items():
        forbid_changes_to_all_but_the_erased(table, owner)
    let_names_go()
    let_nobody_return()


def downgrade() -> None:
    """Back: everything stands for ever again."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER tr_people_erased" if sqlite else "DROP TRIGGER tr_people_erased ON people")
    for table in ("certificates", *GIVING_WAY):
        for what in ("update", "delete") if sqlite else ():
            op.execute(f"DROP TRIGGER tr_{table}_{what}")
        if not sqlite:
            op.execute(f"DROP TRIGGER tr_{table} ON {table}")
            op.execute(f"DROP FUNCTION refuse_change_{table}()")
    forbid_changes("certificates", *GIVING_WAY)
    op.drop_column("people", "erased_at")
