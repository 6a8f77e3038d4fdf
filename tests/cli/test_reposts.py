"""`withhold reposts`: from a list to its fingerprints, pages that hold rows of it, and their confirmation."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.incident.watch.copies.listed import PEOPLE
from tests.incident.watch.sources.test_reading import record
from withhold.cli.main import main

ROWS = [f"{one.name},{one.born},{one.alien}" for one in PEOPLE]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list, two keys, its fingerprints, and an archive with one copy of five rows."""
    folder = tmp_path_factory.mktemp("reposts")
    for name, digit in (("scan.key", "1"), ("confirm.key", "2"), ("wrong.key", "3")):
        (folder / name).write_text(digit * 64)
        (folder / name).chmod(0o600)
    (folder / "leak.csv").write_text("Full Name,Date of Birth,A-Number\n" + "\n".join(ROWS) + "\n")
    archive = folder / "archive"
    archive.mkdir()
    some = "".join(f"<tr><td>{one.name}</td><td>{one.born}</td></tr>\n" for one in PEOPLE[:5])
    pages = [record("https://a.example.net/1", b"<p>nothing</p>")]
    pages.append(record("https://a.example.net/2", f"<h1>x</h1>\n<table>{some}</table>".encode()))
    (archive / "a.warc.gz").write_bytes(b"".join(map(gzip.compress, pages)))
    assert fingerprint(folder) == 0
    return folder


def fingerprint(folder: Path, *options: str) -> int:
    made = ["--key-file", str(folder / "scan.key"), "-o", str(folder / "scan.fp")]
    made += ["--confirm-key-file", str(folder / "confirm.key"), "--confirm-out", str(folder / "confirm.fp")]
    return main(["reposts", "fingerprint", str(folder / "leak.csv"), *(options or made)])


def scan(folder: Path, *sources: object, key: str = "scan.key", options: tuple[str, ...] = ()) -> int:
    paths = map(str, sources or (folder / "archive",))
    keyed = ["--key-file", str(folder / key), "--format", "jsonl", "--jobs", "1"]
    return main(["reposts", "scan", str(folder / "scan.fp"), *paths, *keyed, *options])


