"""`withhold reposts`: finds copies of a list elsewhere, without taking the list there."""

import argparse

from withhold.cli import reposts_confirm, reposts_fingerprint, reposts_scan, reposts_search


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its parts."""
    parser = subparsers.add_parser(
        "reposts",
        help="find copies of a list elsewhere",
        description="Finds copies of a list elsewhere by keyed fingerprints of its rows.",
    )
    parts = parser.add_subparsers(metavar="PART", required=True)
    for part in (reposts_fingerprint, reposts_scan, reposts_confirm, reposts_search):
        part.add_parser(parts)
