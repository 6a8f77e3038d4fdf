"""What `make run` shows: invented files, and what the gates say of them."""

import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from corpus import response
from corpus.manifest import cases

SEED = 1
SHOWN = {
    "founding/statistics.xlsx": "statistics.xlsx",
    "founding/twin.statistics.xlsx": "statistics-without-the-tab.xlsx",
}
PROTECTED = (
    "person_id,full_name,date_of_birth,protection\n"
    "1,Juan Carlos Quispe Huamán,1987-03-04,asylum\n"
    "2,Алексей Воронцов,1979-11-30,witness\n"
)
ATTENDANCE = (
    "Visitor,Date,Room\n"
    '"VORONTSOV, Aleksei",30.11.1979,North hall\n'
    '"OYELARAN, Bisi",12.02.1990,North hall\n'
    '"LINDQVIST, Karin",17.06.1984,South hall\n'
)
"""Nobody would call this a list of protected people; the register knows one of them."""


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


def run(folder: Path, command: str) -> str:
    """Shows a command, runs it there, and gives what it wrote to standard output, which is shown too."""
    print(f"\n$ withhold {command}\n", flush=True)
    words = [sys.executable, "-m", "withhold", *shlex.split(command)]
    done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="")
    print(f"[exit code {done.returncode}]", flush=True)
    return done.stdout


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names = [path.name for path in write_examples(folder)]
        print("1. Inspect before it is public", flush=True)
        run(folder, f"check {' '.join(names)}")

        print("\n2. Know whom you protect: one registered person is enough, whatever the columns are called")
        (folder / "people.csv").write_text(PROTECTED, encoding="utf-8")
        (folder / "attendance.csv").write_text(ATTENDANCE, encoding="utf-8")
        run(folder, "register key register.key")
        run(folder, "register build people.csv --key-file register.key -o people.register")
        run(folder, "check attendance.csv --register people.register --key-file register.key")

        print("\n3. Nothing public that was not cleared")
        (folder / "site").mkdir()
        trust = run(folder, 'clearance key -o gate.pem --owner "Publishing gate" --kind gate')
        (folder / "trust.toml").write_text(trust, encoding="utf-8")
        signed = "--signing-key gate.pem --trust trust.toml"
        run(folder, f"publish statistics.xlsx --to site {signed}")
        run(folder, f"publish statistics-without-the-tab.xlsx --to site {signed}")
        print("\nIn the public folder:", *sorted(path.name for path in (folder / "site").iterdir()))

        print("\n4. If it is out already: case, exposure, takedown with proof, who fetched it")
        response.show(folder, folder / "statistics.xlsx", run)


if __name__ == "__main__":
    main()
