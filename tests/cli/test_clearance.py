"""`withhold clearance`: from a key to a clearance and back, by the commands alone."""

import json
import re
from pathlib import Path

import pytest

from withhold.clearance.state import State
from withhold.cli.main import main

HARMLESS = b"The bridge on the north road is closed on Monday.\n"
LIST = b"name,date of birth,alien number,asylum claim\nInvented Person,1987-03-04,A000000012,pending\n"


class Desk:
    """A folder with keys, a trust file, a public folder, and what the commands say."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capsys = capsys
        self.public = root / "site"
        self.public.mkdir()
        entries = [
            self.run("key", "-o", root / f"{name}.pem", "--owner", owner, "--kind", kind)[1]
            for name, owner, kind in (
                ("anna", "Anna Berg", "person"),
                ("ben", "Ben Okafor", "person"),
                ("gate", "The gate", "gate"),
            )
        ]
        (root / "trust.toml").write_text("\n".join(entries), encoding="utf-8")
        (root / "harmless.txt").write_bytes(HARMLESS)
        (root / "list.csv").write_bytes(LIST)

    def run(self, *arguments: object) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = main(["clearance", *map(str, arguments)])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def request(self, name: str, *more: object) -> tuple[int, Path]:
        code, out, _ = self.run(
            "request", self.root / name, "--destination", self.public, "--uploader", "Cara Lind", *more
        )
        return code, Path(out.split("  ")[1].strip())

    def sign(self, request: Path, name: str, *more: object) -> tuple[int, str, str]:
        return self.run(
            "sign", request, "--signing-key", self.root / f"{name}.pem", "--trust", self.trust, *more
        )

    def list(self) -> str:
        return self.run("list", "--destination", self.public, "--trust", self.trust)[1]

    @property
    def trust(self) -> Path:
        return self.root / "trust.toml"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_what_is_released_needs_the_gate_alone(desk: Desk) -> None:
    code, request = desk.request("harmless.txt")
    assert code == 0
    assert desk.sign(request, "gate")[0] == 0
    assert "  cleared until " in desk.list()
    assert not request.exists()


def test_what_is_withheld_needs_two_people_and_a_reason(desk: Desk) -> None:
    code, request = desk.request("list.csv")
    assert code == 10
    assert "no reason" in desk.sign(request, "anna")[2]
    assert "no reason" in desk.sign(request, "anna", "--reason", " \u200b\u2060")[2]
    reason, file = ("--reason", "It was public before."), ("--file", desk.root / "list.csv")
    assert "is not the file" in desk.sign(request, "anna", *reason, "--file", desk.root / "harmless.txt")[2]
    assert desk.sign(request, "anna", *reason, *file)[0] == 11
    assert "waits: withhold, 1 signed" in desk.list()
    assert desk.sign(request, "anna")[0] == 2
    assert desk.sign(request, "gate")[0] == 2
    assert desk.sign(request, "ben", "-o", desk.root / "record.json")[0] == 0
    verify = ("verify", desk.root / "list.csv", desk.root / "record.json", "--trust", desk.trust)
    assert desk.run(*verify)[0] == 0
    assert desk.run(*verify, "--destination", desk.public)[0] == 0
    assert desk.run(*verify, "--destination", "s3://bucket")[0] == 10
    (desk.root / "list.csv").write_bytes(LIST + b"\n")
    code, out, _ = desk.run(*verify)
    assert (code, out) == (10, "not cleared: the clearance is for other bytes\n")


def test_the_uploader_does_not_clear(desk: Desk) -> None:
    request = desk.request("list.csv", "--uploader", "anna berg")[1]
    code, _, told = desk.sign(request, "anna", "--reason", "why")
    assert code == 2
    assert "uploader" in told


def test_an_emergency_is_one_person_for_three_days_at_most(desk: Desk) -> None:
    request = desk.request("list.csv")[1]
    code, _, told = desk.sign(request, "anna", "--emergency", "--reason", "Flood", "--valid-for", "4")
    assert code == 2
    assert "72 hours" in told
    assert desk.sign(request, "anna", "--emergency", "--reason", "Flood", "--valid-for", "3")[0] == 0
    assert "emergency, signed by Anna Berg" in desk.list()


def test_what_is_revoked_is_not_cleared(desk: Desk) -> None:
    request = desk.request("harmless.txt")[1]
    desk.sign(request, "gate")
    options = ("--destination", desk.public, "--trust", desk.trust, "--reason", "A mistake.", "--signing-key")
    code, _, told = desk.run("revoke", desk.root / "harmless.txt", *options, desk.root / "ben.pem")
    assert code == 0, told
    assert "not cleared: it is revoked" in desk.list()
    assert desk.run("revoke", desk.root / "nothing", *options, desk.root / "anna.pem")[0] == 2
    assert "ever cleared" in desk.run("revoke", "0" * 64, *options, desk.root / "anna.pem")[2]
    rights = desk.trust.read_text(encoding="utf-8").replace('["release", "revoke"]', '["release"]')
    desk.trust.write_text(rights, encoding="utf-8")
    assert desk.run("revoke", "0" * 64, *options, desk.root / "gate.pem")[0] == 2


def test_signatures_from_before_a_revocation_clear_nothing(desk: Desk) -> None:
    request = desk.request("list.csv")[1]
    desk.sign(request, "anna", "--reason", "why")
    options = ("--destination", desk.public, "--trust", desk.trust, "--reason", "A mistake.", "--signing-key")
    assert desk.run("revoke", desk.root / "list.csv", *options, desk.root / "anna.pem")[0] == 0
    code, _, told = desk.sign(request, "ben")
    assert code == 2
    assert "revoked; the request is removed" in told
    request = desk.request("list.csv")[1]
    assert desk.sign(request, "anna", "--reason", "why")[0] == 11
    assert desk.sign(request, "ben")[0] == 0


def test_a_key_is_private_and_its_entry_is_valid(desk: Desk) -> None:
    assert (desk.root / "anna.pem").stat().st_mode & 0o777 == 0o600
    code, _, told = desk.run("key", "-o", desk.root / "anna.pem")
    assert code == 2
    assert "exists already" in told
    code, out, _ = desk.run("key", "-o", desk.root / "new.pem", "--owner", 'The "new" \\ office 文')
    assert code == 0
    assert json.loads(re.findall("owner = (.*)", out)[0]) == 'The "new" \\ office 文'


def test_a_file_that_cannot_be_read_is_not_asked_for(desk: Desk) -> None:
    (desk.root / "folder").mkdir()
    (desk.root / "folder" / "link").symlink_to("nowhere")
    code, out, told = desk.run("request", desk.root / "folder", "--destination", desk.public)
    assert (code, out) == (11, "")
    assert "could not be read" in told
    assert list(State.beside(desk.public).requests.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sign", "nothing.json"), "give --state DIR or -o FILE"),
        (("sign", "nothing.json", "-o", "out.json"), "cannot be read"),
        (("revoke", "nothing", "--reason", "why", "--destination", "."), "check --state"),
        (("revoke", "nothing", "--reason", "why", "--destination", "nowhere"), "give --state"),
        (("revoke", "0" * 64, "--reason", "why", "--destination", ".", "--state", "typo"), "check --state"),
        (("sign", "nothing.json", "--state", "typo"), "check --state"),
    ],
)
def test_mistakes_are_one_line(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(desk.public)
    keys = ("--signing-key", desk.root / "anna.pem", "--trust", desk.trust)
    code, _, told = desk.run(*arguments, *keys)
    assert code == 2
    assert words in told
    assert told.count("\n") == 1
    assert list(desk.public.iterdir()) == []


def test_who_signs_reads_what_they_sign(desk: Desk) -> None:
    _, request = desk.request("list.csv")
    _, _, said = desk.sign(request, "anna", "--reason", "counsel has agreed")
    assert "signing: list.csv, " in said
    assert "withhold (people/" in said
    assert f"for {desk.public.as_uri()}" in said
