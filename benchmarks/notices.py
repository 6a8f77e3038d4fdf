"""Letters to people as PDF, by the code that prints them, in each language that ships. One JSON object.

python -m benchmarks.notices [--letters 300]

Told for each language and for all of them in turn: letters per second in this one process, fonts loaded
before. Every letter has another name and another code, as real ones have. Peak memory is the process's own.
"""

import argparse
import json
import resource
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from withhold.domain.fields import Field
from withhold.incident.answering.order import PROTECTED_PERIOD
from withhold.incident.notices.interface import Audience, Form
from withhold.incident.notices.pdf import Letter, pdfs_of
from withhold.incident.notices.templates import field_words, fill, languages, shipped, version_of
from withhold.text.codes import fresh_code, grouped_code

TARGET = 50.0
"""Letters per second in one process."""
_FIELDS = (Field.FULL_NAME, Field.DATE_OF_BIRTH, Field.ALIEN_NUMBER, Field.NATIONALITY)
_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=300, help="how many in each language")
    options = parser.parse_args()
    print(json.dumps(measured(options.letters), indent=1))


def measured(count: int) -> dict[str, Any]:
    """The whole of it; see the module."""
    tags = languages(Audience.PERSON)
    pdfs_of([letter(tag, 0) for tag in tags])  # fonts are read once in a process's life
    speeds = {tag: _speed([letter(tag, number) for number in range(1, count + 1)]) for tag in tags}
    mixed = [letter(tags[number % len(tags)], number) for number in range(count)]
    slowest = min(speeds.values())
    return {
        "letters_of_each": count,
        "per_second": {tag: round(speed, 1) for tag, speed in speeds.items()},
        "per_second_mixed": round(_speed(mixed), 1),
        "target_per_second": TARGET,
        "every_language_reaches_it": slowest >= TARGET,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def letter(tag: str, number: int) -> Letter:
    """The letter of somebody invented, in a sealed envelope, as the notices room fills it."""
    made, code = shipped(Audience.PERSON, tag), grouped_code(fresh_code())
    filled = fill(
        version_of(made, Form.WRITTEN, ("in_custody",)),
        {
            "name": f"Amadou Okoro {number}",
            "since": "28 November 2022, 09:45 (UTC-5)",
            "until": "28 November 2022, 14:04 (UTC-5)",
            "organisation": "Example Agency",
            "fields": field_words(made, _FIELDS, False),
            "days": str(PROTECTED_PERIOD.days),
            "contact": "https://example.org/safe",
            "code": code.replace(" ", "\N{NO-BREAK SPACE}"),
        },
    )
    return Letter(filled.language, filled.title, filled.paragraphs, _AT, (), code)


def _speed(letters: Sequence[Letter]) -> float:
    began = time.perf_counter()
    made = pdfs_of(letters)
    seconds = time.perf_counter() - began
    if len(made) != len(letters) or not all(one.startswith(b"%PDF-") for one in made):
        raise SystemExit("not every letter became a PDF; nothing was measured")
    return len(made) / seconds


if __name__ == "__main__":
    main()
