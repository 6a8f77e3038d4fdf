"""Work on a Dask cluster gives what local work gives, in order, whatever its workers do."""

import subprocess
import sys

import pytest

from withhold.fleet.cluster import Cluster, ClusterUnusable

SCRIPT = """
import os, signal, sys
from withhold.domain.errors import UsageError
from withhold.fleet.cluster import Cluster
from withhold.fleet.local import WorkerFailed

def squares(numbers):
    for number in numbers:
        if number == 13:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 97:
            raise UsageError("ninety-seven is not allowed")
        if number == 98:
            raise KeyError("Maryam Planted")
    return [number * number for number in numbers]

if __name__ == "__main__":
    with_thirteen = [n for n in range(30)]
    expected = [-n if n == 13 else n * n for n in with_thirteen]
    assert list(Cluster(squares, lambda n: -n, 2).run(with_thirteen)) == expected, "order"
    for number, kind, words in ((97, UsageError, "ninety-seven"), (98, WorkerFailed, "KeyError at ")):
        try:
            list(Cluster(squares, lambda n: -n, 1).run([1, number]))
        except kind as error:
            assert words in str(error) and "Planted" not in str(error), error
        else:
            raise AssertionError(kind)
    print("as expected")
"""

NO_WORKERS = """
import withhold.fleet.cluster as room
from distributed import LocalCluster

if __name__ == "__main__":
    room._CONNECT_SECONDS = 2
    with LocalCluster(n_workers=0, dashboard_address=None, host="127.0.0.1") as empty:
        try:
            list(room.Cluster(list, lambda n: -n, 1, empty.scheduler_address).run([1]))
        except room.ClusterUnusable as error:
            assert "no workers" in str(error), error
            print("as expected")
"""


def _squares(numbers: object) -> list[int]:
    raise AssertionError


@pytest.mark.xdist_group("dask")
@pytest.mark.parametrize("script", [SCRIPT, NO_WORKERS], ids=["order, deaths and errors", "no workers"])
def test_a_real_cluster(script: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.stdout == "as expected\n", done.stderr[-2000:]
    assert "Planted" not in done.stderr


def test_a_scheduler_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("withhold.fleet.cluster._CONNECT_SECONDS", 1)
    cluster: Cluster[int, int] = Cluster(_squares, lambda number: number, 1, "tcp://127.0.0.1:9")
    with pytest.raises(ClusterUnusable, match=r"tcp://127.0.0.1:9 cannot be reached"):
        list(cluster.run([1]))


def test_a_missing_extra_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterUnusable, match=r"withhold\[dask\]"):
        list(Cluster(_squares, lambda number: number, 1).run([1]))
