"""What `make run` shows: three invented files and what the gate says of them."""

import subprocess
import sys
import tempfile
from pathlib import Path

from corpus.manifest import cases

SEED = 1
SHOWN = {
    "founding/statistics.xlsx": "statistics.xlsx",
    "founding/twin.statistics.xlsx": "statistics-without-the-tab.xlsx",
}


def write_examples(folder: Path) -> list[Path]:
    """Writes the founding workbook, the same without its tab, and a staff directory; gives their paths."""
    chosen = {case.file: case for case in cases(SEED, "founding") if case.file in SHOWN}
    paths = []
    for file, name in SHOWN.items():
        paths.append(folder / name)
        paths[-1].write_bytes(chosen[file].make())
    directory = next(
        case
        for case in cases(SEED, "office")
        if case.category == "staff_directories" and case.file.endswith(".xlsx")
    )
    paths.append(folder / "staff-directory.xlsx")
    paths[-1].write_bytes(directory.make())
    return paths


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        names = [path.name for path in write_examples(Path(folder))]
        print(f"$ withhold check {' '.join(names)}\n", flush=True)
        command = [sys.executable, "-m", "withhold", "check", *names]
        code = subprocess.run(command, cwd=folder, check=False).returncode
        print(f"exit code {code}: 10 means that at least one of them must not be published")


if __name__ == "__main__":
    main()
