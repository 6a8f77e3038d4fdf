"""`python -m benchmarks.corpora FOLDER`: every real file ends in a verdict; how many are read whole.

Prints for each format how many files were read whole, in part, or not at all, with the reasons of the latter.
Ends with exit code 1 where a reader crashed, ran out of time, or where something unread was released.
"""

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from withhold.domain.piece import SkipReason
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.run import Run

_BAD = (SkipReason.CRASHED, SkipReason.TIMED_OUT)
_LONGEST = 34
_MOST_REASONS = 3


@dataclass(slots=True)
class Format:
    """The files of one media type."""

    whole: int = 0
    part: int = 0
    unread: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def files(self) -> int:
        return self.whole + self.part + self.unread

    def add(self, verdict: DocumentVerdict) -> None:
        """Count a file: read whole, in part, or with nothing of it read."""
        if not verdict.skipped:
            self.whole += 1
        elif verdict.coverage.read:
            self.part += 1
        else:
            self.unread += 1
        self.reasons.update({str(skipped.reason) for skipped in verdict.skipped})


def looked_at(folder: Path) -> tuple[dict[str, Format], list[str]]:
    """All formats below the folder, and the files that ended as none may: which, and how."""
    formats: defaultdict[str, Format] = defaultdict(Format)
    wrong: list[str] = []
    for verdict in Run.under(["default"], None).documents([str(folder)]):
        formats[verdict.media_type].add(verdict)
        reasons = {skipped.reason for skipped in verdict.skipped}
        wrong += [f"{verdict.path}: {reason}" for reason in _BAD if reason in reasons]
        if verdict.coverage.read < verdict.coverage.parts and not verdict.skipped:
            wrong.append(f"{verdict.path}: something is not read, and not said")
        if verdict.decision is Decision.RELEASE and SkipReason.ENCRYPTED in reasons:
            wrong.append(f"{verdict.path}: released, although a part is encrypted")
    return dict(formats), wrong


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpora", description=__doc__)
    parser.add_argument("folder", type=Path)
    formats, wrong = looked_at(parser.parse_args().folder)
    print(f"{'format':{_LONGEST}} {'files':>6} {'whole':>6} {'part':>6} {'unread':>6}  why not")
    for name, one in sorted(formats.items(), key=lambda pair: -pair[1].files):
        why = ", ".join(f"{reason} {count}" for reason, count in one.reasons.most_common(_MOST_REASONS))
        short = name.rpartition("/")[2][-_LONGEST:]
        counts = f"{one.files:6,} {one.whole / one.files:6.0%} {one.part:6,} {one.unread:6,}"
        print(f"{short:{_LONGEST}} {counts}  {why}")
    print(f"{sum(one.files for one in formats.values()):,} files; {len(wrong)} ended as none may")
    for line in wrong:
        print(f"  {line}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
