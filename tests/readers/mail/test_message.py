"""Messages: header fields, transfer encodings, bodies, and what is mail at all."""

from io import BytesIO

import pytest

from corpus.mail import message as mail
from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of, texts_of
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import SkipReason, TextRole
from withhold.readers.interface import Budget, Source
from withhold.readers.mail.addresses import addresses
from withhold.readers.mail.charsets import to_text
from withhold.readers.mail.fields import parameters, unworded
from withhold.readers.mail.letter import plain, take_files
from withhold.readers.mail.spans import Span, divide
from withhold.readers.mail.transfer import decoded
from withhold.readers.registry import media_type_of

_WHO = "Okonkwo-Lindqvist"
_ENVELOPED = bytes.fromhex("3080 06092a864886f70d010703 a080 3080 020100")


def media_type(data: bytes, name: str = "") -> str:
    return media_type_of(Source(BytesIO(data), len(data), name))


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"From: a@example.org\nSubject: x\n\nwords\n", "", "message/rfc822"),
        (b"Received: from x by y\r\nSubject: x\r\n\r\nwords", "note.txt", "message/rfc822"),
        (b"\n\nReturn-Path: <a@example.org>\nTo: b@example.org\n\nx", "", "message/rfc822"),
        (b"123\nReceived: from x by y\nDate: now\n\nx", "1.emlx", "message/rfc822"),
        (b"Subject: x\nThis is no header\n", "draft.eml", "message/rfc822"),
        (b"From a@example.org Mon Nov 28 09:45:00 2022\nSubject: x\n\nwords\n", "", "application/mbox"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "", "text/calendar"),
        (b"begin:vcard\r\nFN:x\r\n", "", "text/vcard"),
        (b"-----BEGIN PGP MESSAGE-----\n\nabc\n", "", "application/pgp-encrypted"),
        (b"\x78\x9f\x3e\x22\x01\x00", "", "application/vnd.ms-tnef"),
        (b"From: the office\nTo: all\nSubject: Leave\n\nDear all,\n", "", "text/csv"),
        (b"Name: Ann Lee\nBorn: 1990-01-01\nCity: Oslo\n", "", "text/plain"),
        (b"From,To,Subject\na@example.org,b@example.org,x\nc@example.org,d@example.org,y\n", "", "text/csv"),
        (b"From here on we walked. At 10:00 it rained.\nThen we went home.\n", "", "text/plain"),
        (b"From: Monday we are open.\nNo other line is a field.\n", "", "text/plain"),
    ],
)
def test_mail_is_told_from_other_text(data: bytes, name: str, expected: str) -> None:
    found = media_type(data, name)
    assert found == expected or (expected == "text/csv" and found == "text/plain")


def test_people_of_the_header_are_a_table_and_blind_copies_are_hidden() -> None:
    items = read(mail.message(mail.part("text/plain", "x"), f"Bcc: {mail.word(_WHO)} <o@example.org>"))
    seen, unseen = tables_of(items)
    assert columns_of(seen)["Email"] == ["reports@example.org", "statistics@example.org"]
    assert columns_of(unseen)["Name"] == [_WHO]
    assert unseen.concealment is C.METADATA


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('"Lee, Ann" <a@b.org>, bo@b.org (Bo Li)', [("Lee, Ann", "a@b.org"), ("Bo Li", "bo@b.org")]),
        ("team: Ann Lee <a@b.org>, bo@b.org;", [("team", ""), ("Ann Lee", "a@b.org"), ("", "bo@b.org")]),
        ("undisclosed-recipients:;", [("undisclosed-recipients", "")]),
        ('"Lee \\"Annie\\" Ann" <ann@example.org>', [('Lee "Annie" Ann', "ann@example.org")]),
        ("=?utf-8?q?Ann_L=C3=A9e?= <ann@example.org>", [("Ann Lée", "ann@example.org")]),
        ('"never closed <ann@example.org>', [("never closed <ann@example.org>", "")]),
    ],
)  # fmt: skip
def test_addresses(raw: str, expected: list[tuple[str, str]]) -> None:
    assert list(addresses(raw)) == expected


def test_letters_cut_apart_between_encoded_words_are_joined() -> None:
    assert unworded("=?utf-8?q?Ann_L=C3?= =?utf-8?q?=A9e?= and") == "Ann Lée and"


def test_parameters_in_pieces_and_in_a_character_set() -> None:
    raw = "attachment; filename*1*=%20Lee.csv; filename*0*=utf-8''Ann%C3%A9; size=12"
    assert parameters(raw) == ("attachment", {"size": "12", "filename": "Anné Lee.csv"})
    assert parameters('text/plain; name="a \\"b\\" c"')[1]["name"] == 'a "b" c'


