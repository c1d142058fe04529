"""Outgoing mail: by SMTP where a server is set, else as files in the data folder."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Mailer:
    """Sends one message; says by which way."""

    def __init__(self, smtp_url: str, sender: str, folder: Path, seconds: float = 15) -> None:
        self.smtp_url = smtp_url
        self.sender = sender
        self.folder = folder
        self.seconds = seconds

    @property
    def real(self) -> bool:
        """Whether messages leave the house."""
        return bool(self.smtp_url)

    def send(self, name: str, address: str, subject: str, body: str) -> str:
        """Send a message; `name` makes the file unique. Gives `smtp` or `file`; raises OSError when the server refuses."""
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = self.sender, address, " ".join(subject.split())
        message.set_content(body)
        if self.real:
            self._deliver(message)
            return "smtp"
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.folder / f"{name}.eml").write_bytes(message.as_bytes())
        return "file"

    def forget(self, name: str) -> None:
        """Delete the file of a message; nothing when it left as mail."""
        (self.folder / f"{name}.eml").unlink(missing_ok=True)

    def _deliver(self, message: EmailMessage) -> None:
        where = urlsplit(self.smtp_url)
        trusted = ssl.create_default_context()
        host, port = where.hostname or "localhost", where.port or 0
        with (
            smtplib.SMTP_SSL(host, port, timeout=self.seconds, context=trusted)
            if where.scheme == "smtps"
            else smtplib.SMTP(host, port, timeout=self.seconds)
        ) as line:
            line.ehlo_or_helo_if_needed()
            if where.scheme != "smtps" and (line.has_extn("starttls") or where.username):
                line.starttls(context=trusted)
            if where.username:
                line.login(unquote(where.username), unquote(where.password or ""))
            line.send_message(message)
