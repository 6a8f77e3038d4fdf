"""Answers under a code, and who asks whether they are affected: the door says the same to everybody."""

import re
import sqlite3
from urllib.parse import urlencode

import pyrage

from tests.console.door.running import Door, Reply, ask
from withhold.console.door.parcels import Parcel, opened
from withhold.text.codes import fresh_code, grouped_code, typed_code

_REFERENCE = re.compile(r'id="reference" dir="ltr">([0-9A-Z-]{22})<')
_FROM = {"X-Forwarded-For": "192.0.2.71"}


def _send(door: Door, path: str, fields: dict[str, str], address: str = "192.0.2.71") -> Reply:
    return ask(door, path, urlencode(fields).encode(), {"X-Forwarded-For": address})


def _filed(door: Door) -> list[tuple[str, bytes]]:
    database = sqlite3.connect(door.home / "door.sqlite3")
    try:
        return database.execute("SELECT kind, sealed FROM door_filed ORDER BY rowid").fetchall()
    finally:
        database.close()


def _newest(door: Door) -> Parcel:
    return opened(bytes(_filed(door)[-1][1]), door.identity)


def test_a_question_gets_the_same_answer_whoever_asks(door: Door) -> None:
    """The bytes differ in the number alone, and what is kept has one size."""
    asked = [
        {"who": "Ximena Quispe, 3 April 1990", "reach": "ximena@example.org"},
        {"who": "", "lawyer": "x"},
        {"who": "\x01" * 1000, "lawyer": "ق" * 1000, "reach": "界" * 1000},
    ]
    replies = [_send(door, "/am-i-affected/", one, f"192.0.2.{80 + at}") for at, one in enumerate(asked)]
    assert {reply.status for reply in replies} == {200}
    numbers = [found[1] for reply in replies if (found := _REFERENCE.search(reply.text))]
    assert len(set(numbers)) == 3
    assert all(typed_code(number) for number in numbers)
    bare = {reply.text.replace(number, "") for reply, number in zip(replies, numbers, strict=True)}
    assert len(bare) == 1
    headers = [{name: value for name, value in r.headers.items() if name.lower() != "date"} for r in replies]
    assert headers[0] == headers[1] == headers[2]
    plain = [bytes(pyrage.decrypt(bytes(sealed), [door.identity])) for _, sealed in _filed(door)[-3:]]
    assert len({len(one) for one in plain}) == 1
    assert _newest(door).header["reference"] == typed_code(numbers[-1])


def test_a_question_without_a_way_back_is_told_what_is_missing(door: Door) -> None:
    before = len(_filed(door))
    reply = _send(door, "/am-i-affected/", {"who": "Ximena Quispe"})
    assert reply.status == 422
    assert "Give a lawyer or a way to reach you." in reply.text
    assert "Ximena Quispe" in reply.text  # nothing that was typed is lost
    assert len(_filed(door)) == before


def test_a_double_click_is_kept_once(door: Door) -> None:
    before = len(_filed(door))
    fields = {"who": "Nadia", "reach": "by my sister", "token": "0" * 32}
    replies = [_send(door, "/am-i-affected/", fields) for _ in range(2)]
    assert replies[0].text == replies[1].text
    assert len(_filed(door)) == before + 1


def test_a_certificate_says_the_same_for_every_code(door: Door) -> None:
    replies = []
    for code in (fresh_code(), fresh_code()):
        fields = {"code": grouped_code(code).lower(), "destroyed": "on", "copies": "٢", "your_name": "Ada"}
        replies.append(_send(door, "/certificates/", fields))
        header = _newest(door).header
        assert header["kind"] == "certificate"
        assert (header["code"], header["destroyed"], header["retained"]) == (code, True, False)
        assert (header["copies"], header["told"], header["name"]) == (2, None, "Ada")
    assert replies[0].status == 200
    assert replies[0].text == replies[1].text


def test_a_slip_in_the_code_and_a_number_that_is_none_are_told(door: Door) -> None:
    before = len(_filed(door))
    code = fresh_code()
    slip = code[:-1] + ("1" if code[-1] != "1" else "2")
    reply = _send(door, "/certificates/", {"code": slip, "copies": "-1", "told": "many"})
    assert reply.status == 422
    for name in ("code", "copies", "told", "your_name"):
        assert f'id="{name}-error"' in reply.text
    assert len(_filed(door)) == before


def test_another_websites_form_is_refused(door: Door) -> None:
    body = urlencode({"who": "x", "reach": "y"}).encode()
    assert ask(door, "/am-i-affected/", body, {**_FROM, "Sec-Fetch-Site": "cross-site"}).status == 403


def test_what_is_filed_is_no_report(door: Door) -> None:
    """Neither page makes a row that the on-call's reports are made of."""
    database = sqlite3.connect(door.home / "door.sqlite3")
    try:
        before = database.execute("SELECT count(*) FROM door_message").fetchone()
        _send(door, "/am-i-affected/", {"who": "x", "reach": "y"})
        assert database.execute("SELECT count(*) FROM door_message").fetchone() == before
    finally:
        database.close()
