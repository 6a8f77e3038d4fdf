"""By which signs mail, calendars and contact cards are told from prose, forms and tables."""

import re

_NAMED = re.compile(r"([!-9;-~]{1,100})[ \t]*:")
_TRANSPORT = frozenset(
    ("received", "return-path", "message-id", "mime-version", "delivered-to", "dkim-signature",
     "x-mozilla-status", "x-gm-thrid", "content-transfer-encoding", "x-mailer", "x-originating-ip",
     "in-reply-to", "references",
     "x-unsent", "thread-index", "x-received", "x-sender", "envelope-to", "list-unsubscribe")
)  # fmt: skip
_KNOWN = _TRANSPORT | frozenset(
    (
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "sender",
        "reply-to",
        "content-type",
        "resent-from",
        "sent",
    )
)
_CARD = re.compile(r"^(?:BEGIN|END):(VCALENDAR|VCARD)[ \t]*\r?$", re.M | re.I)
"""The first or last line of one; the first may be lost."""
_LONGEST = 400
"""Lines of a header that are looked at."""
_MAILBOX = re.compile(
    r"From [^\r\n]{0,300}?\d{1,2}:\d{2}[^\r\n]{0,60}\r?\n(?:>From [^\r\n]*\r?\n)?[!-9;-~]{1,100}:"
)
_ENVELOPES = (2, 3, 4, 6)
"""Signed, enveloped, both, encrypted."""
_SMIME = bytes.fromhex("06092a864886f70d0107")
"""The object identifier of PKCS #7 and CMS contents, all but its last byte."""


def mail_type(start: str, *, is_named_mail: bool) -> str | None:
    """The media type if a text is a message, a mailbox, a calendar, contact cards or an encrypted block.

    A header needs known fields in an unbroken block and a sign that a mail program wrote it: a field of
    transport, or a sender with an address. Behind the name of a mail file two known fields are enough.
    """
    top = start[:64].upper()
    if card := _CARD.search(start) if ":" in start.partition("\n")[0] else None:
        return "text/calendar" if card[1].upper() == "VCALENDAR" else "text/vcard"
    if top.startswith("-----BEGIN PGP MESSAGE"):
        return "application/pgp-encrypted"
    if _MAILBOX.match(start):
        return "application/mbox"
    return "message/rfc822" if _is_message(start, is_named_mail) else None


def _is_message(start: str, is_named_mail: bool) -> bool:
    fields: dict[str, str] = {}
    for number, line in enumerate(start.splitlines()[:_LONGEST]):
        if not line.strip():
            break
        if (number == 0 and line.strip().isdigit()) or line.startswith(">From "):
            continue
        if line[0] in " \t" and fields:
            continue
        found = _NAMED.match(line)
        if found is None:
            if not is_named_mail:
                return False
            break
        fields.setdefault(found.group(1).lower(), line[found.end() :])
    known = fields.keys() & _KNOWN
    if is_named_mail:
        return len(known) >= 1
    is_sent = "@" in fields.get("from", "") and bool(known & {"to", "subject", "date", "sent"})
    return len(known) >= 2 and (is_sent or bool(known & _TRANSPORT))


def enveloped_type(head: bytes) -> str | None:
    """The media type if bytes are a cryptographic envelope (CMS): signed or encrypted content."""
    at = head.find(_SMIME, 2, 40)
    if head[:1] != b"\x30" or at < 0 or at + 10 >= len(head) or head[at + 10] not in _ENVELOPES:
        return None
    return "application/pkcs7-mime"
