"""The hato command, on the same services as the web."""
