"""A trace at a terminal: whole, in lines that fit, and nothing in it that steers the terminal."""

import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from tests.incident.trace.made import QUESTION, SPAN, request, scanned
from tests.incident.trace.tell.hostile import NAMES, TEXTS, hostile, many
from withhold.cli.main import main
from withhold.incident.trace.judge import judge
from withhold.incident.trace.tell import text as module
from withhold.incident.trace.tell.text import MOST_ROWS, MOST_WARNINGS, as_text, write_text

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


class _Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[80, 160])
def columns(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A narrow and a wide output: each has a table of its own."""
    monkeypatch.setattr(module, "WIDE", request.param)
    return int(request.param)


def test_it_tells_the_finding_first_and_who_in_a_row(columns: int) -> None:
    told = as_text(judge(scanned([request()]), QUESTION))
    assert told.startswith("1 network surely received the whole file, and no other may have")
    for word in ("203.0.113.7/32", "complete", "browser", "1,000", "2026-03-01 01:00:00"):
        assert word in told
    assert max(map(len, told.splitlines())) <= columns


def test_an_address_stays_on_one_line(columns: int) -> None:
    peer = "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"
    told = as_text(judge(scanned([request(peer=peer)]), QUESTION))
    assert "2001:db8:ffff:ffff::/64" in told


def test_nobody_is_told_as_an_answer_with_the_logs_it_stands_on() -> None:
    told = as_text(judge(scanned([]), QUESTION))
    assert told.startswith("No request for the file from 2026-03-01 00:00:00 UTC until ")
    assert "is among the 100 lines of this log. That is true of this log only." in " ".join(told.split())


def test_nobody_in_logs_that_could_not_be_read_is_no_answer() -> None:
    told = as_text(judge(scanned([], replace(SPAN, problem="cut short")), QUESTION))
    assert "Not all could be read." in told
    assert "That is true of" not in told
    empty = as_text(judge(scanned([], replace(SPAN, lines=0)), QUESTION))
    assert empty.startswith("There is not one line in this log: whether the file was fetched")


def test_a_long_list_is_cut_with_its_count() -> None:
    told = as_text(many(MOST_ROWS + 1234))
    assert told.count("198.18.") == MOST_ROWS
    assert "… and 1,234 more networks" in told
    assert f"… and {MOST_ROWS + 1234 - MOST_WARNINGS:,} more warnings" in told


def test_networks_without_anything_are_told_only_on_demand() -> None:
    trace = judge(scanned([request(status=404, sent=100)]), QUESTION)
    assert "203.0.113.7" not in as_text(trace)
    assert "1 network asked and got nothing of it; --all shows them" in as_text(trace)
    assert "203.0.113.7/32" in as_text(trace, everything=True)


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_nothing_hostile_steers_a_terminal_or_forges_a_line(text: str, columns: int) -> None:
    told = as_text(hostile(text))
    assert all(c == "\n" or c.isprintable() for c in told)
    lines = told.splitlines()
    assert not any(line.startswith(("warning: forged", "=", "+", "-1", "@")) for line in lines)
    assert sum(line.startswith("warning: ") for line in lines) == 1
    assert lines[0].startswith("2 networks surely received the whole file")
    assert not any(line.startswith("1 network") for line in lines)


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    told = as_text(hostile("[bold red]loud[/bold red] :bomb:"))
    assert "warning: [bold red]loud[/bold red] :bomb:: not read" in told


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_on_a_terminal_only_colours_of_our_own(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    out = _Terminal()
    write_text(hostile(text), out, colour=True)
    assert all(c == "\n" or c.isprintable() for c in _STYLE.sub("", out.getvalue()))


def test_names_of_logs_steer_no_terminal_from_the_messages_either(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "a\x1b]0;owned\x07\nwithhold: nobody.log"
    asked = ["--url-path", "/x", "--from", "2026-03-01", "--until", "2026-03-02"]
    assert main(["trace", str(log), *asked]) in (2, 3)
    log.write_bytes(b"\x00\x1b[31m GET /x no line of a log\n" * 3)
    assert main(["trace", str(log), *asked]) in (0, 3, 11)
    told = "".join(capsys.readouterr())
    assert all(c == "\n" or c.isprintable() for c in told)
    assert not any(line.startswith("withhold: nobody.log") for line in told.splitlines())
