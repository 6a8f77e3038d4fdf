"""`withhold check` as people and scripts meet it: data, messages, exit codes, nothing half-written."""

import io
import json
import os
import select
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import jsonschema
import pytest

ROSTER = (
    "Name,Date of birth,Nationality,Alien number,Facility\n"
    '"HERNANDEZ, Maria Elena",1987-03-04,Honduras,A123456789,Northfield\n'
    '"GARCIA LOPEZ, Juan",1990-07-14,Guatemala,A223456789,Northfield\n'
    '"SINGH, Gurpreet",1979-01-23,India,A323456789,Northfield\n'
)
FIGURES = "Month,Arrivals,Departures\n" + "".join(
    f"2022-{month:02},{month * 31},{month * 17}\n" for month in range(1, 13)
)
SCHEMA = Path(__file__).parents[2] / "spec" / "verdict.schema.json"


def withhold(*arguments: str, stdin: bytes = b"", **options: object) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "withhold", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=120, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "roster.csv").write_text(ROSTER)
    (folder / "figures.csv").write_text(FIGURES)
    (folder / "empty.csv").write_text("")
    (folder / "nothing").mkdir()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("figures.csv", FIGURES * 50)
    (folder / "cut.zip").write_bytes(packed.getvalue()[:200])
    return folder


def one_line(message: bytes) -> bool:
    return message.startswith(b"withhold: ") and message.count(b"\n") == 1 and message.endswith(b"\n")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("figures.csv", 0),
        ("roster.csv", 10),
        ("empty.csv", 11),
        ("cut.zip", 11),
        ("nothing", 3),
        ("missing", 2),
    ],
)
def test_exit_codes(files: Path, name: str, code: int) -> None:
    done = withhold("check", str(files / name))
    assert done.returncode == code
    assert one_line(done.stderr)
    assert bool(done.stdout) == (code not in (2, 3))


