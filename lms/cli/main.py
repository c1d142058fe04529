"""The `hato` command."""

import click

from lms.cli import backup, certificates, content, doctor, ledger, people, quizzes, serve, upgrade


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="hato")
def hato() -> None:
    """Hato, a learning platform whose certificates decide who is qualified to go.

    Settings come from HATO_… variables; the README lists them.
    """


for command in (
    serve.serve, serve.demo, serve.work, upgrade.db, content.content, quizzes.quizzes, people.people, certificates.certificates, ledger.ledger,
    backup.backup, backup.restore, doctor.doctor,
):  # fmt: skip
    hato.add_command(command)

if __name__ == "__main__":
    hato()
