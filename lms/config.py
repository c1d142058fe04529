"""Every setting of the house: its name, type, default and one sentence; read once from HATO_* variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


def setting(default: Any, sentence: str) -> Any:
    """A configuration field with its sentence."""
    return field(default=default, metadata={"sentence": sentence})


HOME = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Config:
    """One running copy's settings. `HATO_<FIELD>` in the environment sets a field; empty means the default."""

    home: Path = setting(HOME, "Folder that holds the content folders, templates and static files.")
    data: Path = setting(HOME / "var", "Folder for the database, keys, files and outgoing mail; the one folder to back up.")
    database_url: str = setting("", "PostgreSQL address (`postgresql://…`); empty uses SQLite in the data folder.")
    base_url: str = setting(
        "http://127.0.0.1:8000", "Address under which people reach this site; links and QR codes use it. Follows host and port where it is not set."
    )
    host: str = setting("127.0.0.1", "Address the server listens on.")
    port: int = setting(8000, "Port the server listens on.")
    threads: int = setting(8, "Threads that answer requests.")
    connection_limit: int = setting(1000, "Connections held at once, so that slow lines cannot shut others out.")
    trusted_proxies: int = setting(0, "Reverse proxies in front whose X-Forwarded-* headers are believed.")
    site_name: str = setting("Hato", "Name of the site, on every page and certificate.")
    site_tagline: str = setting("Training for people who keep the peace", "Half a sentence below the name.")
    issuer: str = setting("Hato", "Who issues the certificates.")
    pdf_key: str = setting("", "PKCS#12 file with the key that signs certificates; empty makes a key in the data folder.")
    pdf_key_password_file: str = setting("", "File that holds the password of that PKCS#12 file.")
    pdf_pkcs11_module: str = setting("", "Library of a token (PKCS#11) that holds the key that signs certificates.")
    pdf_pkcs11_token: str = setting("", "Label of the token; empty takes the first.")
    pdf_pkcs11_key: str = setting("", "Label of the key and of its certificate on the token.")
    pdf_pkcs11_pin_file: str = setting("", "File that holds the token's PIN.")
    timezone: str = setting("Asia/Tokyo", "Zone in which dates of validity are counted.")
    languages: str = setting("en,ja", "Interface languages offered, the first being the default.")
    smtp_url: str = setting("", "Mail server (`smtp://user:password@host:587`); empty writes mail into the data folder.")
    mail_from: str = setting("hato@localhost", "Sender of mail.")
    session_days: int = setting(30, "Days after which a sign-in ends in any case.")
    session_idle_days: int = setting(14, "Days without a saved action after which a sign-in ends.")
    attempts_per_account: int = setting(10, "Wrong passwords for one account in five minutes before it must wait.")
    attempts_per_address: int = setting(100, "Wrong passwords from one address in five minutes before it must wait.")
    registrations_per_address: int = setting(60, "Accounts made from one address in an hour before it must wait.")
    hashes_at_once: int = setting(2, "Passwords checked at the same time; more would let a flood eat the memory.")
    upload_limit: int = setting(2_000_000, "Largest request body in bytes.")
    log_level: str = setting("INFO", "Least important log line that is written.")

    @property
    def secure(self) -> bool:
        """Whether people reach the site over https, which decides the cookies' flags."""
        return self.base_url.startswith("https://")

    @property
    def database(self) -> str:
        """The address of the database really used."""
        return self.database_url or f"sqlite:///{self.data / 'hato.sqlite3'}"


def from_environment(environment: Mapping[str, str] | None = None) -> Config:
    """Read HATO_* once; raises ValueError naming the variable that does not make sense."""
    environment = os.environ if environment is None else environment
    known = {"HATO_" + one.name.upper(): one for one in fields(Config)}
    values: dict[str, Any] = {}
    for name, one in known.items():
        if raw := environment.get(name, ""):
            try:
                values[one.name] = one.type(raw) if isinstance(one.type, type) else raw
            except ValueError:
                raise ValueError(f"{name}={raw}: expected {getattr(one.type, '__name__', one.type)}") from None
    if "base_url" not in values:
        here = {name: values.get(name, one.default) for name, one in ((one.name, one) for one in fields(Config))}
        values["base_url"] = f"http://{here['host']}:{here['port']}"
    return Config(**values)