def test_the_worst_decision_of_many_counts(files: Path) -> None:
    both = [str(files / "figures.csv"), str(files / "empty.csv")]
    assert withhold("check", *both).returncode == 11
    assert withhold("check", *both, str(files / "roster.csv")).returncode == 10


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["check", "--no-such-option", "x"],
        ["check", "--jobs", "0", "."],
        ["check", "--jobs", "many", "."],
        ["check", "--format", "pdf", "."],
        ["check", "--policy", "no-such-pack", __file__],
        ["check", "--profile", "no-such-profile.toml", __file__],
        ["check", "-o", "no/such/folder/out.json", __file__],
        ["check", "-o", ".", __file__],
        ["no-such-command"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(arguments: list[str], tmp_path: Path) -> None:
    done = withhold(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert one_line(done.stderr)
    assert done.stdout == b""
    assert list(tmp_path.iterdir()) == []


def test_json_is_one_object_as_specified(files: Path) -> None:
    done = withhold("check", "--format", "json", str(files))
    verdict = json.loads(done.stdout)
    jsonschema.validate(verdict, json.loads(SCHEMA.read_text()))
    names = [Path(document["path"]).name for document in verdict["documents"]]
    assert names == ["cut.zip", "empty.csv", "figures.csv", "roster.csv"]
    assert verdict["decision"] == "withhold"


def test_json_lines_are_one_object_a_document(files: Path) -> None:
    done = withhold("check", "--format", "jsonl", str(files), "--jobs", "2")
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(document["path"]).name for document in documents] == [
        "cut.zip", "empty.csv", "figures.csv", "roster.csv",
    ]  # fmt: skip
    assert {document["schema"] for document in documents} == {"withhold.verdict/1"}
    assert all(document["engine"]["policy"] for document in documents)


def test_standard_input_is_judged_like_a_file(files: Path) -> None:
    done = withhold("check", "-", "--format", "json", stdin=ROSTER.encode())
    (document,) = json.loads(done.stdout)["documents"]
    assert (document["path"], document["decision"]) == ("-", "withhold")
    assert withhold("check", "-").returncode == 11


def test_a_file_named_twice_is_judged_once(files: Path) -> None:
    path = str(files / "figures.csv")
    done = withhold("check", path, path, "--format", "json")
    assert len(json.loads(done.stdout)["documents"]) == 1


def test_examples_are_masks(files: Path) -> None:
    path = str(files / "roster.csv")
    for options in ([], ["--examples"]):
        done = withhold("check", path, "--format", "json", *options)
        findings = json.loads(done.stdout)["documents"][0]["findings"]
        assert any(finding["examples"] for finding in findings) == bool(options)


def test_output_goes_to_a_file_with_usual_permissions(files: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    done = withhold("check", str(files / "figures.csv"), "--format", "json", "-o", str(target), umask=0o027)
    assert done.stdout == b""
    assert json.loads(target.read_text())["decision"] == "release"
    assert target.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_output_to_a_device_does_not_replace_it(files: Path) -> None:
    assert withhold("check", str(files / "figures.csv"), "-o", "/dev/null").returncode == 0
    assert not Path("/dev/null").is_file()


def test_a_failed_run_leaves_an_earlier_output_alone(files: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("earlier")
    assert withhold("check", str(files / "nothing"), "-o", str(target)).returncode == 3
    assert target.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [target]


def test_interrupted_writes_nothing_and_leaves_no_process(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number}.csv").write_text(FIGURES)
    target = tmp_path / "out.json"
    command = [sys.executable, "-m", "withhold", "check", str(folder), "--jobs", "2", "-o", str(target)]
    # Who starts tests in the background may have them ignore the signal, and children inherit that.
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as running:
        time.sleep(1.5)
        os.killpg(running.pid, signal.SIGINT)
        _, message = running.communicate(timeout=60)
    assert running.returncode == 130
    assert one_line(message)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many"]


def test_a_reader_that_leaves_early_is_no_traceback(files: Path) -> None:
    check = f"{sys.executable} -m withhold check {files} --format jsonl"
    script = f"{check} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=120)
    assert b"Traceback" not in done.stderr
    assert done.stdout != b"0\n"


def test_only_what_is_needed_is_imported_for_help() -> None:
    script = """
import sys
from withhold.cli.main import main
try:
    main(["--help"])
except SystemExit:
    print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, text=True)
    heavy = {"rich", "cel", "re2", "phonenumbers", "selectolax", "withhold.inspection.run"}
    assert "withhold.cli.check" in done.stdout.split()
    assert not heavy & set(done.stdout.split())


@pytest.mark.parametrize("format_", ["text", "json", "jsonl"])
@pytest.mark.parametrize("locale", [{}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])
def test_a_file_name_that_is_no_text_is_judged(tmp_path: Path, format_: str, locale: dict[str, str]) -> None:
    (tmp_path / os.fsdecode(b"bad\xff.csv")).write_text(FIGURES)
    done = withhold("check", str(tmp_path), "--format", format_, env={**os.environ, **locale})
    assert done.returncode == 0
    assert "bad\ufffd.csv" in done.stdout.decode()


def shell(script: str, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    command = ["bash", "-c", f'"$0" -m withhold check "$@" {script}', sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, timeout=120, stdin=subprocess.DEVNULL)


def test_closed_standard_input_is_told(files: Path) -> None:
    done = shell("<&-", "-")
    assert (done.returncode, done.stdout) == (2, b"")
    assert one_line(done.stderr)
    assert shell("<&-", str(files / "figures.csv")).returncode == 0


@pytest.mark.parametrize(("script", "code"), [(">&-", 2), (">/dev/full", 1), ("-o /dev/full", 1)])
@pytest.mark.parametrize("format_", ["text", "jsonl"])
def test_a_verdict_that_cannot_be_written_is_told(files: Path, script: str, code: int, format_: str) -> None:
    done = shell(script, "--format", format_, str(files / "figures.csv"))
    assert done.returncode == code
    assert one_line(done.stderr)
    assert b"cannot write the verdict: " in done.stderr


@pytest.mark.parametrize("script", ["2>&-", "2>/dev/full"])
def test_the_verdict_does_not_need_standard_error(files: Path, script: str) -> None:
    done = shell(script, "--format", "json", str(files))
    assert done.returncode == 10
    assert json.loads(done.stdout)["decision"] == "withhold"


@pytest.mark.parametrize("format_", ["json", "jsonl"])
def test_a_decision_stands_though_nobody_reads_it(files: Path, format_: str) -> None:
    done = shell("| true; exit ${PIPESTATUS[0]}", "--format", format_, str(files / "roster.csv"))
    assert done.returncode == 10
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_told_to_end_it_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for at in range(3000):
        (folder / f"{at}.csv").write_text(FIGURES)
    target = tmp_path / "out.json"
    command = [sys.executable, "-m", "withhold", "check", str(folder), "--jobs", "2", "--output", str(target)]
    # The pipe is inherited by the workers: its end is the end of the last of them.
    reading, inherited = os.pipe()
    # What this process ignores (under nohup), its children would ignore too.
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    with subprocess.Popen(command, stderr=subprocess.PIPE, pass_fds=[inherited]) as running:
        signal.signal(signal.SIGHUP, before)
        os.close(inherited)
        time.sleep(1.5)
        running.send_signal(number)
        _, message = running.communicate(timeout=60)
    assert select.select([reading], [], [], 10)[0] == [reading]
    assert os.read(reading, 1) == b""
    os.close(reading)
    if number is not signal.SIGKILL:
        assert running.returncode == 130
        assert one_line(message)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["many"]


@pytest.mark.parametrize("form", ["json", "text", "html", "sarif", "brief", "jsonl"])
def test_the_verdict_names_the_register_that_documents_were_matched_with(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is added while it runs: nobody may think that this one was looked for in all documents."""
    from withhold.cli.main import main
    from withhold.inspection.run import Run

    order: list[str] = []
    engine, documents = Run.engine, Run._judged

    def asked(self: Run) -> object:
        order.append("engine")
        return engine(self)

    def judged(self: Run, *arguments: object) -> object:
        yield from documents(self, *arguments)  # type: ignore[arg-type]
        order.append("last document")

    monkeypatch.setattr(Run, "engine", asked)
    monkeypatch.setattr(Run, "_judged", judged)
    (tmp_path / "figures.csv").write_text(FIGURES)
    options = ["--format", form, "-o", str(tmp_path / "verdict"), "--jobs", "1"]
    assert main(["check", str(tmp_path / "figures.csv"), *options]) == 0
    assert order[-1] == "last document"
