"""Memories that cannot grow without end: what is made once and kept for the next who asks."""

from typing import TypeVar

Key = TypeVar("Key")
Made = TypeVar("Made")


def remember(memory: dict[Key, Made], most: int, key: Key, made: Made) -> Made:
    """Keep what was made, and give it; a memory that holds `most` already begins anew."""
    if len(memory) >= most:
        memory.clear()
    memory[key] = made
    return made
