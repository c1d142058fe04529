"""Decisions: values in, values out, only the standard library."""
