"""`withhold trace`: what it is asked, what it answers, and that it says what it could not read."""

import gzip
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pyrage
import pytest

from withhold.cli.main import main
from withhold.incident import flow
from withhold.incident.case.exposed import ExposedDocument, Exposure, Held, Place, PlaceKind, Window
from withhold.incident.case.exposure_file import save
from withhold.incident.case.interface import Actor, EventKind, Role
from withhold.incident.case.store import CaseFolder

SCHEMA = Path(__file__).parents[2] / "spec/trace.schema.json"
PATH = "/files/list.csv"
SIZE = 1000
DAY = datetime(2026, 3, 1, tzinfo=UTC)
ASKED = ["--url-path", PATH, "--from", "2026-03-01", "--until", "2026-03-02"]
SIZED = [*ASKED, "--size", str(SIZE)]
WHO = ["--by", "Anna Berg", "--role", "privacy_officer", "--why", "who fetched it"]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def _line(at: str, client: str, status: int = 200, sent: int = SIZE, target: str = PATH) -> str:
    moment = datetime.fromisoformat(f"2026-03-01T{at}+00:00").strftime("%d/%b/%Y:%H:%M:%S +0000")
    return f'{client} - - [{moment}] "GET {target} HTTP/1.1" {status} {sent} "-" "{BROWSER}"\n'


LINES = [
    _line("00:00:00", "203.0.113.1", target="/"),
    _line("10:00:00", "203.0.113.1"),
    _line("11:00:00", "203.0.113.2", 206, 500),
    _line("11:00:09", "203.0.113.2", 206, 500),
    _line("12:00:00", "203.0.113.3", 304, 0),
    _line("13:00:00", "203.0.113.4", sent=9),
    _line("14:00:00", "2001:db8::1", 403, 5),
    _line("15:00:00", "203.0.113.1", target="/other"),
    _line("23:59:59", "203.0.113.9", target="/"),
]


