"""Every own parser of foreign bytes survives a bounded run of its fuzzer, which begins with what was kept."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.keep import HARNESSES, KEPT, command

RUNS = 2000
_SECONDS = 6
_LIMITS = ("-max_len=4096", "-timeout=30", "-rss_limit_mb=2048", "-verbosity=0")


@pytest.mark.parametrize("harness", HARNESSES)
def test_bounded_run(harness: str, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    subprocess.run([sys.executable, "-m", "tests.fuzz.seeded", harness, str(seeds)], check=True)
    known = [str(KEPT / harness.removeprefix("fuzz_"))]
    options = [f"-runs={RUNS}", f"-max_total_time={_SECONDS}", "-seed=1", *_LIMITS]
    artifacts = f"-artifact_prefix={tmp_path}/"
    # Nothing is added to what is kept: the first folder takes what is new.
    found = subprocess.run(
        command(harness, str(seeds), *known, *options, artifacts), capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr[-2000:]


@pytest.mark.parametrize("harness", HARNESSES)
def test_inputs_are_kept(harness: str) -> None:
    """A harness without kept inputs would begin from nothing."""
    assert list((KEPT / harness.removeprefix("fuzz_")).iterdir())
