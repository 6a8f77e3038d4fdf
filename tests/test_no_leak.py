"""No value of a person leaves the engine: outputs, messages, logs and tracebacks are searched."""

import io
import json
import logging
import subprocess
import sys
import traceback
import zipfile
from pathlib import Path

import pytest

import withhold
from withhold.cli.main import main
from withhold.domain.errors import UsageError
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_bytes
from withhold.policy.load import load_policy
from withhold.readers.sandbox import Limits, Sandbox
from withhold.recognisers.analyst import Analyst

# An invented person; none of these stands anywhere in our own words: one found anywhere is a leak.
GIVEN, FAMILY = "Marisela", "Quintanilla"
BIRTH = "1987-03-04"
ALIEN = "A219876543"
EMAIL = "mq.1987@example.net"
STREET = "4417 Larkspurfield Road"
PLANTED = (GIVEN, FAMILY, BIRTH, ALIEN, "219876543", EMAIL, "Larkspurfield")

ROWS = (
    "Name,Date of birth,A-Number,E-mail,Home address,Claim\n"
    f'"{FAMILY}, {GIVEN}",{BIRTH},{ALIEN},{EMAIL},{STREET},credible fear interview\n'
    f'"{GIVEN} {FAMILY}",{BIRTH},{ALIEN},{EMAIL},{STREET},asylum applicant\n'
)
SENTENCE = (
    f"{GIVEN} {FAMILY}, born {BIRTH}, A-Number {ALIEN}, of {STREET} ({EMAIL}), has applied for asylum.\n"
)


def archive(members: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, content in members.items():
            out.writestr(name, content)
    return packed.getvalue()


DOCUMENTS = {
    "rows.csv": ROWS.encode(),
    "rows.json": json.dumps([{"name": f"{GIVEN} {FAMILY}", "dob": BIRTH, "alien number": ALIEN}]).encode(),
    "keys.json": json.dumps({f"{GIVEN} {FAMILY}": {"date of birth": BIRTH, "alien number": ALIEN}}).encode(),
    "page.html": f"<title>{GIVEN} {FAMILY}</title><!-- {SENTENCE} --><p hidden>{SENTENCE}</p>".encode(),
    "data.xml": f"<people><person><name>{GIVEN} {FAMILY}</name><dob>{BIRTH}</dob></person></people>".encode(),
    "prose.txt": SENTENCE.encode(),
    "members.zip": archive(
        {f"{GIVEN} {FAMILY}.csv": ROWS, f"{ALIEN}.txt": SENTENCE, f"{GIVEN}_{FAMILY}.bin": "\0"}
    ),
    "broken.json": ROWS.encode() + json.dumps({"name": f"{GIVEN} {FAMILY}"}).encode()[:-3],
    "broken.xml": f"<people><person name='{GIVEN} {FAMILY}'>{SENTENCE}</peop".encode(),
    "cut.zip": archive({f"{GIVEN} {FAMILY}.csv": ROWS * 20})[:300],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("documents")
    for name, content in DOCUMENTS.items():
        (root / name).write_bytes(content)
    return root


def leaks(output: str) -> list[str]:
    # JSON may spell a character as \\u00e9: search what it says, not how it is written.
    return [value for value in PLANTED if value.casefold() in output.casefold()]


@pytest.mark.parametrize("options", [[], ["--examples"], ["--policy", "strict"]])
@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_no_output_tells_a_value(folder: Path, form: str, options: list[str]) -> None:
    command = [sys.executable, "-m", "withhold", "check", str(folder), "--format", form, *options]
    done = subprocess.run(command, capture_output=True, timeout=120, text=True)
    assert done.returncode == 10
    assert leaks(done.stdout) == []
    assert leaks(done.stderr) == []


def test_the_values_are_found_all_the_same(folder: Path) -> None:
    verdict = withhold.inspect(folder)
    people = {Path(document.path).name: document.people.count for document in verdict.documents}
    assert all(people[name] for name in ("rows.csv", "rows.json", "prose.txt", "members.zip")), people
    assert leaks(repr(verdict)) == []


@pytest.mark.parametrize("method", ["add", "heading", "findings", "people"])
def test_no_bug_of_ours_tells_a_value(
    method: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], folder: Path
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError(SENTENCE)

    monkeypatch.setattr(Analyst, method, fails)
    code = main(["check", str(folder / "rows.csv"), "--format", "json"])
    out, err = capfd.readouterr()
    assert code in (1, 10, 11)
    assert leaks(out + err) == []
    assert "RuntimeError" in err


def test_no_crash_in_the_sandbox_tells_a_value(caplog: pytest.LogCaptureFixture) -> None:
    sandbox = Sandbox(limits=Limits(seconds=5), entry="tests.readers.hostile:quotes")
    with (
        caplog.at_level(logging.DEBUG),
        Inspector(load_policy(["default"], None), sandbox=sandbox) as inspector,
    ):
        verdict = inspector.inspect(open_bytes(SENTENCE.encode(), "name"), "name")
    assert leaks(repr(verdict) + caplog.text) == []
    assert [skipped.detail for skipped in verdict.skipped] == ["ValueError"]


def test_no_traceback_of_the_api_tells_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that uses the API may log whatever it raises, with the error's whole chain."""

    def fails(*_: object) -> None:
        raise UsageError("a bad pack")

    monkeypatch.setattr("withhold.inspection.inspector.judge", fails)
    with pytest.raises(UsageError) as caught:
        withhold.inspect(ROWS.encode())
    assert leaks("".join(traceback.format_exception(caught.value))) == []
