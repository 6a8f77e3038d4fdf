"""Where the organisation's own records come from: a file that somebody gave, or a source of records.toml.

`records.toml` lies in WITHHOLD_HOME, mode 0600 (docs/console-affected.md): whoever runs the installation says
there which databases and APIs the worker may read.
"""

import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from withhold.console.affected.models import Derivation
from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.incident.affected.interface import RecordsUnusable
from withhold.incident.affected.mapping import ColumnMap, parse_map, read_map
from withhold.incident.affected.records import TableRecords, database_records, file_records
from withhold.incident.affected.records_api import Api, ApiRecords
from withhold.signing.keys import read_secret_file

FILE = "records.toml"
KINDS: Mapping[str, Mapping[str, type]] = {
    "database": {"database": str, "query": str, "mapping": str},
    "api": {"api": str, "items": str, "next": str, "token_file": str, "reach": dict, "mapping": str},
}
"""What a source of each kind may hold; a database needs its query."""
_LONGEST_NAME = 40
_LONGEST_TOKEN = 4096


def sources() -> dict[str, Mapping[str, Any]]:
    """Those that the installation names. Raises RecordsUnusable with what to mend."""
    path: Path = settings.CONFIG.path(FILE)
    try:
        if not path.exists():
            return {}
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise RecordsUnusable(f"{FILE} is open to others; run chmod 600 on it")
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecordsUnusable(f"{FILE} cannot be read as TOML ({type(error).__name__}); mend it") from None
    for name, told in raw.items():
        _check(name, told)
    return raw


def source_names() -> list[str]:
    """What they are called; none where the file is unusable, which reading one of them tells."""
    try:
        return sorted(sources())
    except RecordsUnusable:
        return []


def records_of(one: Derivation, path: Path | None) -> TableRecords | ApiRecords:
    """What a derivation reads: its file at `path`, or its source.

    Raises RecordsUnusable, ReachUnusable or KeyUnusable.
    """
    if path is not None:
        return file_records(path, mapping_of(one.mapping))
    told = sources().get(one.source)
    if told is None:
        raise RecordsUnusable(f"{FILE} names no source of this name any more; choose another one")
    mapping = read_map(Path(told["mapping"])) if "mapping" in told else ColumnMap()
    if "database" in told:
        return database_records(told["database"], told["query"], mapping)
    api = Api(told["api"], _headers(told), told.get("items"), told.get("next"))
    return ApiRecords(HttpFetcher(reach_of(told.get("reach", {}))), api, mapping)


def mapping_of(text: str) -> ColumnMap:
    """What somebody said of the columns; the usual names alone if nothing. Raises RecordsUnusable."""
    return parse_map(text) if text.strip() else ColumnMap()


def _headers(told: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if "token_file" not in told:
        return ()
    token = read_secret_file(told["token_file"], _LONGEST_TOKEN).decode("ascii", "replace").strip()
    return (("Authorization", f"Bearer {token}"),)


def _check(name: str, told: object) -> None:
    kind = next((one for one in KINDS if isinstance(told, dict) and one in told), None)
    if kind is None or not isinstance(told, dict) or len(name) > _LONGEST_NAME:
        raise RecordsUnusable(f"{FILE}: each source has a short name, and a database or an api")
    for key, value in told.items():
        if not isinstance(value, KINDS[kind].get(key, ())):
            raise RecordsUnusable(
                f"{FILE}: {name[:_LONGEST_NAME]} has a key {key[:20]!r} that it may not have"
            )
    if kind == "database" and "query" not in told:
        raise RecordsUnusable(f"{FILE}: {name[:_LONGEST_NAME]} needs a query, which is one SELECT")
