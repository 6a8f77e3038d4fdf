"""The door as a visitor meets it: a process, over HTTP."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.console.door.running import Door, a_door, ask, ask_json, environment
from withhold.console.door.parcels import opened

_RECEIPT = re.compile(r'id="receipt">([0-9-]{19})<')
_URL = "https://files.example.org/list.csv"


def _form(fields: dict[str, str]) -> bytes:
    return urlencode(fields).encode()


def _multipart(fields: dict[str, str], file: bytes) -> tuple[bytes, dict[str, str]]:
    lines = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    return b"".join(lines) + head + file + b"\r\n--b--\r\n", {
        "Content-Type": "multipart/form-data; boundary=b"
    }


def _rows(door: Door, sql: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(door.home / "door.sqlite3")
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


def test_a_report_is_sealed_and_the_receipt_finds_it_again(door: Door) -> None:
    fields = {"urls": _URL, "seen": "names of people", "contact": "me", "about_me": "on", "lang": "es"}
    body, headers = _multipart(fields, b"name,born\r\n")
    reply = ask(door, "/report/", body, {**headers, "X-Forwarded-For": "192.0.2.10"})
    assert reply.status == 200
    found = _RECEIPT.search(reply.text)
    assert found
    ((sealed, day),) = _rows(door, "SELECT sealed, day FROM door_message ORDER BY rowid DESC LIMIT 1")
    assert isinstance(sealed, bytes)
    parcel = opened(sealed, door.identity)
    assert parcel.content == b"name,born\r\n"
    assert parcel.header["urls"] == [_URL]
    assert parcel.header["about_me"] is True
    assert parcel.header["language"] == "es"
    assert parcel.header["at"].startswith(str(day))
    answers = ask(door, "/report/followup/", _form({"receipt": found[1]}), {"X-Forwarded-For": "192.0.2.10"})
    assert answers.status == 200


def test_nothing_that_was_said_nor_any_address_is_in_a_file_of_the_door(tmp_path: Path) -> None:
    with a_door(tmp_path / "home", 'trusted = ["127.0.0.0/8"]\n') as own:
        fields = {"urls": _URL, "seen": "Ximena Quispe is on it", "contact": "ximena@example.org"}
        ask(own, "/report/", _form(fields), {"X-Forwarded-For": "203.0.113.201"})
        ask(own, "/report/followup/", _form({"receipt": "1" * 16}), {"X-Forwarded-For": "203.0.113.201"})
        ask(own, "/nowhere/", None, {"X-Forwarded-For": "203.0.113.201"})
        assert _rows(own, "SELECT count(*) FROM door_report") == [(1,)]
        files = [path for path in own.home.rglob("*") if path.is_file()]
        contents = {path.name: path.read_bytes() for path in files}
    assert {"door.sqlite3", "process.log"} <= contents.keys()
    for name, content in contents.items():
        for said in (b"203.0.113.201", b"127.0.0.1", b"Ximena", b"ximena", b"list.csv"):
            if (name, said) != ("door.toml", b"127.0.0.1"):
                assert said not in content, name


def test_sending_the_same_form_twice_gives_one_report_and_one_receipt(door: Door) -> None:
    fields = {"urls": _URL, "seen": "twice", "token": "0123456789abcdef"}
    before = _rows(door, "SELECT count(*) FROM door_report")[0][0]
    replies = [ask(door, "/report/", _form(fields), {"X-Forwarded-For": "192.0.2.11"}) for _ in range(2)]
    receipts = {found[1] for reply in replies if (found := _RECEIPT.search(reply.text))}
    assert len(receipts) == 1
    assert _rows(door, "SELECT count(*) FROM door_report")[0][0] == int(str(before)) + 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Write an address, or what you saw."),
        ({"urls": "file:///etc/passwd"}, "begins with https://"),
        ({"urls": "javascript:alert(1)"}, "begins with https://"),
        ({"urls": "\n".join([_URL] * 11)}, "at most 10"),
        ({"seen": "x" * 5001}, "too long"),
    ],
)
def test_a_wrong_form_is_told_and_nothing_of_it_is_lost(
    door: Door, fields: dict[str, str], told: str
) -> None:
    sent = {"contact": "a <b>bold</b> contact", "lang": "en", **fields}
    reply = ask(door, "/report/", _form(sent), {"X-Forwarded-For": "192.0.2.12"})
    assert reply.status == 422
    assert told in reply.text
    assert "a &lt;b&gt;bold&lt;/b&gt; contact" in reply.text


def test_wrong_receipts_look_alike(door: Door) -> None:
    wrong = ["1111222233334444", "1", "", "x" * 500, "1111-2222-3333-4444-5555", "0" * 16]
    headers = {"X-Forwarded-For": "192.0.2.13"}
    replies = [ask(door, "/report/followup/", _form({"receipt": one}), headers) for one in wrong]
    assert {reply.status for reply in replies} == {404}
    assert len({reply.text for reply in replies}) == 1
    told = [ask_json(door, "/api/followups", {"receipt": one}) for one in wrong]
    assert {status for status, _ in told} == {404}
    assert len({str(body) for _, body in told}) == 1


def test_no_answer_sets_a_cookie_or_lets_a_script_run(door: Door) -> None:
    for path in ("/report/", "/report/followup/", "/certificates/", "/am-i-affected/", "/nowhere/"):
        reply = ask(door, path)
        assert "Set-Cookie" not in reply.headers
        assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert "<script" not in reply.text
        assert "style=" not in reply.text


def test_the_api_takes_a_report_and_an_addition(door: Door) -> None:
    status, body = ask_json(door, "/api/reports", {"urls": [_URL], "language": "fr"})
    assert status == 201
    status, told = ask_json(door, "/api/followups", {"receipt": body["receipt"], "message": "one more thing"})
    assert (status, told) == (200, {"answers": [], "added": True})
    sealed = _rows(door, "SELECT sealed FROM door_message ORDER BY rowid DESC LIMIT 1")[0][0]
    assert isinstance(sealed, bytes)
    assert opened(sealed, door.identity).header["text"] == "one more thing"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 422),
        ({"urls": "x"}, 422),
        ({"url": ["x"]}, 422),
        ({"seen": 5}, 422),
        ({"about_me": "yes"}, 422),
        ({"urls": ["gopher://example.org/"]}, 422),
        ({}, 422),
    ],
)
def test_the_api_tells_what_is_wrong(door: Door, body: object, status: int) -> None:
    found, told = ask_json(door, "/api/reports", body)
    assert found == status
    assert told["message"]


def test_another_websites_form_is_refused(door: Door) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "X-Forwarded-For": "192.0.2.14"}
    assert ask(door, "/report/", _form({"urls": _URL}), headers).status == 403
    assert ask(door, "/report/followup/", _form({"receipt": "1" * 16}), headers).status == 403


def test_too_much_is_refused_before_it_is_read(door: Door) -> None:
    body, headers = _multipart({"urls": _URL}, b"a" * (12 << 20))
    try:
        status = ask(door, "/report/", body, headers).status
    except OSError:  # the door hung up while we were still sending
        return
    assert status == 413


def test_a_file_of_the_most_size_arrives(door: Door) -> None:
    body, headers = _multipart({"urls": _URL}, b"a" * (10 << 20))
    reply = ask(door, "/report/", body, {**headers, "X-Forwarded-For": "192.0.2.15"})
    assert _RECEIPT.search(reply.text)
    body, headers = _multipart({"urls": _URL, "lang": "en"}, b"a" * ((10 << 20) + 1))
    reply = ask(door, "/report/", body, {**headers, "X-Forwarded-For": "192.0.2.15"})
    assert reply.status == 422
    assert "too big" in reply.text


def test_somebody_who_guesses_is_stopped(tmp_path: Path) -> None:
    with a_door(tmp_path / "home") as own:
        statuses = [ask_json(own, "/api/reports", {"urls": [_URL]})[0] for _ in range(31)]
    assert statuses == [201] * 30 + [429]


def test_security_txt_says_where_and_until_when(door: Door) -> None:
    reply = ask(door, "/.well-known/security.txt")
    assert reply.headers["Content-Type"].startswith("text/plain")
    fields = dict(line.split(": ", 1) for line in reply.text.splitlines()[::-1])
    assert fields["Contact"] == f"{door.base}/report/"
    assert "Contact: mailto:duty@example.org" in reply.text
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", fields["Expires"])
    assert fields["Canonical"] == f"{door.base}/.well-known/security.txt"
    assert fields["Preferred-Languages"].split(", ")[0] == "en"
    assert fields["Policy"] == f"{door.base}/report/#kept"
    assert 'id="kept"' in ask(door, "/report/").text


def test_robots_are_kept_from_receipts(door: Door) -> None:
    assert "Disallow: /report/followup/" in ask(door, "/robots.txt").text


def test_pages_speak_the_visitors_language(door: Door) -> None:
    reply = ask(door, "/report/", None, {"Accept-Language": "fa-IR,fa;q=0.9"})
    assert '<html lang="fa" dir="rtl">' in reply.text
    assert "?lang=en" in reply.text
    assert '<html lang="zh-Hans" dir="ltr">' in ask(door, "/report/?lang=zh-hans").text


def test_the_doors_environment_does_not_lead_to_the_console(door: Door) -> None:
    program = (
        "import django, sys; from django.conf import settings\n"
        "from withhold.console.config import load_config\n"
        "import withhold.console.door.asgi\n"
        "assert not hasattr(settings, 'KEYRING') and not hasattr(settings, 'CONFIG')\n"
        "assert not {'withhold.console.settings', 'withhold.console.cases'} & sys.modules.keys()\n"
        "home = load_config().home\n"
        f"assert not (home / 'keys').exists() and str(home).startswith({str(door.home)!r}), home\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment(door.home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
