"""Reads packs from TOML and checks every entry, so that a typing mistake never switches a rule off."""

import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from withhold.domain.fields import Field
from withhold.domain.verdict import Decision
from withhold.policy.interface import Limit, Pack, PackError, Rule

BUILT_IN = ("default", "strict")
_RULE_KEYS = {"id", "decision", "authority", "scope", "when", "text", "counts"}
_SCOPES = ("finding", "skipped", "document")


def load_pack(name: str) -> Pack:
    """The built-in pack of that name, or the pack in that TOML file.

    Raises PackError when there is none, or an entry of it cannot be used.
    """
    if name in BUILT_IN:
        text = (resources.files("withhold.policy") / "packs" / f"{name}.toml").read_text(encoding="utf-8")
    elif name.endswith(".toml"):
        text = _read(Path(name))
    else:
        known = ", ".join(BUILT_IN)
        raise PackError(f"There is no policy pack {name!r}; use one of {known}, or the path of a .toml file.")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"The pack {name} is not valid TOML: {error}.") from None
    return _pack(name, data)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"The file {path} cannot be read ({type(error).__name__}); check the path.") from None


def _pack(source: str, data: Mapping[str, Any]) -> Pack:
    _only(source, "the file", data, {"pack", "limits", "fields", "rule"})
    head = _table(source, data, "pack")
    _only(source, "[pack]", head, {"name", "version", "title", "notice", "extends"})
    for key in ("name", "version", "title", "notice"):
        _string(source, "[pack]", head, key)
    fields = data.get("fields", {})
    _only(source, "[fields]", fields, {"private", "follow_visible"})
    rules = tuple(_rule(source, head["name"], entry) for entry in data.get("rule", []))
    if not rules:
        raise PackError(f"The pack {source} has no rule: an empty pack would let everything pass.")
    return Pack(
        name=head["name"],
        version=head["version"],
        title=head["title"],
        notice=head["notice"],
        extends=head.get("extends"),
        limits={name: _limit(source, name, entry) for name, entry in data.get("limits", {}).items()},
        private=frozenset(_fields(source, fields.get("private", []))),
        follow_visible=frozenset(fields.get("follow_visible", [])),
        rules=rules,
    )


def _rule(source: str, pack: str, entry: Mapping[str, Any]) -> Rule:
    where = f"rule {entry.get('id', '?')}"
    _only(source, where, entry, _RULE_KEYS)
    for key in _RULE_KEYS - {"counts"}:
        _string(source, where, entry, key)
    if entry["decision"] not in set(Decision) - {Decision.RELEASE}:
        raise PackError(f"In the pack {source}, {where}: decision must be withhold, review or note.")
    if entry["scope"] not in _SCOPES:
        raise PackError(f"In the pack {source}, {where}: scope must be one of {', '.join(_SCOPES)}.")
    return Rule(
        id=entry["id"],
        decision=Decision(entry["decision"]),
        authority=entry["authority"],
        scope=entry["scope"],
        when=entry["when"],
        text=entry["text"],
        counts=entry.get("counts"),
        pack=pack,
    )


def _limit(source: str, name: str, entry: Any) -> Limit:
    if not isinstance(entry, dict):
        raise PackError(f"In the pack {source}, the limit {name} must be a table with value and reason.")
    _only(source, f"limit {name}", entry, {"value", "reason"})
    _string(source, f"limit {name}", entry, "reason")
    if not isinstance(entry.get("value"), int) or isinstance(entry["value"], bool):
        raise PackError(f"In the pack {source}, the limit {name} needs a whole number as value.")
    return Limit(name, entry["value"], entry["reason"])


def _fields(source: str, names: Iterable[str]) -> Iterable[Field]:
    for name in names:
        try:
            yield Field(name)
        except ValueError:
            raise PackError(f"In {source}, {name!r} is not a field; see docs/fields.md.") from None


def _only(source: str, where: str, table: Mapping[str, Any], allowed: set[str]) -> None:
    for key in table:
        if key not in allowed:
            known = ", ".join(sorted(allowed))
            raise PackError(f"In {source}, {where}: {key!r} is not known; allowed: {known}.")


def _table(source: str, data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = data.get(key)
    if not isinstance(table, dict):
        raise PackError(f"In {source}, the table [{key}] is missing.")
    return table


def _string(source: str, where: str, table: Mapping[str, Any], key: str) -> None:
    if not isinstance(table.get(key), str) or not table[key]:
        raise PackError(f"In {source}, {where}: {key} must be a text.")
