"""Identifiers: UUIDv7 for the database, short checksummed codes where a person reads them."""

import uuid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
"""31 symbols without I, L, O, U and Z. 31 is prime, so a weighted sum finds every single typo and every swap."""

LENGTH = 12
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "Z": "2"})


def uuid7(milliseconds: int, randomness: bytes) -> str:
    """A UUID version 7 (RFC 9562, section 5.7) from Unix `milliseconds` and 10 random bytes."""
    number = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(randomness[:10], "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=number))


def is_uuid(text: str) -> bool:
    """Whether `text` is a UUID written the usual way, lower case with hyphens."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def make_code(randomness: bytes) -> str:
    """A code such as `7K3M-9Q2X-AB4D` from at least 11 random bytes: 11 free symbols and a check symbol."""
    free = [byte % 31 for byte in randomness[: LENGTH - 1]]
    check = -sum(weight * value for weight, value in enumerate(free, 1)) * pow(LENGTH, -1, 31) % 31
    symbols = "".join(ALPHABET[value] for value in (*free, check))
    return "-".join(symbols[start : start + 4] for start in range(0, LENGTH, 4))


def read_code(text: str) -> str | None:
    """The code as it is stored, from what a person typed; None when it cannot be one (a typo, another length)."""
    symbols = [one for one in text.strip().upper().translate(LOOKALIKES) if one not in " -"]
    if len(symbols) != LENGTH or any(one not in ALPHABET for one in symbols):
        return None
    if sum(weight * ALPHABET.index(one) for weight, one in enumerate(symbols, 1)) % 31:
        return None
    joined = "".join(symbols)
    return "-".join(joined[start : start + 4] for start in range(0, LENGTH, 4))
