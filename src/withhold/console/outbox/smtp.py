"""One mail over SMTP (RFC 5321), step by step, so that it is known at each step whether it may be out."""

import re
import smtplib
import ssl
from collections.abc import Callable
from email.utils import parseaddr

from withhold.console.config import Mail
from withhold.console.operation.secret import secret_from
from withhold.console.outbox.interface import Outcome, Outgoing, Result
from withhold.console.outbox.mail import mail_of
from withhold.domain.errors import WithholdError

_SECONDS = 30.0
_LINE_DOT = re.compile(rb"(?m)^\.")
_GO_AHEAD = 354
_REPORTED = frozenset({"notice"})
"""Kinds of mail of which servers are asked to report the delivery."""
_TROUBLE = (OSError, smtplib.SMTPException, WithholdError)
"""What keeps a mail from being taken before it was handed over. ssl.SSLError is an OSError."""


class SmtpTransport:
    """A connection for each mail. Certificates of servers are verified."""

    def __init__(self, mail: Mail, seconds: float = _SECONDS) -> None:
        self._mail = mail
        self._seconds = seconds

    def send(self, message: Outgoing, handing_over: Callable[[], None]) -> Result:
        """Until the last line the server has not got the mail, after it only its answer tells."""
        content = mail_of(message, self._mail.sender)
        try:
            connection = self._connected()
        except smtplib.SMTPAuthenticationError as error:
            return Result(Outcome.RETRY, "the mail server does not take our password", error.smtp_code)
        except _TROUBLE as error:
            return Result(Outcome.RETRY, f"the mail server cannot be reached ({type(error).__name__})")
        try:
            refused = self._offered(connection, message, content)
            if refused is not None:
                return refused
            handing_over()
            return _ended(connection)
        finally:
            connection.close()

    def _connected(self) -> smtplib.SMTP:
        mail, context = self._mail, ssl.create_default_context()
        if mail.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.host, mail.port, timeout=self._seconds, context=context
            )
        else:
            connection = smtplib.SMTP(mail.host, mail.port, timeout=self._seconds)
        try:
            if mail.security == "starttls":
                connection.starttls(context=context)
            connection.ehlo_or_helo_if_needed()
            if mail.user and mail.password_file:
                connection.login(mail.user, secret_from(mail.password_file, "mail.password_file"))
        except BaseException:
            connection.close()
            raise
        return connection

    def _offered(self, connection: smtplib.SMTP, message: Outgoing, content: bytes) -> Result | None:
        """Everything but the line that ends the mail; a result if it went wrong before that."""
        try:
            of_mail: list[str] = []
            of_recipient: list[str] = []
            if message.kind in _REPORTED and connection.has_extn("dsn"):
                of_mail, of_recipient = reporting(message)
            for code, answer in (
                connection.mail(parseaddr(self._mail.sender)[1], of_mail),
                connection.rcpt(message.recipient, of_recipient),
            ):
                if code not in (250, 251):
                    return _said(code, answer)
            code, answer = connection.docmd("DATA")
            if code != _GO_AHEAD:
                return _said(code, answer)
            connection.send(_LINE_DOT.sub(b"..", content))
        except _TROUBLE as error:
            return Result(Outcome.RETRY, f"the connection broke ({type(error).__name__})")
        return None


def reporting(message: Outgoing) -> tuple[list[str], list[str]]:
    """What asks for reports of delivery (RFC 3461), for MAIL and for RCPT.

    The text does not come back (RET=HDRS). The ENVID is the Message-ID without its brackets.
    """
    envelope, recipient = xtext(message.message_id.strip("<>")), xtext(message.recipient)
    return ["RET=HDRS", f"ENVID={envelope}"], ["NOTIFY=SUCCESS,FAILURE,DELAY", f"ORCPT=rfc822;{recipient}"]


def xtext(text: str) -> str:
    """ASCII as the xtext of RFC 3461 4."""
    return "".join(one if "!" <= one <= "~" and one not in "+=" else f"+{ord(one):02X}" for one in text)


def _ended(connection: smtplib.SMTP) -> Result:
    try:
        connection.send(b".\r\n")
        code, answer = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        told = f"the connection broke before the server answered ({type(error).__name__})"
        return Result(Outcome.UNKNOWN, told)
    if code == 250:
        return Result(Outcome.ACCEPTED, _text(answer), code)
    return _said(code, answer)


def _said(code: int, answer: bytes) -> Result:
    """A code of the 500s is for good; everything else may be tried again."""
    return Result(Outcome.REFUSED if 500 <= code < 600 else Outcome.RETRY, _text(answer), code)


def _text(answer: bytes) -> str:
    return answer.decode("utf-8", "replace")[:500]
