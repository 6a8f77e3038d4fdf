"""Hiding places of mail: Internet messages, mailboxes, Outlook's messages and winmail.dat."""

import base64
import binascii
from collections.abc import Callable
from random import Random

from corpus.content import Content, aggregate
from corpus.hiding.place import HidingPlace
from corpus.mail import message as mail
from corpus.mail.outlook import (
    BCC,
    BODY,
    HEADERS,
    HTML,
    RTF,
    SUBJECT,
    TO,
    OutlookMessage,
    attached,
    receivers,
)
from corpus.mail.rtf import compressed, wrapped
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import package
from corpus.textual import delimited, html_page, html_table
from corpus.zips import zipped

Make = Callable[[Random, Content], bytes]
_NOTE = "Please find the monthly figures below. They were updated on Monday."
_PLAIN = "text/plain; charset=utf-8"
_BODY = ("part:body",)
_UNSEEN = ("part:body 2",)
_LIST = ("member:list.csv",)


def _figures(rng: Random) -> str:
    rows = aggregate(rng, 3)
    return html_page("Figures", f"<p>{_NOTE}</p>" + html_table([str(cell) for cell in rows[0]], rows[1:]))


def _csv(content: Content) -> bytes:
    return delimited(content.table).encode()


def _text(content: Content) -> str:
    return "\n".join((_NOTE, "", *content.lines, ""))


def _body(encoding: str, charset: str = "utf-8") -> Make:
    def make(_: Random, content: Content) -> bytes:
        return mail.message(mail.part(f"text/plain; charset={charset}", _text(content), encoding=encoding))

    return make


def _flowed(_: Random, content: Content) -> bytes:
    """Each sentence broken after a few words, as programs wrap what somebody types."""
    words = " ".join(content.lines).split(" ")
    lines = [" ".join(words[at : at + 3]) for at in range(0, len(words), 3)]
    return mail.message(mail.part(f"{_PLAIN}; format=flowed", " \n".join(lines) + "\n"))


def _quoted(_: Random, content: Content) -> bytes:
    history = "\n".join(f">> {line}" for line in content.lines)
    return mail.message(
        mail.part(_PLAIN, f"Thanks, noted.\n\nOn Friday the desk wrote:\n> See below.\n{history}\n")
    )


def _html(rng: Random, content: Content) -> bytes:
    table = html_table(content.header, content.rows)
    page = _figures(rng).replace("</body>", f"{table}</body>")
    return mail.message(mail.part("text/html; charset=utf-8", page, encoding="quoted-printable"))


def _other_alternative(rng: Random, content: Content) -> bytes:
    parts = [mail.part(_PLAIN, _text(content)), mail.part("text/html; charset=utf-8", _figures(rng))]
    return mail.message(mail.multipart("alternative", parts))


def _invite(rng: Random, content: Content) -> bytes:
    calendar = _calendar(f"DESCRIPTION:{_escaped(content.text)}")
    parts = [
        mail.part("text/html; charset=utf-8", _figures(rng)),
        mail.part("text/calendar; charset=utf-8; method=REQUEST", calendar, encoding="base64"),
    ]
    return mail.message(mail.multipart("alternative", parts))


def _preamble(_: Random, content: Content) -> bytes:
    return mail.message(mail.multipart("mixed", [mail.part(_PLAIN, _NOTE)], before=content.text))


def _epilogue(_: Random, content: Content) -> bytes:
    return mail.message(mail.multipart("mixed", [mail.part(_PLAIN, _NOTE)], behind=content.text))


def _with(*parts: bytes) -> bytes:
    return mail.message(mail.multipart("mixed", [mail.part(_PLAIN, _NOTE), *parts]))


def _attached(_: Random, content: Content) -> bytes:
    return _with(mail.binary("list.csv", _csv(content)))


