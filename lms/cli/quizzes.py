"""`hato quizzes …`: quizzes from and to the notations of other programs."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from lms.cli.house import opened
from lms.domain.languages import LANGUAGES
from lms.domain.people import SYSTEM
from lms.services import exchange
from lms.services.work import work_in


@click.group()
def quizzes() -> None:
    """Quizzes from and to the notations of other programs."""


@quizzes.command(name="import")
@click.argument("file", type=click.File("rb"))
@click.option("--format", "name", type=click.Choice(["auto", *exchange.READABLE]), default="auto", show_default=True, help="Notation of the file.")
@click.option("--course", required=True, help="Key of the course it is for.")
@click.option("--quiz", "key", required=True, help="Key of the quiz it becomes.")
@click.option("--title", default="", help="Title; without one the file's own, else the key.")
@click.option("--pass-mark", type=click.IntRange(1, 100), help="Per cent; without one what the file says, else 80.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language that the file is in.")
@click.option("--write", is_flag=True, help="Write quizzes/<course>/<quiz>.md, if there is no such file yet.")
def take(file: BinaryIO, name: str, course: str, key: str, title: str, pass_mark: int | None, lang: str, write: bool) -> None:
    """Print FILE as a quiz of ours, and on standard error what was lost; exit code 1 when anything was refused or skipped."""
    with opened() as house:
        with work_in(house, SYSTEM) as uow:
            found = exchange.take(
                uow, file.read(), path=str(getattr(file, "name", "-")), name=name, course=course, key=key, title=title, pass_mark=pass_mark,
                lang=lang,
            )  # fmt: skip
        for line in (*map(str, found.notes), *found.faults):
            click.echo(line, err=True)
        skipped = sum(note.loss == "skipped" for note in found.notes)
        click.echo(f"{found.items} questions read as {found.format}, {len(found.notes)} losses, {skipped} questions skipped.", err=True)
        if found.text and write:
            _write(house.home / "quizzes" / course / found.file, found.text)
        elif found.text:
            click.echo(found.text, nl=False)
    if found.faults or skipped:
        sys.exit(1)


@quizzes.command()
@click.argument("quiz", metavar="COURSE/QUIZ")
@click.option("--format", "name", type=click.Choice([*exchange.WRITABLE]), required=True, help="The notation to write.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the texts.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file that does not exist yet; without it, standard output.")
def export(quiz: str, name: str, lang: str, output: Path | None) -> None:
    """Write a quiz of the content folder, with its keys, in another notation, and on standard error what is lost."""
    course, _, key = quiz.partition("/")
    with opened() as house:
        with work_in(house, SYSTEM) as uow:
            made = exchange.export_from_folder(uow, course, key, name, lang)
        for note in made.notes:
            click.echo(str(note), err=True)
        click.echo(f"{made.items} questions, {len(made.notes)} losses.", err=True)
        if output:
            _write(output, made.text)
        else:
            click.echo(made.text.encode(), nl=False)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as made:
            made.write(text.encode())
    except FileExistsError:
        raise click.ClickException(f"{path} is there already and stays as it is; choose another name") from None
    except OSError as wrong:
        raise click.ClickException(f"{path} cannot be written: {wrong.strerror}") from None
    click.echo(f"{path} written.", err=True)
