"""`python -m corpus OUT [--seed N] [--only GROUP]`."""

import argparse
from pathlib import Path

from corpus.manifest import GROUPS, cases, write


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m corpus", description="Writes the corpus and its manifest."
    )
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same bytes (default: 1)")
    parser.add_argument("--only", choices=sorted(GROUPS), help="only this group")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    print(f"{write(options.out, cases(options.seed, options.only))} files in {options.out}")


if __name__ == "__main__":
    main()
