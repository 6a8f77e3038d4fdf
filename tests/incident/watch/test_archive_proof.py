"""The proof in small: a generated archive with copies in many forms and with decoys, scanned as users do.

The large one is `python -m benchmarks.reposts` (docs/reposts-scale.md).
"""

from pathlib import Path

from benchmarks.reposts import judged, prepared, scanned


def test_every_copy_is_found_with_its_rows_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "proof"
    prepared(folder, 420, 400, 4, True)
    found, _, _ = scanned(folder, 2)
    kinds = judged(folder, found)
    copies = {kind: told for kind, told in kinds.items() if kind.startswith("copy/")}
    assert len(copies) == 7
    for kind, (pages, seen, exact, rows, got, false) in copies.items():
        assert seen == pages, kind
        assert false == 0, kind
        # Spellings that the canonical forms do not bring together: told in docs/reposts.md.
        assert got >= 0.99 * rows, kind
        if kind in ("copy/table", "copy/dump", "copy/data", "copy/numbers"):
            assert exact == pages, kind
    others = {kind: told for kind, told in kinds.items() if not kind.startswith("copy/")}
    assert {"page", "decoy/shifted", "decoy/swapped", "decoy/other"} == set(others)
    assert sum(told[5] for told in others.values()) == 0
