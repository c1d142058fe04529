"""People: who acts, in which roles, and what a name, an address and a password may be."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

PASSWORD_MIN = 15
PASSWORD_MAX = 1000
NAME_MAX = 80
EMAIL_MAX = 200
EMAIL = re.compile(r"[^@\s\"(),:;<>\[\]\\]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z]{2,}")
CONTEXT_WORDS = ("password", "peacekeeping", "peacebuilding", "hato", "qwerty", "123456", "letmein")


class Role(StrEnum):
    """What a person may be besides a trainee, which everybody is."""

    TRAINER = "trainer"
    PARTNER = "partner"
    REGISTRAR = "registrar"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `id` is empty for somebody who has not signed in."""

    id: str = ""
    name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    lang: str = "en"
    session: str = ""
    system: bool = False
    scopes: frozenset[str] | None = None

    @property
    def signed_in(self) -> bool:
        """Whether this is a known person."""
        return bool(self.id)

    @property
    def initials(self) -> str:
        """One or two letters for the avatar."""
        parts = self.name.split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


ANYONE = Actor()
SYSTEM = Actor(name="system", system=True)


def clean_text(text: str) -> str:
    """Text as it is stored: NFC, inner white space single, no control or bidi-override characters."""
    text = unicodedata.normalize("NFC", text)
    kept = "".join(" " if one.isspace() else one for one in text if one.isspace() or unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
    return " ".join(kept.split())


def clean_email(text: str) -> str | None:
    """The address in the one form it is stored in (lower case, NFKC), or None when it is not an address."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if len(text) > EMAIL_MAX or not EMAIL.fullmatch(text) or ".." in text or not text.isprintable():
        return None
    return text


def name_problem(name: str) -> str | None:
    """What is wrong with a (cleaned) name as in a passport: a reason code, or None."""
    if not name:
        return "empty"
    if len(name) > NAME_MAX:
        return "long"
    if not any(one.isalpha() for one in name):
        return "no-letters"
    return None


def password_problem(password: str, context: tuple[str, ...] = (), blocked: frozenset[str] = frozenset()) -> str | None:
    """What is wrong with a new password: a reason code, or None.

    Length and no composition rules: NIST SP 800-63B-4. `context` holds the person's own name and address; `blocked` common passwords.
    """
    if len(password) < PASSWORD_MIN:
        return "short"
    if len(password) > PASSWORD_MAX:
        return "long"
    plain = re.sub(r"[\W\d_]+", "", unicodedata.normalize("NFKC", password).casefold())
    words = {re.sub(r"[\W\d_]+", "", one.casefold()) for one in (*context, *CONTEXT_WORDS)} - {""}
    for word in sorted(words, key=len, reverse=True):
        plain = plain.replace(word, "") if len(word) > 3 else plain
    if password.casefold() in blocked or len(set(password)) < 5 or (len(plain) < 4 and any(one.isalpha() for one in password)):
        return "common"
    return None
