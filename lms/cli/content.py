"""`hato content …`: check and publish the content folders."""

import sys

import click

from lms.cli.house import opened
from lms.errors import ContentErrors
from lms.services import checking, publishing, schema


@click.group()
def content() -> None:
    """The content folders: courses, quizzes, eligibility."""


@content.command()
def check() -> None:
    """Read everything and report every fault as file:line: reason; warnings do not stop anything."""
    with opened() as house:
        try:
            found = checking.check(house)
        except ContentErrors as faults:
            for fault in faults.faults:
                click.echo(str(fault), err=True)
            click.echo(f"{len(faults.faults)} faults.", err=True)
            sys.exit(1)
        for warning in found.warnings:
            click.echo(f"warning: {warning}")
        click.echo(
            f"{found.courses} courses, {found.lessons} lessons, {found.items} questions, {found.scenarios} scenarios, "
            f"{found.sets} requirement sets: "
            f"no fault, {len(found.warnings)} warnings."
        )


@content.command()
def report() -> None:
    """Words, minutes and questions of each module."""
    with opened() as house:
        for line in checking.report(house):
            click.echo(line)


@content.command()
def translations() -> None:
    """Say which translations are missing, and which are older than their originals (by the published editions)."""
    with opened() as house:
        schema.upgrade(house)
        found = list(checking.translations(house))
        for line in found:
            click.echo(line)
        click.echo(f"{len(found)} translations need work." if found else "Every translation is there and up to date.")


@content.command()
def publish() -> None:
    """Publish every course that changed as its next edition, and take in the requirement sets."""
    with opened() as house:
        schema.upgrade(house)
        published, new = publishing.publish_all(house)
        for one in published:
            click.echo(f"{one.course} edition {one.number} {one.seal[:12]} {'published' if one.new else 'unchanged'}")
        for name in new:
            click.echo(f"requirement set {name} recorded")
        if not any(one.new for one in published) and not new:
            click.echo("Nothing changed.")
