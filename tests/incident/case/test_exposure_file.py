"""What exposure found survives the disk exactly; a damaged file is told, never half read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from withhold.incident.case.exposed import (
    ExposedDocument,
    Exposure,
    Held,
    Place,
    PlaceKind,
    Reading,
    Window,
)
from withhold.incident.case.exposure_file import NAME, load, save
from withhold.incident.case.interface import CaseError

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
EXPOSURE = Exposure(
    (ExposedDocument("ab" * 32, 10, (10, 7)),),
    (Place("http://www.example.org/a.csv", PlaceKind.ORIGINAL, Held.SAME_BYTES, NOW, "x"),
     Place("http://www.example.org/b.csv", PlaceKind.ALIAS, Held.NOT_LOOKED)),
    Window(None, NOW, NOW, None, (Reading(NOW, "log", "public", "", 1.5),), ("something",)),
)  # fmt: skip


def test_it_comes_back_as_it_was(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    save(tmp_path, EXPOSURE)
    assert load(tmp_path) == EXPOSURE
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "damage",
    [b"", b"{}", b"[]", b'{"schema": "withhold.exposure/2"}', b"\xff", b'{"schema": "withhold.exposure/1"}'],
)
def test_a_damaged_file_is_told(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / NAME).write_bytes(damage)
    with pytest.raises(CaseError, match="withhold exposure"):
        load(tmp_path)
