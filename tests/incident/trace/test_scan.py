"""Whatever the logs are packed in and however they are divided, the same is read, and nothing is dropped."""

import bz2
import gzip
import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.trace_logs import BEGIN, PATH, SIZE, write
from withhold.domain.errors import NothingToInspect, UsageError
from withhold.incident.trace.interface import LogFormat, Question, Scan, TraceError
from withhold.incident.trace.judge import judge
from withhold.incident.trace.networks import network_of
from withhold.incident.trace.scan import scan

DAY = datetime(2026, 5, 17, tzinfo=UTC)
QUESTION = Question(("/files/list.csv",), DAY, DAY + timedelta(days=1), (1000,))


def _line(
    client: str, second: int, target: str = "/files/list.csv", rest: str = '200 1000 "-" "curl/8"'
) -> str:
    at = DAY + timedelta(seconds=second)
    return f'{client} - - [{at.strftime("%d/%b/%Y:%H:%M:%S +0000")}] "GET {target} HTTP/1.1" {rest}\n'


def _scan(path: Path, question: Question = QUESTION, shard_size: int = 1 << 26) -> Scan:
    return scan([str(path)], question, jobs=1, shard_size=shard_size)


def _zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def test_what_is_generated_is_judged_as_it_truly_is(tmp_path: Path) -> None:
    truth = write(tmp_path / "access.log", 30_000, share=0.05)
    question = Question((PATH,), BEGIN, BEGIN + timedelta(days=9), (SIZE,))
    result = _scan(tmp_path / "access.log", question)
    span = result.spans[0]
    assert (span.lines, span.referer_only, span.unparsed) == (truth.lines, truth.referer_only, 0)
    assert len(result.requests) == truth.requests
    told = {accessor.network: str(accessor.grade) for accessor in judge(result, question).accessors}
    assert told == {network_of(client): grade for client, grade in truth.grades.items()}
    assert result.activity.keys() == truth.grades.keys()


MIXED = [
    _line("203.0.113.7", 5),
    _line("203.0.113.7", 1, "/before"),
    _line("2001:db8::7", 900, "/files//list.csv"),
    _line("2001:DB8:0::7", 901, "/other").replace(" - - ", " - anna "),
    _line("198.51.100.1", 90, "/x", '200 5 "https://example.org/files/list.csv" "curl/8"'),
    _line("198.51.100.2", 20_000, "/files/old/list.csv"),
    _line("198.51.100.2", 20_001, "/files/list.csv", "206 10"),
    f'{{"remote_addr": "203.0.113.9", "msec": {DAY.timestamp() + 7}, "status": 200,'
    ' "request": "GET /files/list.csv"}\n',
    "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n",
    "2026-05-17 00:00:09 203.0.113.8 GET /files/list.csv 200\r\n",
    "#Fields: time date cs-uri-stem c-ip sc-status\n",
    "00:00:10 2026-05-17 /files/list.csv 203.0.113.10 200\r\n",
    "list.csv in a line of no format\n",
    "\n",
    "nothing to do with it\n",
    "\0\0\0" + _line("203.0.113.7", 30_000),
    _line("203.0.113.7", 8, "/late"),
]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(MIXED), min_size=1, max_size=40), st.integers(1, 700), st.booleans())
def test_however_a_log_is_divided_the_same_is_read(
    tmp_path: Path, lines: list[str], size: int, ended: bool
) -> None:
    text = "".join(lines)
    path = tmp_path / "access.log"
    path.write_text(text if ended else text.rstrip("\n"), encoding="utf-8")
    assert _scan(path, shard_size=size) == _scan(path)


