"""What was taken from a web root in error comes back as it was, and over nothing else."""

import os
import stat
from pathlib import Path

import pytest

from tests.incident.takedown.connectors.web_root_stage import LEAK, Root
from withhold.incident.takedown.interface import Result


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return Root(tmp_path)


def left(root: Root) -> set[str]:
    return {str(path.relative_to(root.public)) for path in root.public.rglob("*") if not path.is_dir()}


def test_what_was_taken_in_error_is_put_back_as_it_was(root: Root) -> None:
    root.upload()
    path = root.public / root.path
    os.chmod(path, 0o640)
    os.utime(path, ns=(10**18, 10**18))
    gone = root.base / "gone"
    connector = root.made(tombstones=str(gone))
    (step,) = connector.plan(root.target)
    connector.take(step)
    assert connector.restore(step).result is Result.DONE
    assert path.read_bytes() == LEAK
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_mtime_ns == 10**18
    assert not (gone / root.path).exists()
    assert connector.restore(step).result is Result.ALREADY
    assert left(root) == {"index.html", root.path}


def test_nothing_is_put_back_over_something_else(root: Root) -> None:
    root.upload()
    connector = root.connector()
    (step,) = connector.plan(root.target)
    connector.take(step)
    stands = root.occupy()
    assert connector.restore(step).result is Result.FAILED
    assert stands()


def test_nothing_is_put_back_that_was_never_taken(root: Root) -> None:
    root.upload()
    connector = root.connector()
    (step,) = connector.plan(root.target)
    (root.public / root.path).unlink()
    assert connector.restore(step).result is Result.FAILED