def _attached_hidden_sheet(_: Random, content: Content) -> bytes:
    sheets = [Sheet("Cover", [["Notes"]]), Sheet("Data", content.table, state="hidden")]
    return _with(mail.binary("report.xlsx", package(Workbook(sheets))))


def _attached_archive(_: Random, content: Content) -> bytes:
    return _with(mail.binary("figures.zip", zipped([("deep.zip", zipped([("list.csv", _csv(content))]))])))


def _forwarded(_: Random, content: Content) -> bytes:
    inner = mail.message(mail.part(_PLAIN, _text(content), encoding="base64"), subject="Earlier")
    return _with(b"Content-Type: message/rfc822\r\n\r\n" + inner)


def _digest(_: Random, content: Content) -> bytes:
    inner = [mail.message(mail.part(_PLAIN, line)) for line in (_NOTE, content.text)]
    return mail.message(mail.multipart("digest", [b"\r\n" + one for one in inner]))


def _file_names(_: Random, content: Content) -> bytes:
    return _with(*(mail.binary(line.rstrip("."), b"see file\n") for line in content.lines))


def _subject(_: Random, content: Content) -> bytes:
    words = "\r\n ".join(
        mail.word(line[at : at + 30]) for line in content.lines for at in range(0, len(line), 30)
    )
    return mail.message(mail.part(_PLAIN, _NOTE), subject=words)


def _field(_: Random, content: Content) -> bytes:
    return mail.message(mail.part(_PLAIN, _NOTE), *(f"X-Note: {mail.word(line)}" for line in content.lines))


def _description(_: Random, content: Content) -> bytes:
    parts = [mail.part(_PLAIN, "1\n", f"Content-Description: {mail.word(line)}") for line in content.lines]
    return _with(*parts)


def _uuencoded(_: Random, content: Content) -> bytes:
    return mail.message(mail.part(_PLAIN, f"{_NOTE}\n\n{mail.uuencoded('list.csv', _csv(content))}\nBye\n"))


def _signed(_: Random, content: Content) -> bytes:
    envelope = mail.signed(mail.part(_PLAIN, _text(content)))
    kind = "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"
    return mail.message(mail.part(kind, envelope, encoding="base64"))


def _winmail(_: Random, content: Content) -> bytes:
    wrapped_message = OutlookMessage({SUBJECT: "Figures"}, files=[attached("list.csv", _csv(content))])
    return _with(mail.binary("winmail.dat", wrapped_message.tnef(), "application/ms-tnef"))


def _mailbox(_: Random, content: Content) -> bytes:
    first = mail.message(mail.part(_PLAIN, f"{_NOTE}\nFrom 10:00 on we are closed.\n"))
    return mail.mailbox([first, mail.message(mail.part(_PLAIN, _text(content)))])


EML = (
    HidingPlace("plain_body", _body("8bit"), "visible", _BODY),
    HidingPlace("base64_body", _body("base64"), "visible", _BODY),
    HidingPlace("quoted_printable_body", _body("quoted-printable"), "visible", _BODY),
    HidingPlace("lying_charset", _body("8bit", "us-ascii"), "visible", _BODY),
    HidingPlace("flowed_body", _flowed, "visible", _BODY),
    HidingPlace("quoted_history", _quoted, "visible", _BODY),
    HidingPlace("html_body", _html, "visible", _BODY),
    HidingPlace("other_alternative", _other_alternative, "invisible_text", _UNSEEN),
    HidingPlace("calendar_invite", _invite, "attachment"),
    HidingPlace("before_the_parts", _preamble, "invisible_text", ("part:before the parts",)),
    HidingPlace("behind_the_parts", _epilogue, "invisible_text", ("part:behind the parts",)),
    HidingPlace("attached_table", _attached, "attachment", _LIST),
    HidingPlace(
        "attached_hidden_sheet", _attached_hidden_sheet, "hidden_sheet", ("member:report.xlsx", "sheet:Data")
    ),
    HidingPlace(
        "attached_archive", _attached_archive, "attachment", ("member:figures.zip", "member:deep.zip", *_LIST)
    ),
    HidingPlace("forwarded_message", _forwarded, "attachment", _BODY),
    HidingPlace("digest", _digest, "attachment", _BODY),
    HidingPlace("attachment_names", _file_names, None),
    HidingPlace("subject", _subject, "visible", ("part:header",)),
    HidingPlace("header_field", _field, "metadata", ("part:header",)),
    HidingPlace("part_description", _description, "metadata"),
    HidingPlace("uuencoded_file", _uuencoded, "attachment", _LIST),
    HidingPlace("signed_message", _signed, "visible", ("part:signed content", "part:body")),
    HidingPlace("winmail", _winmail, "attachment", ("member:winmail.dat", *_LIST)),
    HidingPlace("mailbox", _mailbox, "visible", ("member:message 2", "part:body"), ending="mbox"),
)