@pytest.mark.parametrize(
    ("encoding", "chunks", "expected"),
    [
        ("base64", [b"QW5u\r\nIEx", b"lZQ==\r\n"], b"Ann Lee"),
        ("base64", [b"QW5u!!*IExlZQ=="], b"Ann Lee"),
        ("base64", [b"QW5uIA==TGVl"], b"Ann Lee"),
        ("quoted-printable", [b"Ann=2", b"0Lee=\r\n!"], b"Ann Lee!"),
        ("x-uuencode", [b"begin 644 x\n'06YN($QE90\n`\nend\n"], b"Ann Lee"),
        ("8bit", [b"Ann Lee"], b"Ann Lee"),
        ("unheard-of", [b"Ann Lee"], b"Ann Lee"),
    ],
)
def test_transfer_encodings(encoding: str, chunks: list[bytes], expected: bytes) -> None:
    assert b"".join(decoded(chunks, encoding, Budget())) == expected


def test_character_sets_that_lie_are_seen() -> None:
    assert to_text("Löfgren".encode(), "iso-8859-1") == "Löfgren"
    assert to_text("Löfgren".encode("cp1252"), "utf-8") == "Löfgren"
    assert to_text("Фамилия Иванова".encode("koi8-r"), "KOI8-R") == "Фамилия Иванова"
    assert to_text("阿古".encode("iso2022-jp"), "ISO-2022-JP") == "阿古"


def test_quoting_and_soft_line_ends_are_undone() -> None:
    text = ">> Ann \n>> Lee\n> Bo\nand \nso \n on\n-- \nme"
    assert plain(text, flowed=True, joined=False) == "Ann Lee\nBo\nand so on\n-- \nme\n"


def test_files_in_a_body_are_taken_out_and_prose_is_not() -> None:
    data = b"Hello\nbegin 644 a.txt\n'06YN($QE90\n`\nend\nbegin 644 of the story\nIt was late.\n"
    rest, files = take_files(data)
    assert files == [("a.txt", b"Ann Lee")]
    assert rest == b"Hello\nbegin 644 of the story\nIt was late.\n"
    coded = bytes((byte + 42) % 256 for byte in b"Ann Lee")
    yenc = b"=ybegin line=128 size=7 name=b.txt\r\n" + coded + b"\r\n=yend size=7\r\n"
    assert take_files(b"x\r\n" + yenc + b"y")[1] == [("b.txt", b"Ann Lee")]


def test_parts_are_cut_at_whole_lines_only() -> None:
    data = b"before\r\n--b\r\none --b\r\n--bb\r\n--b  \r\ntwo\r\n--b--\r\nbehind"
    found = divide(Span(BytesIO(data), 0, len(data)), b"b")
    assert [part.head(99) for part in found.parts] == [b"one --b\r\n--bb", b"two"]
    assert (found.before.head(99), found.behind.head(99)) == (b"before", b"behind")


def test_a_boundary_across_two_windows_is_found() -> None:
    for size in range((1 << 18) - 20, (1 << 18) + 5):
        data = b"--b\r\n" + b"x" * size + b"\r\n--b--\r\n"
        found = divide(Span(BytesIO(data), 0, len(data)), b"b")
        assert [part.size for part in found.parts] == [size]


def test_an_alternative_that_says_the_same_is_not_hidden() -> None:
    parts = [mail.part("text/plain", f"Dear {_WHO}"), mail.part("text/html", f"<p>Dear <b>{_WHO}</b></p>")]
    assert hidings(read(mail.message(mail.multipart("alternative", parts))), _WHO) == {C.VISIBLE}


def test_only_the_last_page_is_shown() -> None:
    parts = [mail.part("text/html", f"<p>{_WHO}</p>"), mail.part("text/html", "<p>Dear all</p>")]
    assert hidings(read(mail.message(mail.multipart("alternative", parts))), _WHO) == {C.INVISIBLE_TEXT}


@pytest.mark.parametrize(
    "content",
    [
        mail.part("text/plain", "Hello\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n"),
        mail.multipart("encrypted", [mail.part("application/pgp-encrypted", "Version: 1")]),
        mail.part("application/pkcs7-mime", _ENVELOPED, encoding="base64"),
    ],
    ids=["block", "multipart", "envelope"],
)  # fmt: skip
def test_what_is_encrypted_is_said(content: bytes) -> None:
    assert SkipReason.ENCRYPTED in reasons_of(read(mail.message(content)))


def test_words_between_base64_are_hidden_text() -> None:
    data = mail.message(
        mail.part("text/plain", "Dear all", encoding="base64") + f"\r\n* {_WHO} *\r\n".encode()
    )
    assert hidings(read(data), _WHO) == {C.INVISIBLE_TEXT}


def test_the_subject_is_a_heading() -> None:
    items = read(mail.message(mail.part("text/plain", "x"), subject=mail.word(_WHO)))
    assert [text.text for text in texts_of(items) if text.role is TextRole.HEADING] == [_WHO]


def test_quoted_from_lines_of_a_mailbox_are_given_back() -> None:
    data = mail.mailbox([mail.message(mail.part("text/plain", f"x\nFrom {_WHO} we heard\n"))])
    assert any(f"\nFrom {_WHO}" in text.text for text in texts_of(read(data)))
