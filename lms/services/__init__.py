"""Use cases: authorize, load, decide, save, record, view."""
