"""Each incident has a copy that could have been published instead: without the people, with the rest."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.case import Case
from corpus.manifest import cases
from withhold.cleaning.clean import can_be_made, clean
from withhold.cleaning.interface import CleanCopy, Refused
from withhold.domain.verdict import Decision
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run

INCIDENTS = [case for case in cases(1, "incidents") if case.expect.decision == "withhold"]
MAIL = ".eml"


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Run.under(("default",), None).inspector() as inspector:
        yield inspector


def texts(content: bytes) -> Iterator[str]:
    """Everything in a file, decompressed, with what is packed in it."""
    if not content.startswith(b"PK"):
        yield content.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            yield from texts(parts.read(name))


@pytest.mark.parametrize("case", INCIDENTS, ids=lambda case: case.file.rpartition("/")[2])
def test_an_incident_has_a_copy_to_publish(case: Case, tmp_path: Path, inspector: Inspector) -> None:
    path = tmp_path / case.file.rpartition("/")[2]
    path.write_bytes(case.make())
    if path.suffix == ".pdf" and not can_be_made("application/pdf"):
        pytest.skip("PDF documents are not rebuilt yet")
    copy = clean(path, inspector)
    if path.suffix == MAIL:
        assert isinstance(copy, Refused)
        assert "attached" in copy.why
        return
    assert isinstance(copy, CleanCopy), copy
    assert inspector.inspect(open_bytes(copy.content, "copy"), "copy").decision is Decision.RELEASE
    assert copy.removed
    found = list(texts(copy.content))
    assert not [value for value in case.planted if any(value in text for text in found)]
