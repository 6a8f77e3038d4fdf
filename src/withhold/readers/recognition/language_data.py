"""Which languages text is recognised in, and where Tesseract's data for them lie."""

import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from withhold.domain.errors import UsageError

_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_LANGUAGES = re.compile(r"[A-Za-z_]{3,12}(?:\+[A-Za-z_]{3,12}){0,7}")


@dataclass(frozen=True, slots=True)
class LanguageData:
    """Languages as Tesseract names them, joined by `+`, and the folder that has their data."""

    languages: str
    folder: str


def language_data(languages: str) -> LanguageData:
    """Where the data of some languages lie (`eng`, `deu+fra`).

    TESSDATA_PREFIX names the folder; without it the usual ones are looked through. Raises UsageError where
    the extra, a language or its data are missing.
    """
    if _LANGUAGES.fullmatch(languages) is None:
        raise UsageError("--ocr takes languages as Tesseract names them, as in eng or deu+fra")
    if find_spec("tesserocr") is None:
        raise UsageError("recognising text in pictures needs the extra ocr: pip install 'withhold[ocr]'")
    given = os.environ.get("TESSDATA_PREFIX")
    folders = [given] if given else [folder for folder in _FOLDERS if Path(folder).is_dir()]
    wanted = languages.split("+")
    for folder in folders:
        if all(Path(folder, f"{language}.traineddata").is_file() for language in wanted):
            return LanguageData(languages, folder)
    raise UsageError(
        f"Tesseract has no data for {languages}: install them (in Debian tesseract-ocr-{wanted[0]}), or name "
        "their folder in TESSDATA_PREFIX"
    )
