"""Real speeches full of crime, health and migration name nobody as protected."""

from pathlib import Path

import pytest

from withhold.recognisers import prose

SPEECHES = Path("benign", "fivethirtyeight", "state-of-the-state", "speeches")


@pytest.mark.corpora
def test_speeches_name_nobody_as_protected(corpora: Path) -> None:
    files = sorted((corpora / SPEECHES).glob("*.txt"))
    assert files
    for file in files:
        mentions = prose.read(file.read_text("utf-8", errors="replace"))
        assert [m for m in mentions if m.protections or m.membership] == [], file.name
