"""`withhold trace` with registries and tables: what is asked, said and left, through the command."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.incident.trace.registries import listed
from withhold.cli.main import main
from withhold.cli.trace_beside import contacts_of

LOG = (
    '203.0.113.7 - - [01/Mar/2026:12:00:00 +0000] "GET /list.csv HTTP/1.1" 200 1000 "-" "curl/8.0"\n'
    '198.51.100.9 - - [01/Mar/2026:13:00:00 +0000] "GET /list.csv HTTP/1.1" 404 10 "-" "curl/8.0"\n'
)


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    """The arguments for a small log."""
    (tmp_path / "access.log").write_text(LOG)
    window = ["--from", "2026-03-01", "--until", "2026-03-02", "--size", "1000"]
    return ["trace", str(tmp_path / "access.log"), "--url-path", "/list.csv", *window, "--jobs", "1"]


def _kept(folder: Path, base: str = "https://127.0.0.1/rdap/") -> Path:
    """A cache in which the registry of the log's networks is one that may not be asked."""
    folder.mkdir(0o700)
    kept = {"asked": datetime.now(UTC).isoformat(), "answer": listed("203.0.113.0/24", base=base)}
    (folder / "registries-ipv4.json").write_text(json.dumps(kept))
    return folder


def _known(folder: Path) -> Path:
    """The same, with an answer."""
    answer = {"emails": ["abuse@carrier.example"], "source": "rdap.registry.example, 2026-03-01"}
    kept = {"asked": datetime.now(UTC).isoformat(), "answer": answer}
    (_kept(folder) / "203.0.113.0_24.json").write_text(json.dumps(kept))
    return folder


def test_contacts_are_told_and_that_registries_learn_is_said_first(
    tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cache = _known(tmp_path / "kept")
    assert main([*asked, "--rdap", "--rdap-cache", str(cache), "--format", "json", "--all"]) == 0
    told = capsys.readouterr()
    first, second = json.loads(told.out)["accessors"]
    assert first["abuse_contact"] == {
        "emails": ["abuse@carrier.example"],
        "source": "rdap.registry.example, 2026-03-01",
        "problem": None,
    }
    assert "abuse_contact" not in second  # it got nothing: nobody need know of it
    assert "they learn which networks are of interest" in told.err


def test_a_registry_that_cannot_be_asked_is_a_problem_and_a_warning_not_an_error(
    tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cache = _kept(tmp_path / "kept")
    assert main([*asked, "--rdap", "--rdap-cache", str(cache), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "no answer from 127.0.0.1" in told["accessors"][0]["abuse_contact"]["problem"]
    assert any("registries could not be asked" in warning for warning in told["warnings"])


def test_nobody_is_asked_unless_it_is_wanted(
    tmp_path: Path,
    asked: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("something was asked")

    monkeypatch.setattr("withhold.fetching.http.HttpFetcher.fetch", never)
    assert main([*asked, "--format", "json"]) == 0
    assert "abuse_contact" not in capsys.readouterr().out
    assert main([*asked, "--rdap-cache", str(tmp_path / "kept")]) == 2
    assert "--rdap" in capsys.readouterr().err
    assert not (tmp_path / "kept").exists()


def test_a_cache_that_others_can_read_is_refused_before_the_logs_are_read(
    tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cache = _known(tmp_path / "kept")
    cache.chmod(0o755)
    assert main([*asked, "--rdap", "--rdap-cache", str(cache)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "chmod 700" in told.err


def test_tables_are_left_beside_the_report(
    tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    import duckdb
    import pyarrow.parquet

    folder, file = tmp_path / "tables", tmp_path / "trace.duckdb"
    assert main([*asked, "--parquet", str(folder), "--duckdb", str(file)]) == 0
    assert "203.0.113.7" in capsys.readouterr().out
    assert pyarrow.parquet.read_table(folder / "requests.parquet").num_rows == 2
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute("SELECT grade FROM accessors ORDER BY network").fetchall() == [
            ("none",),
            ("complete",),
        ]


@pytest.mark.parametrize("option", ["--parquet", "--duckdb"])
def test_what_stands_there_is_not_replaced_and_nothing_else_is_written(
    tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str], option: str
) -> None:
    (tmp_path / "there").write_text("precious")
    report = tmp_path / "report"
    assert main([*asked, option, str(tmp_path / "there"), "-o", str(report)]) == 2
    assert f"give {option} a name that is free" in capsys.readouterr().err
    assert (tmp_path / "there").read_text() == "precious"
    assert not report.exists()


@pytest.mark.parametrize(("option", "library"), [("--parquet", "pyarrow"), ("--duckdb", "duckdb")])
def test_without_its_library_an_option_is_one_clear_line(
    tmp_path: Path,
    asked: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    library: str,
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    assert main([*asked, option, str(tmp_path / "tables")]) == 2
    told = capsys.readouterr().err.strip()
    assert "\n" not in told
    assert f"withhold[{option.removeprefix('--')}]" in told


def test_in_a_case_the_answers_are_kept_there(tmp_path: Path) -> None:
    options = argparse.Namespace(rdap=True, rdap_cache=None)
    told: list[str] = []
    assert contacts_of(options, tmp_path, told.append) is not None
    assert (tmp_path / "rdap").stat().st_mode & 0o777 == 0o700
