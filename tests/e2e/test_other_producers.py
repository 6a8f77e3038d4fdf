"""Files that another office suite wrote: LibreOffice converts our founding workbook, and its verdict stays."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import withhold
from corpus.founding import write_founding

FORMATS = (
    "xlsx",
    "ods",
    "fods",
    "html",
    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield write_founding(tmp_path_factory.mktemp("producer") / "statistics.xlsx", people=300)


def convert(source: Path, target: str, folder: Path) -> list[Path]:
    """Converts with LibreOffice under a profile of its own; an exit code of 0 alone proves nothing."""
    profile = folder / "profile"
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", target]
    subprocess.run([*command, "--outdir", str(folder / "out"), str(source)], check=True, timeout=180)
    written = sorted((folder / "out").iterdir())
    assert written, "LibreOffice wrote nothing"
    return written


@pytest.mark.service("libreoffice")
@pytest.mark.parametrize("target", FORMATS, ids=lambda target: target.partition(":")[0])
def test_the_verdict_survives_another_producer(workbook: Path, target: str, tmp_path: Path) -> None:
    verdicts = [withhold.inspect(path) for path in convert(workbook, target, tmp_path)]
    gravest = max(verdicts, key=lambda verdict: verdict.documents[0].people.count)
    assert gravest.decision == "withhold"
    assert gravest.documents[0].people.count == 300
    assert "people/protected" in {reason.rule for reason in gravest.documents[0].reasons}
