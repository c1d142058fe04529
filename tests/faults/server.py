"""Serves a prepared stage until it is killed: `python -m tests.faults.server <database> <home> <data> <port>`."""

import sys
from pathlib import Path

from lms.adapters.system import now
from lms.app import create_app, serve
from lms.config import Config
from lms.services import worker
from tests.stage import open_stage

if __name__ == "__main__":
    url, home, data, port = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    base = f"http://127.0.0.1:{port}"
    house = open_stage(url, home, data, now, base_url=base)
    worker.start(house, alone=True)
    config = Config(home=home, data=data, database_url=url, base_url=base, port=port)
    serve(create_app(config, house), config)
