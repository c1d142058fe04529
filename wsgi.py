"""The application for a WSGI server of your own; `hato serve` brings one along."""

from lms.app import create_app

app = create_app()
