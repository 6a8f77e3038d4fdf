"""The vendored files are those that the build wrote, and nothing else."""

import hashlib
from pathlib import Path

import withhold.console.look

_VENDOR = Path(withhold.console.look.__file__).parent / "static" / "look" / "vendor"


def test_the_vendored_files_are_as_built() -> None:
    lines = (_VENDOR / "SHA256SUMS").read_text("ascii").splitlines()
    listed = {name: digest for digest, name in (line.split() for line in lines)}
    there = {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest()
        for one in _VENDOR.iterdir()
        if one.name not in ("README", "SHA256SUMS")
    }
    assert there == listed


def test_each_library_brings_its_licence_and_asks_nobody() -> None:
    for library in ("govuk", "htmx", "chart"):
        assert (_VENDOR / f"{library}.LICENSE").stat().st_size > 400
    for style in ("govuk.css", "govuk.rtl.css"):
        text = (_VENDOR / style).read_text("utf-8")
        assert "url(" not in text
        assert "@import" not in text
        assert "GDS Transport" not in text
    for script in ("govuk.js", "htmx.js", "chart.js"):
        assert "sourceMappingURL" not in (_VENDOR / script).read_text("utf-8")
