"""Readers of the content folders: files in, domain values out, faults with file, line and reason."""