def _outlook(change: Callable[[OutlookMessage, Content], None], *, as_tnef: bool = False) -> Make:
    def make(rng: Random, content: Content) -> bytes:
        made = OutlookMessage({0x1A: "IPM.Note", SUBJECT: "Monthly figures", HTML: _figures(rng).encode()})
        made.people = receivers([("Statistics", "statistics@example.org")], TO)
        change(made, content)
        return made.tnef() if as_tnef else made.msg()

    return make


def _plain_body(message: OutlookMessage, content: Content) -> None:
    del message.values[HTML]
    message.values[BODY] = _text(content)


def _page_body(message: OutlookMessage, content: Content) -> None:
    message.values[HTML] = html_page("Figures", html_table(content.header, content.rows)).encode()


def _wrapped_body(message: OutlookMessage, content: Content) -> None:
    del message.values[HTML]
    message.values[RTF] = compressed(wrapped(content.text))


def _beside_the_page(message: OutlookMessage, content: Content) -> None:
    del message.values[HTML]
    message.values[RTF] = compressed(wrapped(_NOTE, content.text))


def _other_form(message: OutlookMessage, content: Content) -> None:
    message.values[BODY] = _text(content)


def _file(message: OutlookMessage, content: Content) -> None:
    message.files.append(attached("list.csv", _csv(content)))


def _inner_message(message: OutlookMessage, content: Content) -> None:
    deepest = OutlookMessage({SUBJECT: "Earlier", BODY: _text(content)})
    message.messages.append(OutlookMessage({SUBJECT: "Between"}, messages=[deepest]))


def _named_property(message: OutlookMessage, content: Content) -> None:
    message.values[0x8001] = content.text


def _kept_header(message: OutlookMessage, content: Content) -> None:
    notes = "".join(f"X-Note: {mail.word(line)}\r\n" for line in content.lines)
    message.values[HEADERS] = "\r\n".join([*mail.FIELDS, notes])


def _unused_sector(message: OutlookMessage, content: Content) -> None:
    message.unused = content.text.encode("utf-16-le")


def _blind_copy(message: OutlookMessage, content: Content) -> None:
    message.people += receivers([(line, "desk@example.org") for line in content.lines], BCC)


