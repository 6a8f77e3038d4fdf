"""A message as a mail: the same bytes at every try."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from withhold.console.outbox.interface import Outgoing


def mail_of(message: Outgoing, sender: str) -> bytes:
    """The mail with CRLF line ends. Marked as sent by a program, so that no automatic reply comes back."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = message.recipient
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.created)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834
    mail.set_content(message.body, charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()
