"""`hato certificates …`: check one, revoke one, print files anew, see the policies, change the key that signs."""

from pathlib import Path

import click

from lms.cli.house import opened
from lms.domain.certificates import State
from lms.domain.people import SYSTEM
from lms.services import badges, policies, prints
from lms.services import certificates as service
from lms.services.work import work_in


@click.group()
def certificates() -> None:
    """Certificates."""


@certificates.command()
@click.argument("code")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Also compare this PDF, byte for byte.")
def verify(code: str, file: Path | None) -> None:
    """Say how a certificate stands today."""
    with opened() as house, work_in(house) as uow:
        found = service.verify(uow, code, file.read_bytes() if file else None)
    said = found.snapshot
    click.echo(
        f"{found.code}: {found.standing.value}\n{said.name} · {said.title['en']} · "
        f"issued {said.issued_on} · valid until {found.until or 'no end'}"
        + (f" (shortened by policy {found.shortened}; the paper says {said.valid_until or 'no end'})" if found.shortened else "")
    )
    if found.replaced_by:
        click.echo(f"Replaced by {found.replaced_by}.")
    if found.match:
        click.echo(
            {
                "same": "The file is the one that was issued.",
                "added": "The file is NOT the one that was issued: something was added after its end.",
                "other": "The file is NOT the one that was issued under this code, but that of another certificate of ours.",
                "edited": "The file is NOT the one that was issued: it carries our signature and was changed afterwards.",
                "foreign": "The file is NOT the one that was issued: the signature in it is not ours.",
                "unsigned": "The file is NOT the one that was issued: it carries no signature that can be read.",
                "different": "The file is NOT the one that was issued.",
                "none": "No file has been printed yet.",
            }[found.match]
        )


@certificates.command("rotate-key")
def rotate_key() -> None:
    """Make a new key, which signs credentials from now on. What older keys signed stays good; keep copies of the folder `keys`."""
    with opened() as house, work_in(house, SYSTEM, writes=True) as uow:
        made = badges.rotate(uow)
    click.echo(f"{made} signs from now on.")


@certificates.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why; anyone who checks the certificate reads it.")
def revoke(code: str, reason: str) -> None:
    """Revoke a certificate alone, as its operator; the ledger notes that nobody confirmed it. Registrars do it in pairs, on its page."""
    _turn(code, State.REVOKED, reason)


@certificates.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why; anyone who checks the certificate reads it.")
def reinstate(code: str, reason: str) -> None:
    """Let a revoked certificate count again."""
    _turn(code, State.REINSTATED, reason)


def _turn(code: str, state: State, reason: str) -> None:
    with opened() as house, work_in(house, SYSTEM, writes=True) as uow:
        found = service.change_state(uow, code, state, reason)
    click.echo(f"{found.code}: {found.standing.value}")


@certificates.command()
@click.option("--missing", "wanted", flag_value="missing", help="Print the files that were never made, are missing or are damaged.")
@click.option("--unsigned", "wanted", flag_value="unsigned", help="Print again what was printed before there was a signature.")
@click.option("--reason", help="Why; it is kept for ever.")
def reprint(wanted: str | None, reason: str | None) -> None:
    """Print files of certificates anew, in the background; without an option, say what is missing and how far that has come."""
    with opened() as house:
        if wanted:
            with work_in(house, SYSTEM, writes=True) as uow:
                prints.begin(uow, wanted, reason or "")
        with work_in(house, SYSTEM) as uow:
            page = prints.page(uow)
    click.echo(
        f"{page.certificates} certificates: {page.never} not printed yet, {page.lost} of the newest {page.seen} files missing or of another size, "
        f"{page.unsigned} printed before there was a signature. {page.waiting} files are still to be printed."
    )
    for one in page.runs:
        far = "done" if one.done else f"{one.looked} of {page.certificates} certificates"
        click.echo(f"{one.begun:%Y-%m-%d %H:%M} {one.wanted.value}: {far} · {one.ordered} files ordered · {one.by or 'the operator'}: {one.reason}")


@certificates.command("policies")
def list_policies() -> None:
    """List the policies of validity, the newest first, and how far each has come."""
    with opened() as house, work_in(house, SYSTEM) as uow:
        found = policies.listing(uow)
    for one in found:
        state = "issues now" if one.issues_now else one.state
        click.echo(f"{one.policy.name}: {one.policy.title['en']} · from {one.policy.issues_from} · {state} · {one.waiting} still to follow")


@certificates.command()
@click.argument("name")
def preview(name: str) -> None:
    """Say whom a policy would hit: certificate, holder, course, end now and then, and duties lost. Changes nothing."""
    with opened() as house, work_in(house, SYSTEM) as uow:
        seen = policies.preview(uow, name)
    click.echo(f"{seen.certificates} certificates of {seen.holders} people would end sooner.")
    for one in seen.named:
        lost = "; ".join(f"loses {loss.title['en']} from {loss.day}" for loss in one.losses)
        click.echo(f"{one.code} · {one.name} · {one.course} · {one.before or 'no end'} → {one.after}" + (f" · {lost}" if lost else ""))
    if seen.certificates > len(seen.named):
        click.echo(f"and {seen.certificates - len(seen.named)} more")
