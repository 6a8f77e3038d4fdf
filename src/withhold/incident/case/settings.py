"""The file case.toml: what was fixed when the case was opened."""

import json
import os
import re
import tomllib
import unicodedata
from pathlib import Path

from withhold.clearance.durable import write_durably
from withhold.incident.case.clocks.packs import SECTORS, packs_of
from withhold.incident.case.interface import CaseError, Settings
from withhold.incident.case.moments import zone

NAME = "case.toml"
SCHEMA = "withhold.case/1"
_CASE_ID = re.compile(r"[a-z0-9][a-z0-9-]{3,62}")
_TEXTS = ("case_id", "title", "time_zone")
_PATHS = ("site", "ledger_key")
_LISTS = ("recipients", "jurisdictions", "sectors", "deadlines")
_LONGEST = 64 * 1024


def check_settings(settings: Settings) -> None:
    """Raises CaseError, with what to do, for settings that no case can have."""
    if not _CASE_ID.fullmatch(settings.case_id):
        raise CaseError("the case's id has 4 to 63 small letters, digits and hyphens")
    if not settings.title.strip() or len(settings.title) > 200 or _has_controls(settings.title):
        raise CaseError(
            "the case needs a title of one line, at most 200 characters; it is shown to all who work on it"
        )
    zone(settings.time_zone)
    packs_of(settings.jurisdictions, settings.deadlines)
    for sector in settings.sectors:
        if sector not in SECTORS:
            raise CaseError(f"{sector!r} is no sector; there is {', '.join(SECTORS)}")
    _check_recipients(settings.recipients)


def write_settings(folder: Path, settings: Settings) -> None:
    """Write settings that were checked, durably. Raises ClearanceError if they cannot be written."""
    lines = [f'schema = "{SCHEMA}"']
    lines += [f"{name} = {_text(getattr(settings, name))}" for name in _TEXTS]
    lines += [
        f"{name} = [{', '.join(_text(str(one)) for one in getattr(settings, name))}]" for name in _LISTS
    ]
    lines += [f"{name} = {_text(str(getattr(settings, name)))}" for name in _PATHS if getattr(settings, name)]
    write_durably(folder / NAME, ("\n".join(lines) + "\n").encode())


def read_settings(folder: Path) -> Settings:
    """The settings of the case in `folder`. Raises CaseError."""
    path = folder / NAME
    try:
        with path.open("rb") as stream:
            content = tomllib.loads(stream.read(_LONGEST).decode())
    except FileNotFoundError:
        raise CaseError(f"there is no case in {folder}; `withhold case open` makes one") from None
    except OSError as error:
        raise CaseError(f"{path} cannot be read ({os.strerror(error.errno or 0)})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise CaseError(
            f"{path} is no TOML; put back the file that was written when the case was opened"
        ) from None
    settings = _settings(path, content)
    check_settings(settings)
    return settings


def _settings(path: Path, content: dict[str, object]) -> Settings:
    unknown = sorted(set(content) - {"schema", *_TEXTS, *_LISTS, *_PATHS})
    if unknown:
        raise CaseError(f"{path} has an unknown key {unknown[0]!r}; remove it")
    if content.get("schema") != SCHEMA:
        raise CaseError(f"{path} is not of the schema {SCHEMA}; it was made by another version or by hand")
    texts = {name: _string(path, content, name) for name in _TEXTS}
    lists = {name: _strings(path, content, name) for name in _LISTS}
    paths = {name: Path(_string(path, content, name)) if name in content else None for name in _PATHS}
    return Settings(
        case_id=texts["case_id"],
        title=texts["title"],
        time_zone=texts["time_zone"],
        recipients=lists["recipients"],
        site=paths["site"],
        jurisdictions=lists["jurisdictions"],
        sectors=lists["sectors"],
        deadlines=tuple(path.parent / name for name in lists["deadlines"]),
        ledger_key=paths["ledger_key"],
    )


def _string(path: Path, content: dict[str, object], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str):
        raise CaseError(f"{path} has no text {name}")
    return value


def _strings(path: Path, content: dict[str, object], name: str) -> tuple[str, ...]:
    value = content.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise CaseError(f"{path}: {name} is no list of texts")
    return tuple(value)


def _check_recipients(recipients: tuple[str, ...]) -> None:
    """Found out now, not when evidence has to be sealed in a hurry."""
    if not recipients:
        raise CaseError(
            "the case needs a recipient for its evidence: an age public key, age1…; `age-keygen` makes one"
        )
    import pyrage

    for recipient in recipients:
        kind = pyrage.ssh if recipient.startswith("ssh-") else pyrage.x25519
        try:
            kind.Recipient.from_str(recipient)
        except pyrage.RecipientError:
            raise CaseError(
                f"{recipient[:24]!r}… is no public key for age; it begins with age1 or ssh-ed25519"
            ) from None


def _text(value: str) -> str:
    """A TOML basic string: JSON's escapes are among its own."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in text)
