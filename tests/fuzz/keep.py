"""Fuzzes every parser and keeps inputs that reached something new: `python -m tests.fuzz.keep SECONDS`.

What is kept, a few small files a parser, is where bounded runs begin (`test_fuzzing.py`).
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HARNESSES = tuple(sorted(path.stem for path in Path(__file__).parent.glob("fuzz_*.py")))
KEPT = Path(__file__).parent / "kept"
_LONGEST = 2048
"""Bytes of a kept input."""
_MOST = 16
"""Kept inputs of a parser."""


def command(harness: str, *options: str) -> list[str]:
    """How a harness is run, in its own process."""
    return [sys.executable, "-m", f"tests.fuzz.{harness}", *options]


def keep(harness: str, seconds: int) -> int:
    """Fuzz one parser; gives how many inputs are kept."""
    folder = KEPT / harness.removeprefix("fuzz_")
    with TemporaryDirectory() as found:
        subprocess.run([sys.executable, "-m", "tests.fuzz.seeded", harness, found], check=True)
        limits = [f"-max_len={_LONGEST}", "-timeout=20", "-rss_limit_mb=2048"]
        known = [str(folder)] if folder.is_dir() else []
        subprocess.run(command(harness, found, *known, f"-max_total_time={seconds}", *limits), check=True)
        # The fuzzer adds to the first folder what reached something new.
        new = (path for path in Path(found).iterdir() if 0 < path.stat().st_size <= _LONGEST)
        best = sorted(new, key=lambda path: (-path.stat().st_mtime_ns, path.name))[:_MOST]
        content = {path.name: path.read_bytes() for path in best}
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return len(content)


if __name__ == "__main__":
    for each in HARNESSES:
        print(each, keep(each, int(sys.argv[1])))
