"""`hato ledger …`, as an operator and a partner type it."""

import threading

import pytest
import waitress
from click.testing import CliRunner

from lms.app import create_app
from lms.cli.main import hato
from lms.config import Config
from lms.domain.people import SYSTEM
from lms.services import checkpoints
from tests.services.test_attempts import do, sit


@pytest.fixture
def typed(database_url, home, house):
    """Type a command against the house's database."""
    settings = {"HATO_HOME": str(home), "HATO_DATA": str(house.data), "HATO_DATABASE_URL": database_url}
    return lambda *words: CliRunner().invoke(hato, ["ledger", *words], env=settings)


def test_a_kept_checkpoint_is_continued_until_the_ledger_is_another(house, cast, typed, tmp_path):
    sit(house, cast.aiko, "m1")
    do(house, SYSTEM, checkpoints.make)
    kept = tmp_path / "kept.txt"
    kept.write_text(do(house, SYSTEM, checkpoints.newest, writes=False).note)
    good = typed("verify", "--checkpoint", str(kept))
    assert good.exit_code == 0 and "is continued" in good.output
    lines = kept.read_text().split("\n")
    kept.write_text("\n".join([lines[0], str(int(lines[1]) + 1000), *lines[2:3], "", ""]))
    bad = typed("verify", "--checkpoint", str(kept))
    assert bad.exit_code == 1 and "ROLLED BACK" in bad.output


def test_a_partner_watches_and_the_house_shows_the_witness(house, cast, typed, tmp_path):
    sit(house, cast.aiko, "m1")
    do(house, SYSTEM, checkpoints.make)
    server = waitress.create_server(create_app(Config(home=house.home, data=house.data), house), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.effective_port}"
        seen = typed("witness", address, "--state", str(tmp_path / "watch.json"), "--name", "partner.example.org")
        assert seen.exit_code == 0, seen.output
        (tmp_path / "note.txt").write_text(seen.stdout)
        key = seen.stderr.strip().rsplit(" ", 1)[1]
        signed = typed("cosign", str(tmp_path / "note.txt"), "--key", key)
        assert signed.exit_code == 0 and "witnessed by partner.example.org" in signed.output
    finally:
        server.close()
        thread.join(5)
    gone = typed("witness", address, "--state", str(tmp_path / "watch.json"), "--name", "partner.example.org")
    assert gone.exit_code == 1 and "cannot be read" in gone.output