def test_everything_in_a_mixed_log_is_read_or_counted(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text("".join(MIXED), encoding="utf-8-sig")
    result = _scan(path)
    span = result.spans[0]
    assert [(request.line, request.peer) for request in result.requests] == [
        (1, "203.0.113.7"),
        (3, "2001:db8::7"),
        (7, "198.51.100.2"),
        (8, "203.0.113.9"),
        (10, "203.0.113.8"),
        (12, "203.0.113.10"),
        (16, "203.0.113.7"),
    ]
    assert (span.lines, span.candidates, span.referer_only) == (len(MIXED), 10, 1)
    assert (span.unparsed, span.unparsed_examples, span.foreign) == (1, ("a.a a a a a a a",), 2)
    assert span.formats == {
        LogFormat.COMBINED: 5,
        LogFormat.COMMON: 1,
        LogFormat.NGINX_JSON: 1,
        LogFormat.W3C: 2,
    }
    assert (span.first, span.last) == (DAY + timedelta(seconds=1), DAY + timedelta(seconds=30_000))
    assert span.problem is None


def test_all_that_the_clients_did_is_told(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text("".join(MIXED))
    activity = _scan(path).activity
    assert activity.keys() == {
        "203.0.113.7", "2001:db8::7", "198.51.100.2", "203.0.113.9", "203.0.113.8", "203.0.113.10",
    }  # fmt: skip
    one = activity["203.0.113.7"]
    assert (one.requests, one.bytes, one.agents, one.around) == (4, 4000, {"curl/8": 4}, ("/before",))
    assert (one.first, one.last) == (DAY + timedelta(seconds=1), DAY + timedelta(seconds=30_000))
    # Another spelling of the same address, in a line that names a user.
    assert activity["2001:db8::7"].requests == 2


def test_a_client_is_the_same_with_a_port_and_without(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text(_line("10.1.2.3", 5) + _line("10.1.2.3:80", 6, "/other") + _line("10.1.2.3:51234", 7))
    assert {client: one.requests for client, one in _scan(path).activity.items()} == {"10.1.2.3": 3}


def test_all_that_a_client_logged_by_its_name_did_is_told(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    name = "84.115.1.1.pool.example.net"
    path.write_text(_line(name, 1, "/before") + _line(name, 2), encoding="utf-8")
    assert _scan(path).activity[name].requests == 2


def test_parts_join_however_the_host_is_written(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    lines = [
        f'{{"remote_addr": "203.0.113.9", "msec": {DAY.timestamp() + 7}, "status": 206, "host": "{host}",'
        f' "request": "GET /files/list.csv", "body_bytes_sent": 500, "http_range": "bytes={part}"}}\n'
        for host, part in (("example.org", "0-499"), ("Example.org:443", "500-999"))
    ]
    path.write_text("".join(lines), encoding="utf-8")
    assert judge(_scan(path), QUESTION).bounds == (1, 1)


def test_only_the_paths_nearest_before_the_first_fetch_are_told(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    lines = [_line("203.0.113.7", second, f"/page{second}?q=secret") for second in range(9)]
    path.write_text("".join([*lines, _line("203.0.113.7", 10), _line("203.0.113.7", 11, "/after")]))
    around = _scan(path, shard_size=300).activity["203.0.113.7"].around
    assert around == tuple(f"/page{second}" for second in range(4, 9))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, _zstd])
def test_packed_logs_of_several_parts_are_read_like_plain_ones(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    text = "".join(MIXED * 50).encode()
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    plain.write_bytes(text)
    packed.write_bytes(pack(text[:3001]) + pack(text[3001:]))
    one, other = _scan(plain), _scan(packed)
    assert [request.line for request in other.requests] == [request.line for request in one.requests]
    assert other.activity == one.activity
    assert (other.spans[0].lines, other.spans[0].problem) == (one.spans[0].lines, None)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, _zstd])
@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_a_damaged_packed_log_is_a_problem_and_what_came_before_is_read(
    tmp_path: Path, pack: Callable[[bytes], bytes], damage: str
) -> None:
    path = tmp_path / "access.log"
    whole, damaged = pack("".join(MIXED).encode()), bytearray(pack("".join(MIXED * 9).encode()))
    if damage == "cut":
        del damaged[-12:]
    else:
        damaged[len(damaged) // 2] ^= 0xFF
    path.write_bytes(whole + bytes(damaged))
    result = _scan(path)
    assert len(result.requests) >= 7
    assert result.spans[0].problem is not None


def test_a_compressed_log_with_something_behind_it_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_bytes(_zstd(_line("203.0.113.7", 5).encode()) + b"something else")
    assert _scan(path).spans[0].problem is not None


@pytest.mark.parametrize(
    "head", [b"PK\x03\x04", b"\xfd7zXZ\x00", "\ufeffa".encode("utf-16-le"), b"7z\xbc\xaf\x27\x1c"]
)
def test_what_cannot_be_read_is_a_problem_of_its_log(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "a.log").write_bytes(head + b"rest")
    (tmp_path / "b.log").write_text(_line("203.0.113.7", 5))
    result = scan([str(tmp_path)], QUESTION, jobs=1)
    assert [span.problem is None for span in result.spans] == [True, False]
    assert len(result.requests) == 1


def test_a_file_that_is_no_log_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing\nlike a log\n")
    problem = _scan(tmp_path / "notes.txt").spans[0].problem
    assert problem is not None
    assert "--log-format" in problem


def test_rotated_logs_are_read_from_the_oldest(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text(_line("203.0.113.1", 300))
    (tmp_path / "access.log.1").write_text(_line("203.0.113.2", 200))
    (tmp_path / "access.log.2.gz").write_bytes(gzip.compress(_line("203.0.113.3", 100).encode()))
    result = scan([str(tmp_path)], QUESTION, jobs=1)
    assert [request.peer[-1] for request in result.requests] == ["3", "2", "1"]
    assert len(scan([str(tmp_path), str(tmp_path / "access.log")], QUESTION, jobs=1).requests) == 3


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(_line("203.0.113.7", 5).encode())))
    result = scan(["-"], QUESTION, jobs=1)
    assert (result.spans[0].log, len(result.requests)) == ("standard input", 1)
    with pytest.raises(TraceError, match="standard input"):
        scan(["-"], QUESTION, jobs=1, engine="dask", scheduler="tcp://127.0.0.1:1")


def test_lines_longer_than_any_server_writes_are_counted_as_unread(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    long, endless = "x" * (3 << 19), "list.csv" * (1 << 20)
    text = _line("203.0.113.7", 5) + long + "\n" + endless + "\n" + _line("203.0.113.8", 6) + endless
    path.write_text(text)
    for size in (1 << 26, 1 << 20, 3_000_001):
        result = _scan(path, shard_size=size)
        assert [request.line for request in result.requests] == [1, 4]
        assert (result.spans[0].lines, result.spans[0].unparsed) == (5, 3)


def test_gaps_are_silences_that_are_long_for_the_log(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    seconds = [*range(0, 6000, 5), *range(9000, 12000, 5)]
    path.write_text("".join(_line("203.0.113.7", second, "/x") for second in seconds))
    for size in (1 << 26, 10_001):
        gaps = _scan(path, shard_size=size).spans[0].gaps
        assert gaps == ((DAY + timedelta(seconds=5995), DAY + timedelta(seconds=9000)),)
    path.write_text("".join(_line("203.0.113.7", second, "/x") for second in range(0, 80_000, 1900)))
    assert _scan(path).spans[0].gaps == ()


def test_lines_out_of_order_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text("".join(_line("203.0.113.7", s, "/x") for s in (0, 100, 50, 39, 10, 200, 139, 140)))
    assert [_scan(path, shard_size=size).spans[0].unordered for size in (1 << 20, 90, 181)] == [3, 3, 3]


def test_clients_behind_trusted_proxies_are_who_the_proxy_says(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    rest = '200 10 "-" "curl/8" "{}"'
    path.write_text(
        _line("10.0.0.1", 1, "/before", rest.format("6.6.6.6, 198.51.100.1"))
        + _line("10.0.0.1", 2, rest=rest.format("198.51.100.1"))
        + _line("203.0.113.7", 3, rest=rest.format("198.51.100.1"))
        + _line("203.0.113.7", 4, "/x", rest=rest.format("198.51.100.1"))
        + _line("198.51.100.1", 5, "/x")
    )
    question = Question(
        QUESTION.paths, QUESTION.start, QUESTION.end, trusted_proxies=(ip_network("10.0.0.0/8"),)
    )
    activity = _scan(path, question).activity
    assert {client: one.requests for client, one in activity.items()} == {"198.51.100.1": 3, "203.0.113.7": 2}
    assert _scan(path).activity.keys() == {"10.0.0.1", "203.0.113.7"}


def test_hosts_and_times_outside_the_question(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text(
        "www.example.org:443 " + _line("203.0.113.7", 5)
        + "intranet.example.org:443 " + _line("203.0.113.8", 6)
        + _line("203.0.113.9", -5)
    )  # fmt: skip
    question = Question(QUESTION.paths, QUESTION.start, QUESTION.end, hosts=("www.example.org",))
    result = _scan(path, question)
    # What lies outside the time is told for warnings; what its clients did is not asked.
    assert [request.peer for request in result.requests] == ["203.0.113.7", "203.0.113.9"]
    assert result.activity.keys() == {"203.0.113.7"}


def test_a_format_of_the_users_goes_before_what_looks_alike(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text(_line("10.0.0.1", 5, rest='200 1000 "203.0.113.7"'))
    string = '%A %l %u %t "%r" %>s %b "%a"'
    question = Question(QUESTION.paths, QUESTION.start, QUESTION.end, format_string=string)
    result = _scan(path, question)
    assert [request.peer for request in result.requests] == ["203.0.113.7"]
    assert result.activity["203.0.113.7"].requests == 1


@pytest.mark.xdist_group("dask")
def test_processes_and_a_cluster_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text("".join(MIXED * 20))
    told: list[tuple[int, int]] = []
    alone = _scan(path)
    size = path.stat().st_size
    several = scan(
        [str(path)],
        QUESTION,
        jobs=2,
        shard_size=5000,
        progress=lambda done, total: told.append((done, total)),
    )
    assert several == alone
    assert told[-1] == (2 * size, 2 * size)
    assert scan([str(path)], QUESTION, jobs=2, engine="dask", shard_size=5000) == alone


def test_a_log_that_is_cut_while_it_is_read_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text("".join(MIXED * 200))

    def cut(done: int, total: int) -> None:
        if done < total // 4:
            path.write_text("".join(MIXED))

    result = scan([str(path)], QUESTION, jobs=1, shard_size=20_000, progress=cut)
    assert result.spans[0].problem is not None
    assert "shorter" in result.spans[0].problem


def test_what_cannot_be_asked_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="--url-path"):
        _scan(tmp_path, Question((), DAY, DAY))
    with pytest.raises(UsageError, match="no file or folder"):
        _scan(tmp_path / "missing")
    with pytest.raises(NothingToInspect):
        _scan(tmp_path)
    with pytest.raises(TraceError, match="log format"):
        _scan(tmp_path, Question(("/a",), DAY, DAY, format_string="%h"))


@pytest.mark.corpora
def test_a_real_log_is_read_wholly(corpora: Path) -> None:
    question = Question(("/favicon.ico",), DAY.replace(year=2015), DAY.replace(year=2016))
    result = _scan(corpora / "logs" / "apache-combined-10k.log", question)
    span = result.spans[0]
    assert (span.lines, span.unparsed, span.foreign, span.problem) == (10_000, 0, 0, None)
    assert len(result.requests) == 808
    assert sum(one.requests for one in result.activity.values()) == 5512
