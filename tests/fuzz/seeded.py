"""Writes the seeds of a harness into a folder: `python -m tests.fuzz.seeded fuzz_tar FOLDER`."""

import hashlib
import sys
from importlib import import_module
from pathlib import Path


def main(harness: str, folder: str) -> None:
    """The command."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for seed in import_module(f"tests.fuzz.{harness}").seeds():
        Path(folder, hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)


if __name__ == "__main__":
    main(*sys.argv[1:])