class Desk:
    """A log, and what the command says about it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.log = self.write("access.log", LINES)

    def write(self, name: str, lines: list[str]) -> Path:
        path = self.folder / name
        path.write_text("".join(lines), encoding="utf-8")
        return path

    def run(self, *arguments: object) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = main(["trace", *map(str, arguments), "--jobs", "1"])
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def json(self, *arguments: object) -> dict[str, Any]:
        code, out, _ = self.run(*arguments, "--format", "json")
        assert code == 0
        told: dict[str, Any] = json.loads(out)
        jsonschema.validate(told, json.loads(SCHEMA.read_text(encoding="utf-8")))
        return told


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def _grades(told: dict[str, Any]) -> dict[str, str]:
    return {one["network"]: one["grade"] for one in told["accessors"]}


def test_it_tells_who_fetched_it_and_how_surely(desk: Desk) -> None:
    told = desk.json(desk.log, *SIZED)
    assert _grades(told) == {
        "203.0.113.1/32": "complete",
        "203.0.113.2/32": "possibly_complete",
        "203.0.113.3/32": "already_held",
        "203.0.113.4/32": "partial",
    }
    assert told["requests"] == {
        "complete": 1,
        "possibly_complete": 0,
        "already_held": 1,
        "partial": 3,
        "aborted": 0,
        "none": 1,
    }
    assert (told["lines"], told["bounds"]) == (len(LINES), {"complete": [1, 3]})
    assert told["logs"][0]["foreign"] == 0
    first = told["accessors"][0]
    assert (first["class"], first["classes"], first["all_requests"]) == ("browser", ["browser"], 3)
    assert first["before"] == ["/"]


def test_all_also_tells_who_got_nothing(desk: Desk) -> None:
    assert _grades(desk.json(desk.log, *SIZED, "--all"))["2001:db8::/64"] == "none"
    assert "2001:db8::/64" not in desk.run(desk.log, *SIZED)[1]
    assert "2001:db8::/64" in desk.run(desk.log, *SIZED, "--all")[1]


def test_each_size_may_be_the_whole_file(desk: Desk) -> None:
    assert desk.json(desk.log, *SIZED, "--size", "9")["bounds"]["complete"] == [2, 4]
    assert desk.json(desk.log, *ASKED)["bounds"]["complete"] == [0, 4]


@pytest.mark.parametrize("name", ["2026-03-01T10:00:00", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00+01:00"])
def test_from_is_within_the_window_until_is_not_and_utc_is_meant(desk: Desk, name: str) -> None:
    after = desk.json(desk.log, "--url-path", PATH, "--from", name, "--until", "2026-03-02", "--size", SIZE)
    assert "203.0.113.1/32" in _grades(after)
    assert after["question"]["from"].startswith(name.rstrip("Z"))
    before = desk.json(desk.log, "--url-path", PATH, "--from", "2026-03-01", "--until", name, "--size", SIZE)
    assert _grades(before) == {}


def test_nobody_fetched_it_is_an_answer_that_says_what_was_read(desk: Desk) -> None:
    second = desk.write("second.log", LINES[:1])
    code, out, err = desk.run(desk.log, second, *SIZED[2:], "--url-path", "/never.csv")
    assert code == 0
    assert "2 logs" in err
    assert f"{len(LINES) + 1} lines" in err
    assert "0 requests" in err
    assert "access.log: 9 lines, 2026-03-01 00:00:00 to 2026-03-01 23:59:59 (UTC)" in out
    assert "second.log: 1 line, 2026-03-01 00:00:00" in out


def test_what_could_not_be_read_is_exit_code_11_and_the_rest_is_told(desk: Desk) -> None:
    packed = gzip.compress("".join(LINES).encode())
    cut = desk.folder / "cut.gz"
    cut.write_bytes(packed[:-20])
    code, out, err = desk.run(desk.log, cut, *SIZED, "--format", "json")
    told = json.loads(out)
    assert code == 11
    assert told["logs"][1]["problem"]
    assert any("cut.gz" in warning for warning in told["warnings"])
    assert _grades(told)["203.0.113.1/32"] == "complete"
    assert "could not be read" in err


def test_a_line_that_may_be_a_request_is_exit_code_11(desk: Desk) -> None:
    damaged = desk.write("damaged.log", [*LINES, f"10:00 somebody asked for {PATH} once\n"])
    code, out, _ = desk.run(damaged, *SIZED, "--format", "json")
    assert code == 11
    assert json.loads(out)["logs"][0]["unparsed"] == 1


def test_a_line_of_no_format_that_does_not_name_the_path_is_a_warning(desk: Desk) -> None:
    told = desk.json(desk.write("odd.log", [*LINES, "somebody asked for something\n"]), *SIZED)
    assert told["logs"][0]["foreign"] == 1
    assert any(warning.startswith("1 more line is in no known format") for warning in told["warnings"])


def test_no_log_at_all_is_exit_code_3(desk: Desk) -> None:
    (desk.folder / "empty").mkdir()
    code, out, err = desk.run(desk.folder / "empty", *SIZED)
    assert (code, out) == (3, "")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (ASKED[2:], "--url-path"),
        (ASKED[:2] + ASKED[4:], "--from"),
        (ASKED[:4], "--until"),
        ([*ASKED, "--from", "2026-03-02"], "not before"),
        ([*ASKED, "--from", "yesterday"], "no time"),
        ([*ASKED, "--url-path", "list.csv"], "begin with /"),
        ([*ASKED, "--size", "0"], "--size"),
        ([*ASKED, "--size", "-1"], "--size"),
        ([*ASKED, "--trusted-proxy", "my proxy"], "no address or network"),
        ([*ASKED, "--scheduler", "tcp://127.0.0.1:1"], "--engine dask"),
        ([*ASKED, "--asn-database", "/nonexistent.mmdb"], "nonexistent.mmdb"),
        ([*ASKED, "--bot-ranges", "googlebot"], "WORD=FILE"),
        ([*ASKED, "--log-format", "nothing"], "format"),
        ([*ASKED, "/nonexistent.log"], "nonexistent.log"),
        ([*ASKED, "-o", "/nonexistent/out"], "/nonexistent/out"),
    ],
)
def test_what_is_asked_wrongly_is_exit_code_2_and_says_what_to_do(
    desk: Desk, arguments: list[str], said: str
) -> None:
    try:
        code, out, err = desk.run(desk.log, *arguments)
    except SystemExit as end:
        told = desk.capsys.readouterr()
        code, out, err = int(end.code or 0), told.out, told.err
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_standard_input_is_a_log(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe:
        buffer = io.BytesIO("".join(LINES).encode())

    monkeypatch.setattr(sys, "stdin", Pipe())
    assert desk.json("-", *SIZED)["bounds"]["complete"] == [1, 3]


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_an_output_is_the_same_in_a_file(desk: Desk, form: str) -> None:
    target = desk.folder / "out"
    _, shown, _ = desk.run(desk.log, *SIZED, "--format", form)
    assert desk.run(desk.log, *SIZED, "--format", form, "-o", target)[:2] == (0, "")
    if form != "html":  # which tells when it was made
        assert target.read_text(encoding="utf-8") == shown
    assert "203.0.113.1" in target.read_text(encoding="utf-8")


def test_an_output_appears_whole_or_not_at_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    target = desk.folder / "out"
    target.write_text("what was there", encoding="utf-8")
    before = sorted(desk.folder.iterdir())

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("withhold.incident.trace.tell.json_.trace_json", fails)
    code, out, err = desk.run(desk.log, *SIZED, "--format", "json", "-o", target)
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    assert target.read_text(encoding="utf-8") == "what was there"
    assert sorted(desk.folder.iterdir()) == before


@pytest.mark.xdist_group("dask")
def test_a_cluster_on_this_machine_tells_the_same(desk: Desk) -> None:
    pytest.importorskip("distributed")
    asked = [str(one) for one in (desk.log, *SIZED, "--all")]
    local = desk.json(*asked)
    # A process of its own: what a cluster leaves to Python's end is not left to other tests.
    words = [sys.executable, "-m", "withhold", "trace", *asked, "--format", "json", "--jobs", "1"]
    done = subprocess.run([*words, "--engine", "dask"], capture_output=True, timeout=300, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (0, 1), done.stderr
    cluster = json.loads(done.stdout)
    for told in (local, cluster):
        for log in told["logs"]:
            log["log"] = Path(log["log"]).name
    assert cluster == local


def _case(folder: Path, until: datetime | None = None, exposed: bool = True) -> CaseFolder:
    (folder / "site.toml").write_text('[site]\nname = "x"\nurls = ["https://www.example.org/"]\n', "utf-8")
    key = str(pyrage.x25519.Identity.generate().to_public())
    opened = ["case", "open", str(folder / "case"), "--title", "A list", "--time-zone", "UTC"]
    opened += ["--recipient", key, "--site", str(folder / "site.toml"), "--source", "staff", *WHO]
    assert main(opened) == 0
    case = CaseFolder.open(folder / "case")
    if exposed:
        now = case.clock.now()
        places = [
            Place(f"https://www.example.org{PATH}?v=1", PlaceKind.ORIGINAL, Held.SAME_BYTES, now),
            Place("https://www.example.org/files/alias.csv", PlaceKind.ALIAS, Held.SAME_BYTES, now),
            Place("https://www.example.org/", PlaceKind.LINK, Held.OTHER, now),
        ]
        document = ExposedDocument(sha256(b"x").hexdigest(), SIZE, (SIZE, 700))
        window = Window(DAY, DAY + timedelta(hours=1), until, until)
        exposure = Exposure((document,), tuple(places), window)
        save(case.work, exposure)
        flow.record_exposure(case, exposure, Actor("Anna Berg", Role.PRIVACY_OFFICER), "found", now)
    return case


def test_a_case_tells_what_to_look_for_and_keeps_what_was_found(desk: Desk) -> None:
    case = _case(desk.folder, DAY + timedelta(hours=11, minutes=30))
    code, out, err = desk.run(desk.log, "--case", desk.folder / "case", *WHO, "--format", "json")
    assert code == 0, err
    told = json.loads(out)
    assert told["question"] == {
        "paths": [PATH, "/files/alias.csv"],
        "from": "2026-03-01T00:00:00Z",
        "until": "2026-03-01T11:30:00Z",
        "sizes": [700, SIZE],
        "hosts": [],
        "fold_case": False,
        "trusted_proxies": [],
    }
    assert told["bounds"]["complete"] == [1, 2]
    (kept,) = case.work.glob("trace-*.json")
    assert kept.stat().st_mode & 0o077 == 0
    traced = [
        event for event in CaseFolder.open(desk.folder / "case").events() if event.kind is EventKind.TRACED
    ]
    facts = traced[0].facts
    assert len(traced) == 1
    assert facts["result"] == sha256(kept.read_bytes()).hexdigest()
    assert (facts["complete_low"], facts["complete_high"], facts["lines"]) == (1, 2, len(LINES))
    _ledger_verifies(desk)


def _ledger_verifies(desk: Desk) -> None:
    ledger = ["--ledger", str(desk.folder / "case/ledger")]
    desk.capsys.readouterr()
    assert main(["ledger", "key", *ledger]) == 0
    key = desk.write("key.txt", [desk.capsys.readouterr().out])
    assert main(["ledger", "export", *ledger, "-o", str(desk.folder / "export")]) == 0
    assert main(["ledger", "verify", str(desk.folder / "export"), "--public-key", str(key)]) == 0
    exported = (desk.folder / "export").read_text(encoding="utf-8")
    assert PATH not in exported
    assert "203.0.113.1" not in exported


def test_a_file_that_is_public_still_is_looked_for_until_now(desk: Desk) -> None:
    case = _case(desk.folder)
    told = desk.json(desk.log, "--case", desk.folder / "case", *WHO)
    until = datetime.fromisoformat(told["question"]["until"])
    assert abs(until - case.clock.now()) < timedelta(minutes=5)


def test_what_is_given_goes_before_the_case(desk: Desk) -> None:
    _case(desk.folder)
    told = desk.json(
        desk.log, *ASKED, "--size", "5", "--url-path", "/other", "--case", desk.folder / "case", *WHO
    )
    assert told["question"]["paths"] == [PATH, "/other"]
    assert told["question"]["sizes"] == [5]
    assert told["question"]["until"] == "2026-03-02T00:00:00Z"


def test_a_case_needs_who_and_why_before_anything_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WITHHOLD_BY", "WITHHOLD_ROLE"):
        monkeypatch.delenv(name, raising=False)
    _case(desk.folder)
    code, out, err = desk.run(desk.log, "--case", desk.folder / "case", *WHO[:4])
    assert (code, out) == (2, "")
    assert "--why" in err


def test_a_case_without_exposure_has_to_be_told(desk: Desk) -> None:
    case = _case(desk.folder, exposed=False)
    code, _, err = desk.run(desk.log, "--case", desk.folder / "case", *WHO)
    assert (code, "--url-path" in err) == (2, True)
    assert not list(case.work.glob("trace-*"))
    assert desk.run(desk.log, *SIZED, "--case", desk.folder / "case", *WHO)[0] == 0
    assert len(list(case.work.glob("trace-*"))) == 1


def test_a_case_that_cannot_be_written_to_leaves_no_output(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from withhold.domain.errors import WithholdError

    _case(desk.folder)

    def fails(*_: object, **__: object) -> None:
        raise WithholdError("the ledger is in use; try again")

    monkeypatch.setattr("withhold.incident.running.tracing.record_traced", fails)
    target = desk.folder / "out"
    code, _, err = desk.run(desk.log, *SIZED, "--case", desk.folder / "case", *WHO, "-o", target)
    assert code == 2
    assert "in use" in err
    assert not target.exists()


def test_what_logs_hold_moves_no_cursor(desk: Desk) -> None:
    hostile = (
        f'203.0.113.7 - - [01/Mar/2026:10:00:00 +0000] "GET {PATH} HTTP/1.1" 200 1000 "-" "\x1b[2J\u202ex"\n'
    )
    log = desk.write("hostile\x1b[2J.log", [hostile])
    for form in ("text", "json", "html"):
        _, out, err = desk.run(log, *SIZED, "--format", form)
        assert "203.0.113.7" in out
        assert not {"\x1b", "\u202e"} & set(out + err)