def found(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_copy_is_one_line_of_exactly_this_form(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan(folder) == 10
    assert found(capsys) == [
        {"source": str(folder / "archive"), "url": "https://a.example.net/2", "rows": 5, "share": 0.625}
    ]


def test_nothing_found_is_zero_and_something_unread_is_eleven(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>nothing</p>")
    assert scan(folder, tmp_path) == 0
    (tmp_path / "a.warc").write_bytes(record("https://a.example.net/", b"<p>cut</p>")[:-8])
    assert scan(folder, tmp_path) == 11


def test_a_wrong_key_and_a_key_that_others_can_read_are_errors_of_one_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scan(folder, key="wrong.key") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    open_key = tmp_path / "open.key"
    open_key.write_text("1" * 64)
    open_key.chmod(0o644)
    assert scan(folder, key=str(open_key)) == 2


@pytest.mark.parametrize("missing", ["sources", "path"])
def test_nothing_to_scan_is_an_error(folder: Path, missing: str) -> None:
    keyed = ["--key-file", str(folder / "scan.key")]
    sources = [] if missing == "sources" else [str(folder / "nowhere")]
    assert main(["reposts", "scan", str(folder / "scan.fp"), *sources, *keyed]) == 2


def test_a_key_through_a_pipe(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"1" * 64)
    os.close(writer)
    try:
        assert scan(folder, key=f"/dev/fd/{reader}") == 10
    finally:
        os.close(reader)


def test_workbooks_and_archives_of_files_are_read_in_the_sandbox(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import zipfile

    import xlsxwriter

    book = xlsxwriter.Workbook(tmp_path / "list.xlsx")
    sheet = book.add_worksheet()
    for number, one in enumerate(PEOPLE):
        sheet.write_row(number, 0, [one.alien, one.name.upper(), one.born])
    book.close()
    with zipfile.ZipFile(tmp_path / "list.zip", "w") as packed:
        packed.writestr("inner/people.csv", "\n".join(ROWS[:4]))
    assert scan(folder, tmp_path) == 10
    assert sorted(str(one["rows"]) for one in found(capsys)) == ["4", "8"]


def test_the_same_results_in_processes_on_a_cluster_and_from_a_journal(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(12):
        pages = [record(f"https://a.example.net/{number}/{n}", ROWS[n].encode()) for n in range(number % 4)]
        (tmp_path / f"{number}.warc").write_bytes(b"".join(pages) or record("https://a.example.net/", b"x"))
    assert scan(folder, tmp_path) == 10
    alone = found(capsys)
    assert len(alone) == 18
    journal = str(tmp_path.parent / f"{tmp_path.name}.journal")
    for options in (
        ("--jobs", "2"),
        ("--engine", "dask", "--jobs", "2"),
        ("--resume", journal),
        ("--resume", journal),
    ):
        assert scan(folder, tmp_path, options=options) == 10
        assert found(capsys) == alone
    assert os.stat(journal).st_mode & 0o777 == 0o600


def test_a_scan_that_is_killed_goes_on(folder: Path, tmp_path: Path) -> None:
    """Killed with SIGKILL as soon as the journal knows a shard; then only the others are looked at."""
    for number in range(40):
        pages = b"".join(
            record(f"https://a.example.net/{number}/{n}", ROWS[0].encode() * 3) for n in range(60)
        )
        (tmp_path / f"{number:02}.warc").write_bytes(pages)
    journal = tmp_path.parent / f"{tmp_path.name}.journal"
    keyed = ["--key-file", str(folder / "scan.key"), "--format", "jsonl", "--jobs", "1"]
    command = [
        sys.executable,
        "-m",
        "withhold",
        "reposts",
        "scan",
        str(folder / "scan.fp"),
        str(tmp_path),
        *keyed,
    ]
    command += ["--resume", str(journal)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None and (not journal.exists() or journal.read_bytes().count(b"\n") < 3):
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    known = journal.read_bytes().count(b"\n") - 1
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 10
    assert len(again.stdout.splitlines()) == 2400
    assert 0 < known < 40
    assert journal.read_bytes().count(b"\n") == 41


def test_results_as_parquet(folder: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "found.parquet"
    assert scan(folder, options=("--parquet", str(out))) == 10
    table = parquet.read_table(out).to_pylist()
    assert [(row["url"], row["rows"]) for row in table] == [("https://a.example.net/2", 5)]
    assert out.stat().st_mode & 0o777 == 0o600
    assert scan(folder, options=("--parquet", str(out))) == 2


def confirm(folder: Path, lines: str, *options: str, key: str = "confirm.key") -> int:
    told = folder / "found.jsonl"
    told.write_text(lines)
    keyed = ["--key-file", str(folder / key), "--format", "jsonl"]
    return main(["reposts", "confirm", str(folder / "confirm.fp"), str(told), *keyed, *options])


def candidate(folder: Path, url: str) -> str:
    return json.dumps({"source": str(folder / "archive"), "url": url, "rows": 5, "share": 0.6}) + "\n"


def test_a_candidate_is_confirmed_under_the_other_key_with_its_place(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "confirm.fp.asked").unlink(missing_ok=True)
    assert confirm(folder, candidate(folder, "https://a.example.net/2")) == 10
    [one] = found(capsys)
    assert (one["confirmed"], one["rows"]) == (True, 5)
    assert one["places"] == [{"first_line": 2, "last_line": 6, "rows": 5}]
    assert not any(word in json.dumps(one) for row in ROWS for word in row.split(",")[0].split())


def test_what_holds_no_row_is_not_confirmed_and_what_is_gone_is_told(folder: Path) -> None:
    (folder / "confirm.fp.asked").unlink(missing_ok=True)
    assert confirm(folder, candidate(folder, "https://a.example.net/1")) == 0
    assert confirm(folder, candidate(folder, "https://a.example.net/3")) == 11


def test_the_scans_key_confirms_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert confirm(folder, candidate(folder, "https://a.example.net/2"), key="scan.key") == 2
    assert capsys.readouterr().out == ""


def test_so_many_pages_an_hour(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "confirm.fp.asked").unlink(missing_ok=True)
    one = candidate(folder, "https://a.example.net/2")
    assert [confirm(folder, one, "--an-hour", "2") for _ in range(3)] == [10, 10, 2]
    assert "there is room" in capsys.readouterr().err


def test_anything_but_a_scans_lines_is_refused(folder: Path) -> None:
    assert confirm(folder, "hello\n") == 2
    assert confirm(folder, "") == 2


@pytest.mark.parametrize("fault", ["one key twice", "no confirm key", "no list"])
def test_fingerprints_are_not_made_where_something_is_wrong(folder: Path, tmp_path: Path, fault: str) -> None:
    leak = folder / "leak.csv"
    options = ["--key-file", str(folder / "scan.key"), "-o", str(tmp_path / "x.fp")]
    if fault == "one key twice":
        options += ["--confirm-key-file", str(folder / "scan.key"), "--confirm-out", str(tmp_path / "y.fp")]
    elif fault == "no confirm key":
        options += ["--confirm-out", str(tmp_path / "y.fp")]
    else:
        leak = tmp_path / "numbers.csv"
        leak.write_text("Month,Count\nJanuary,5\nFebruary,7\n")
    assert main(["reposts", "fingerprint", str(leak), *options]) == 2
    assert not list(tmp_path.glob("*.fp"))
