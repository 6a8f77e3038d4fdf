"""`withhold removals`: from a place that was found to a request, an answer and the next one."""

import json
from pathlib import Path

import pytest

from tests.incident.case.story import FixedClock, confirmed, event, new_case
from withhold.cli.main import main
from withhold.cli.removals import ANSWERS
from withhold.incident.case.events import Answer
from withhold.incident.case.interface import EventKind
from withhold.incident.case.store import CaseFolder
from withhold.ledger.reading import LedgerFolder

URL = "https://site.example/files/statistics.xlsx"
COPY = "https://web.archive.org/web/2030/https://site.example/files/statistics.xlsx"
WHO = ("--by", "Anna Berg", "--role", "counsel", "--why", "it is still shown")


class Desk:
    """A confirmed case with an address and a copy in an archive, and what the commands say."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys
        case = new_case(root, FixedClock())
        places = [
            event(EventKind.PLACE_ADDED, facts={"kind": kind, "held": "same_bytes"}, private={"url": url})
            for kind, url in (("original", URL), ("archive", COPY))
        ]
        case.append([*places, confirmed(0)])
        self.folder = case.folder

    def run(self, command: str, *arguments: object) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = main(["removals", command, *map(str, arguments)])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def here(self, command: str, *arguments: object) -> tuple[int, str, str]:
        return self.run(command, *arguments, "--case", self.folder)

    def asked(self, recipient: str = "internet-archive", url: str = COPY) -> str:
        code, out, _ = self.here("ask", recipient, url, *WHO)
        assert code == 0
        return out.strip()


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_the_answers_are_those_of_a_case() -> None:
    assert set(ANSWERS) == {str(one) for one in Answer}


def test_what_nobody_asked_yet_is_told(desk: Desk) -> None:
    code, out, _ = desk.here("list")
    assert code == 11
    assert f"not asked  internet-archive  {COPY}" in out
    assert f"not asked  google-removals  {URL}" in out
    desk.asked()
    assert f"not asked  internet-archive  {COPY}" not in desk.here("list")[1]


def test_a_request_goes_from_asked_to_removed(desk: Desk) -> None:
    number = desk.asked()
    assert f"{number[:12]}  internet-archive  asked, due " in desk.here("list")[1]
    assert desk.here("answer", number[:8], "--answer", "partly", *WHO)[0] == 0
    code, out, _ = desk.here("list")
    assert (code, f"DUE {number[:12]}  internet-archive  partly" in out) == (11, True)
    assert desk.here("ask", number[:8], *WHO)[0] == 0
    assert desk.here("answer", number, "--answer", "done", "--reference", "ticket 9", *WHO)[0] == 0
    told = json.loads(desk.here("list", "--format", "json")[1])
    (request,) = told["requests"]
    assert (request["standing"], request["times"], request["due"]) == ("removed", 2, None)
    assert request["url"] == COPY


def test_what_became_due_is_recorded_once(desk: Desk) -> None:
    number = desk.asked()
    desk.here("answer", number, "--answer", "no_answer", *WHO)
    for _ in range(2):
        assert desk.here("list", "--record-due")[0] == 11
    kinds = [one.kind for one in CaseFolder.open(desk.folder).events()]
    assert kinds.count(EventKind.REMOVAL_DUE) == 1


def test_addresses_stand_in_the_ledger_as_commitments_only(desk: Desk) -> None:
    desk.asked()
    lines = b"".join(line for _, line in LedgerFolder.open(desk.folder / "ledger").lines())
    assert b"archive.org" not in lines
    assert b"internet-archive" in lines


def test_a_draft_is_printed_with_nothing_but_the_address(desk: Desk) -> None:
    code, out, err = desk.run("draft", "internet-archive", COPY)
    assert code == 0
    assert out.count(COPY) == 1
    assert "info@archive.org" in err
    assert "nobody reviewed" in err
    code, out, _ = desk.run("draft")
    assert (code, "internet-archive  archive, mail" in out) == (0, True)


def test_a_case_without_an_address_is_not_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = new_case(tmp_path, FixedClock()).folder
    assert main(["removals", "list", "--case", str(folder)]) == 11
    assert "withhold exposure" in capsys.readouterr().err


def test_wrong_use_is_one_line_and_records_nothing(desk: Desk) -> None:
    before = len(CaseFolder.open(desk.folder).events())
    for arguments in (
        ("draft", "nobody", URL),
        ("draft", "internet-archive"),
        ("draft", "internet-archive", "no address"),
        ("ask", "internet-archive", COPY, "--case", desk.folder),
        ("ask", "nobody", COPY, *WHO, "--case", desk.folder),
        ("ask", "internet-archive", "https://a:secret@site.example/", *WHO, "--case", desk.folder),
        ("ask", "abc", *WHO, "--case", desk.folder),
        ("answer", "abc", "--answer", "done", *WHO, "--case", desk.folder),
        ("list", "--case", desk.folder / "none"),
    ):
        code, out, err = desk.run(*map(str, arguments))
        assert (code, out, err.count("\n")) == (2, "", 1), arguments
        assert "secret" not in err
    assert len(CaseFolder.open(desk.folder).events()) == before


def test_hostile_addresses_do_not_reach_the_terminal(desk: Desk) -> None:
    hostile = event(
        EventKind.PLACE_ADDED,
        facts={"kind": "archive", "held": "same_bytes"},
        private={"url": "https://archive.ph/\x1b[2Jx\u202e"},
    )
    CaseFolder.open(desk.folder).append([hostile])
    code, out, _ = desk.here("list")
    assert code == 11
    assert not set(out) & {"\x1b", "\u202e"}
