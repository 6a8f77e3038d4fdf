"""All cases of the corpus, and writing them out with their manifest."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from corpus.case import Case


def _founding(seed: int) -> list[Case]:
    from corpus.founding import formats, variants

    return [*formats.cases(seed), *variants.cases(seed)]


def _hiding(seed: int) -> list[Case]:
    from corpus.hiding import everywhere

    return everywhere.cases(seed)


def _cultures(seed: int) -> list[Case]:
    from corpus import cultures

    return cultures.cases(seed)


def _office(seed: int) -> list[Case]:
    from corpus.office import publications

    return publications.cases(seed)


def _hostile(seed: int) -> list[Case]:
    from corpus import hostile

    return hostile.cases(seed)


def _incidents(seed: int) -> list[Case]:
    from corpus.incidents import replays

    return replays.cases(seed)


GROUPS: dict[str, Callable[[int], list[Case]]] = {
    "founding": _founding,
    "incidents": _incidents,
    "hiding": _hiding,
    "cultures": _cultures,
    "office": _office,
    "hostile": _hostile,
}


def cases(seed: int, only: str | None = None) -> list[Case]:
    """The cases of one group, or of all, in a fixed order."""
    chosen = [only] if only else list(GROUPS)
    return [case for group in chosen for case in GROUPS[group](seed)]


def write(out: Path, made: Iterable[Case]) -> int:
    """Writes the files and `manifest.json` below a folder; gives their number."""
    entries = []
    for case in made:
        path = out / case.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(case.make())
        entries.append(case.as_json())
    (out / "manifest.json").write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return len(entries)
