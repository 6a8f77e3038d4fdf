"""Files that another suite wrote: LibreOffice converts our founding workbook, and its verdict stays."""

import subprocess
from pathlib import Path

import pytest

import withhold
from corpus.show import write_examples

PEOPLE = 6252
FORMATS = (
    "xlsx",
    "ods",
    "fods",
    "html",
    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
)


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
def test_the_verdict_survives_another_producer(target: str, tmp_path: Path) -> None:
    leak, *_ = write_examples(tmp_path)
    verdicts = [withhold.inspect(path) for path in convert(leak, target, tmp_path)]
    gravest = max(verdicts, key=lambda verdict: verdict.documents[0].people.count)
    assert gravest.decision == "withhold"
    assert gravest.documents[0].people.count == PEOPLE
    assert "people/protected" in {reason.rule for reason in gravest.documents[0].reasons}
