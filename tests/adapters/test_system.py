"""Secrets that are drawn once and kept."""

import stat
from concurrent.futures import ThreadPoolExecutor

from lms.adapters.system import own_secret


def test_many_at_once_find_one_secret_that_only_its_owner_can_read(tmp_path):
    path = tmp_path / "keys" / "0001.key"
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda number: own_secret(path), range(64)))
    assert len(found) == 1 and len(found.pop()) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and list(path.parent.iterdir()) == [path]
    assert own_secret(path) == path.read_bytes()