_DEEP = ("member:attachment 1", "member:attachment 1", "part:body")
MSG = (
    HidingPlace("plain_body", _outlook(_plain_body), "visible", _BODY),
    HidingPlace("html_body", _outlook(_page_body), "visible", _BODY),
    HidingPlace("html_in_rtf", _outlook(_wrapped_body), "visible", _BODY),
    HidingPlace("beside_html_in_rtf", _outlook(_beside_the_page), "invisible_text", ("part:body in RTF",)),
    HidingPlace("other_form", _outlook(_other_form), "invisible_text", ("part:body in another form",)),
    HidingPlace("attached_table", _outlook(_file), "attachment", _LIST),
    HidingPlace("message_in_message", _outlook(_inner_message), "attachment", _DEEP),
    HidingPlace("named_property", _outlook(_named_property), "metadata", ("part:properties",)),
    HidingPlace("kept_header", _outlook(_kept_header), "metadata", ("part:header",)),
    HidingPlace("blind_copy", _outlook(_blind_copy), "metadata", ("part:properties",)),
    HidingPlace(
        "unused_sector", _outlook(_unused_sector), "previous_version", ("part:unused sectors",), skipped=True
    ),
)
TNEF = (
    HidingPlace("plain_body", _outlook(_plain_body, as_tnef=True), "visible", _BODY),
    HidingPlace("html_in_rtf", _outlook(_wrapped_body, as_tnef=True), "visible", _BODY),
    HidingPlace("other_form", _outlook(_other_form, as_tnef=True), "invisible_text"),
    HidingPlace("attached_table", _outlook(_file, as_tnef=True), "attachment", _LIST),
    HidingPlace("message_in_message", _outlook(_inner_message, as_tnef=True), "attachment", _DEEP),
    HidingPlace("named_property", _outlook(_named_property, as_tnef=True), "metadata"),
    HidingPlace("blind_copy", _outlook(_blind_copy, as_tnef=True), "metadata"),
)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A content line in pieces, as lines may not be longer than 75 bytes."""
    return "\r\n ".join(line[at : at + 60] for at in range(0, len(line), 60))


def _calendar(*lines: str) -> str:
    event = (
        "BEGIN:VEVENT",
        "UID:1@example.org",
        "DTSTART:20221128T094500Z",
        "SUMMARY:Review of figures",
        *lines,
    )
    whole = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Reports//EN", *event, "END:VEVENT", "END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in whole)


def _event(line: Callable[[Content], tuple[str, ...]]) -> Make:
    return lambda _, content: _calendar(*line(content)).encode()


def _enclosed(content: Content) -> tuple[str, ...]:
    packed = base64.b64encode(_csv(content)).decode()
    return (f"ATTACH;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=list.csv:{packed}",)


ICS = (
    HidingPlace("description", _event(lambda c: (f"DESCRIPTION:{_escaped(c.text)}",)), "visible"),
    HidingPlace(
        "summary", _event(lambda c: tuple(f"SUMMARY:{_escaped(line)}" for line in c.lines)), "visible"
    ),
    HidingPlace("own_field", _event(lambda c: (f"X-NOTE:{_escaped(c.text)}",)), "metadata"),
    HidingPlace("enclosed_file", _event(_enclosed), "attachment"),
)


def _cards(rows: Callable[[Content], list[tuple[str, ...]]]) -> Make:
    def make(_: Random, content: Content) -> bytes:
        cards = [("VERSION:3.0", *lines) for lines in rows(content)]
        lines = [line for card in cards for line in ("BEGIN:VCARD", *card, "END:VCARD")]
        return "".join(_folded(line) + "\r\n" for line in lines).encode()

    return make


def _card_notes(content: Content) -> list[tuple[str, ...]]:
    return [(f"FN:{_escaped(str(row[0]))}", f"NOTE:{_escaped(str(row[2]))}") for row in content.rows]


def _card_fields(content: Content) -> list[tuple[str, ...]]:
    return [("FN:Reports Desk", f"X-NOTE:{_escaped(line)}") for line in content.lines]


def _old_cards(content: Content) -> list[tuple[str, ...]]:
    def coded(name: str, text: str) -> str:
        body = binascii.b2a_qp(text.encode()).decode().replace("=\n", "=\r\n")
        return f"{name};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{body}"

    return [(coded("FN", str(row[0])), coded("NOTE", str(row[2]))) for row in content.rows]


VCF = (
    HidingPlace("cards", _cards(_card_notes), "visible"),
    HidingPlace("coded_cards", _cards(_old_cards), "visible"),
    HidingPlace("own_field", _cards(_card_fields), "metadata"),
)
