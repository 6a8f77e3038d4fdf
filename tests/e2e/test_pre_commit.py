"""The hook in a real repository: git itself runs it on what is staged."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.manifest import cases

ROOT = Path(__file__).parents[2]
HOOKS = ROOT / ".pre-commit-hooks.yaml"


def entry() -> str:
    """The command of the hook, as pre-commit would run it."""
    lines = HOOKS.read_text(encoding="utf-8").splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.strip().startswith("entry:"))


def documented_hook() -> str:
    """The hook for git alone, as docs/ci.md gives it."""
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    return next(block for block in text.split("```") if block.startswith("sh\n#!/bin/sh")).removeprefix(
        "sh\n"
    )


def git(repository: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(repository)}
    identity = ["-c", "user.name=A. Clerk", "-c", "user.email=clerk@example.org"]
    return subprocess.run(
        ["git", *identity, *arguments],
        cwd=repository,
        env={**clean, **who},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository with the hook that docs/ci.md gives, calling the command of this checkout."""
    assert git(tmp_path, "init", "--quiet").returncode == 0
    command = entry().replace("withhold", f"{shlex.quote(sys.executable)} -m withhold", 1)
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(documented_hook().replace(entry(), command))
    hook.chmod(0o755)
    return tmp_path


def founding(ending: str, twin: bool) -> bytes:
    name = f"founding/{'twin.' if twin else ''}statistics.{ending}"
    return next(case for case in cases(1, "founding") if case.file == name).make()


def test_the_list_is_not_committed(repository: Path) -> None:
    (repository / "figures.csv").write_bytes(founding("csv", twin=False))
    git(repository, "add", "figures.csv")
    done = git(repository, "commit", "-m", "Figures")
    assert done.returncode != 0
    assert git(repository, "rev-parse", "--verify", "HEAD").returncode != 0


def test_a_public_log_of_it_tells_neither_where_nor_how_many(repository: Path) -> None:
    (repository / "figures.csv").write_bytes(founding("csv", twin=False))
    git(repository, "add", "figures.csv")
    done = git(repository, "commit", "-m", "Figures")
    output = done.stdout + done.stderr
    assert "people/protected" in output
    assert "figures.csv" not in output
    assert "6,252" not in output
    assert "6252" not in output


def test_its_twin_is_committed(repository: Path) -> None:
    (repository / "figures.csv").write_bytes(founding("csv", twin=True))
    git(repository, "add", "figures.csv")
    done = git(repository, "commit", "-m", "Figures")
    assert done.returncode == 0, done.stderr
    assert git(repository, "rev-parse", "--verify", "HEAD").returncode == 0


def test_a_commit_that_only_removes_needs_no_inspection(repository: Path) -> None:
    (repository / "figures.csv").write_bytes(founding("csv", twin=True))
    git(repository, "add", "figures.csv")
    git(repository, "commit", "-m", "Figures")
    git(repository, "rm", "--quiet", "figures.csv")
    assert git(repository, "commit", "-m", "Gone").returncode == 0


def test_what_is_staged_counts_not_what_stands_in_the_folder(repository: Path) -> None:
    (repository / "figures.csv").write_bytes(founding("csv", twin=False))
    git(repository, "add", "figures.csv")
    (repository / "figures.csv").write_bytes(founding("csv", twin=True))
    assert git(repository, "commit", "-m", "Figures").returncode != 0
