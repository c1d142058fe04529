"""The house behind its own server and nothing else: no job worker, no floors."""

from lms.app import create_app, serve
from lms.config import from_environment

if __name__ == "__main__":
    config = from_environment()
    serve(create_app(config), config)
