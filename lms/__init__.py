"""Hato, a learning platform whose certificates decide who is qualified to go."""
