"""`withhold ledger`: look, hand on, verify, prove, erase, by the commands alone."""

import io
import json
import os
import sys
from pathlib import Path

import pytest

from tests.incident.case.story import FixedClock, new_case
from tests.ledger.making import KEY, ORIGIN, Ticking, batch
from withhold.cli.main import main
from withhold.incident.case.store import CaseFolder
from withhold.ledger.file import FileLedger
from withhold.ledger.interface import Draft


class Desk:
    """A ledger of five entries, and what the commands say."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capsys = capsys
        self.ledger = FileLedger(root / "ledger", KEY, ORIGIN, Ticking())
        for number in range(4):
            self.ledger.append(batch(number))
        self.kept = root / "kept.txt"
        self.kept.write_text(self.run("checkpoint", "--ledger", root / "ledger")[1], encoding="utf-8")
        self.ledger.append(batch(4))
        self.key = root / "key.txt"
        self.key.write_text(self.run("key", "--ledger", root / "ledger")[1], encoding="utf-8")

    def run(self, *arguments: object) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = main(["ledger", *map(str, arguments)])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def here(self, command: str, *arguments: object) -> tuple[int, str, str]:
        return self.run(command, *arguments, "--ledger", self.root / "ledger")

    def exported(self, *arguments: object) -> Path:
        path = self.root / "export.jsonl"
        assert self.here("export", "-o", path, *arguments)[0] == 0
        return path

    def verify(self, path: object, *arguments: object) -> tuple[int, str, str]:
        return self.run("verify", path, "--public-key", self.key, *arguments)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_an_export_is_verified_with_the_key_alone(desk: Desk) -> None:
    path = desk.exported()
    (desk.root / "ledger").rename(desk.root / "elsewhere")
    code, out, err = desk.verify(path)
    assert (code, err) == (0, "")
    assert "5 entries are exactly what this key signed" in out
    assert "--checkpoint" in out
    vkey = desk.key.read_text(encoding="utf-8").strip()
    assert desk.run("verify", path, "--public-key", vkey)[0] == 0


def test_a_kept_checkpoint_shows_that_it_was_only_appended_to(desk: Desk) -> None:
    code, out, _ = desk.verify(desk.exported(), "--checkpoint", desk.kept)
    assert code == 0
    assert f"only appended to since {desk.kept}, of 4 entries" in out


def test_an_export_is_for_its_owner_alone_and_has_what_was_opened(desk: Desk) -> None:
    before = os.umask(0o022)
    try:
        path = desk.exported("--open", "why")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    content = path.read_text(encoding="utf-8")
    assert "reason 4" in content
    assert "Anna" not in content
    assert "5 private values shown" in desk.verify(path)[1]


def test_a_name_that_nobody_has_exports_nothing(desk: Desk) -> None:
    code, _, err = desk.here("export", "-o", desk.root / "export", "--open", "phone")
    assert (code, "named phone" in err) == (2, True)
    assert not (desk.root / "export").exists()


def test_the_first_bad_entry_is_named(desk: Desk) -> None:
    path = desk.exported()
    path.write_bytes(path.read_bytes().replace(b'"number":3', b'"number":5'))
    code, out, _ = desk.verify(path)
    assert code == 10
    assert out.startswith("BAD: line 9, entry 3: this entry was changed")
    code, out, _ = desk.verify(path, "--format", "json")
    told = json.loads(out)
    assert (code, told["good"], told["entries"]) == (10, False, 3)
    assert (told["fault"]["line"], told["fault"]["index"], told["fault"]["last"]) == (9, 3, 3)


def test_an_old_export_is_bad_against_a_newer_checkpoint(desk: Desk) -> None:
    path = desk.exported()
    desk.ledger.append(batch(5))
    desk.kept.write_text(desk.here("checkpoint")[1], encoding="utf-8")
    code, out, _ = desk.verify(path, "--checkpoint", desk.kept)
    assert (code, "rolled back" in out) == (10, True)


def test_standard_input_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    content = desk.exported().read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))
    assert desk.verify("-")[0] == 0
    monkeypatch.setattr(sys, "stdin", None)
    assert desk.verify("-")[0] == 2


def test_wrong_use_is_one_line_and_2(desk: Desk) -> None:
    path = desk.exported()
    desk.root.joinpath("bad.txt").write_text(desk.kept.read_text(encoding="utf-8").replace("4", "5"))
    for arguments in (
        ("verify", desk.root / "none", "--public-key", desk.key),
        ("verify", path, "--public-key", "nonsense"),
        ("verify", path, "--public-key", path),
        ("verify", path, "--public-key", desk.key, "--checkpoint", desk.root / "none"),
        ("verify", path, "--public-key", desk.key, "--checkpoint", desk.root / "bad.txt"),
        ("show",),
        ("show", "--ledger", desk.root),
        ("prove", "5", "--ledger", desk.root / "ledger"),
        ("prove", "--since", "6", "--ledger", desk.root / "ledger"),
        ("erase", "5", "--ledger", desk.root / "ledger"),
        ("erase", "1", "--name", "phone", "--ledger", desk.root / "ledger"),
    ):
        code, out, err = desk.run(*arguments)
        assert (code, out, err.count("\n")) == (2, "", 1), arguments


def test_values_are_shown_only_on_demand(desk: Desk) -> None:
    code, out, _ = desk.here("show")
    assert code == 0
    assert "4  2030-01-31T12:04:00Z  case.noted  number=4 role=counsel" in out
    assert "Anna" not in out
    assert "Anna" not in desk.here("show", "--format", "jsonl")[1]
    assert "by: Anna Berg" in desk.here("show", "--reveal", "--from", "4")[1]
    told = json.loads(desk.here("show", "--reveal", "--from", "4", "--format", "jsonl")[1])
    assert told["private"] == {"by": "Anna Berg", "why": "reason 4"}


def test_hostile_values_do_not_reach_the_terminal(desk: Desk) -> None:
    private = {"url": "https://x.example/\x1b[2J\r\n7  2030-01-01T00:00:00Z  case.closed\u202e"}
    desk.ledger.append([Draft("case.noted", batch(0)[0].at, {"word": "a\u202eb"}, private)])
    out = desk.here("show", "--reveal", "--from", "5")[1]
    assert len(out.splitlines()) == 2
    assert not set(out) & {"\x1b", "\r", "\u202e"}


def test_no_control_character_reaches_the_terminal_in_json_lines(desk: Desk) -> None:
    desk.ledger.append([Draft("case.noted", Ticking()(), {}, {"why": "\x9b31mred\u202egnp.exe\x7f"})])
    _, out, _ = desk.here("show", "--reveal", "--format", "jsonl")
    assert all(line.isprintable() for line in out.splitlines())
    assert json.loads(out.splitlines()[-1])["private"]["why"] == "\x9b31mred\u202egnp.exe\x7f"


def test_one_entry_is_proven(desk: Desk) -> None:
    path = desk.root / "3.tlog-proof"
    path.write_text(desk.here("prove", "3")[1], encoding="utf-8")
    code, out, _ = desk.verify(path)
    assert code == 0
    assert out.startswith(f"Proven: entry 3 is in the ledger {ORIGIN}")
    told = json.loads(desk.verify(path, "--format", "json")[1])
    assert (told["index"], told["entries"], told["kind"]) == (3, 5, "case.noted")
    assert desk.verify(path, "--checkpoint", desk.kept)[0] == 2  # it would not be looked at
    path.write_text(path.read_text(encoding="utf-8").replace("index 3", "index 2"), encoding="utf-8")
    assert desk.verify(path)[0] == 10


def test_that_it_was_only_appended_to_is_proven_without_its_entries(desk: Desk) -> None:
    path = desk.root / "since.txt"
    path.write_text(desk.here("prove", "--since", "4")[1], encoding="utf-8")
    code, out, _ = desk.verify(path, "--checkpoint", desk.kept)
    assert code == 0
    assert "of 5 entries begins with the one of 4" in out
    told = json.loads(desk.verify(path, "--checkpoint", desk.kept, "--format", "json")[1])
    assert (told["since"], told["entries"]) == (4, 5)
    assert desk.verify(path)[0] == 2


def test_what_is_erased_is_gone_and_the_ledger_still_holds(desk: Desk) -> None:
    assert desk.here("erase", "2", "--name", "why")[0] == 0
    out = desk.here("show", "--reveal", "--from", "2")[1]
    assert "why: (erased)" in out
    assert "by: Anna Berg" in out
    assert desk.verify(desk.exported(), "--checkpoint", desk.kept)[0] == 0


def test_in_a_case_erasing_takes_somebody_and_a_reason(desk: Desk) -> None:
    folder = new_case(desk.root, FixedClock()).folder
    assert desk.run("erase", "0", "--name", "url", "--case", folder)[0] == 2
    assert "url" in CaseFolder.open(folder).events()[0].private
    who = ("--by", "Anna Berg", "--role", "privacy_officer", "--why", "the person asked for it")
    assert desk.run("erase", "0", "--name", "url", "--case", folder, *who)[0] == 0
    first, note = CaseFolder.open(folder).events()
    assert "url" not in first.private
    assert (note.kind, note.why) == ("noted", "the person asked for it")
    assert desk.run("show", "--case", folder)[0] == 0


def test_in_a_case_nothing_is_erased_that_cannot_be_recorded(desk: Desk) -> None:
    case = new_case(desk.root, FixedClock())
    who = ("--by", "Anna Berg", "--role", "privacy_officer", "--why", "half a character \udcff")
    code, _, err = desk.run("erase", 0, "--case", case.folder, *who)
    assert code == 2
    assert err.count("\n") == 1
    assert len(case.events()) == 1
    assert next(iter(case.ledger.entries())).private


def test_what_is_erased_in_one_place_and_stands_in_others_is_said(desk: Desk) -> None:
    case = new_case(desk.root, FixedClock())
    url = case.events()[0].private["url"]
    (case.work / "exposure.json").write_text(json.dumps({"url": url}), encoding="utf-8")
    who = ("--case", case.folder, "--by", "Dora", "--role", "counsel", "--why", f"{url}")
    _, _, err = desk.run("erase", "0", "--name", "url", *who)
    assert "other entries, too: 1" in err
    assert "work/exposure.json" in err
    _, _, err = desk.run("erase", "0", "--name", "why", *who[:-1], "asked")
    assert "work/" not in err
    assert "other entries" not in err
