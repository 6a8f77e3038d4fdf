"""Reads packs from TOML and checks every entry, so that a typing mistake never switches a rule off."""

import hashlib
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field
from withhold.domain.verdict import Decision
from withhold.policy.entries import day, only, parsed, read_text, string, tables, whole
from withhold.policy.interface import Limit, Override, Pack, PackError, Rule

BUILT_IN = ("default", "strict", "us-asylum", "us-victims", "uk-foi", "eu-gdpr")
_RULE_KEYS = {"id", "decision", "authority", "scope", "when", "text", "counts", "firm"}
_OVERRIDE_KEYS = {"rule", "decision", "limit", "value", "owner", "reason", "expiry"}
_SCOPES = ("finding", "skipped", "document")
_NOTICE = "not legal advice"


def load_pack(name: str) -> Pack:
    """The built-in pack of that name, or the pack in that TOML file.

    Raises PackError when there is none, or an entry of it cannot be used.
    """
    if name in BUILT_IN:
        text = built_in(f"{name}.toml")
    elif name.endswith(".toml"):
        text = read_text(Path(name))
    else:
        known = ", ".join(BUILT_IN)
        raise PackError(f"There is no policy pack {name!r}; use one of {known}, or the path of a .toml file.")
    return _pack(f"the pack {name}", parsed(f"The pack {name}", text), text)


def built_in(path: str) -> str:
    """The text of a file of the packs that come with Withhold."""
    return resources.files("withhold.policy").joinpath("packs", *path.split("/")).read_text(encoding="utf-8")


def _pack(source: str, data: Mapping[str, Any], text: str) -> Pack:
    only(source, "the file", data, {"pack", "limits", "fields", "rule", "override"})
    if "pack" not in data:
        raise PackError(f"In {source}, the table [pack] is missing.")
    head = only(source, "[pack]", data["pack"], {"name", "version", "title", "notice", "extends"})
    name, version, title, notice = (
        string(source, "[pack]", head, key) for key in ("name", "version", "title", "notice")
    )
    if _NOTICE not in notice.lower():
        raise PackError(f'In {source}, [pack]: the notice must say "Not legal advice".')
    fields = only(source, "[fields]", data.get("fields", {}), {"private", "follow_visible"})
    rules = tuple(_rule(source, name, entry) for entry in tables(source, data, "rule"))
    overrides = tuple(_override(source, name, entry) for entry in tables(source, data, "override"))
    if not rules and not (overrides and "extends" in head):
        raise PackError(f"In {source} there is no rule: an empty pack would let everything pass.")
    return Pack(
        name=name,
        version=version,
        title=title,
        notice=notice,
        extends=string(source, "[pack]", head, "extends") if "extends" in head else None,
        limits={name: _limit(source, name, entry) for name, entry in data.get("limits", {}).items()},
        private=frozenset(_fields(source, fields.get("private", []))),
        follow_visible=frozenset(_concealments(source, fields.get("follow_visible", []))),
        rules=rules,
        overrides=overrides,
        digest=hashlib.sha256(text.encode("utf-8")).hexdigest(),
    )


def _rule(source: str, pack: str, entry: Any) -> Rule:
    where = f"rule {entry.get('id', '?') if isinstance(entry, dict) else '?'}"
    only(source, where, entry, _RULE_KEYS)
    for key in _RULE_KEYS - {"counts", "firm"}:
        string(source, where, entry, key)
    if entry["scope"] not in _SCOPES:
        raise PackError(f"In {source}, {where}: scope must be one of {', '.join(_SCOPES)}.")
    if not isinstance(entry.get("firm", False), bool):
        raise PackError(f"In {source}, {where}: firm must be true or false.")
    return Rule(
        id=entry["id"],
        decision=_decision(source, where, entry),
        authority=entry["authority"],
        scope=entry["scope"],
        when=entry["when"],
        text=entry["text"],
        counts=string(source, where, entry, "counts") if "counts" in entry else None,
        pack=pack,
        firm=entry.get("firm", False),
    )


def _decision(source: str, where: str, entry: Mapping[str, Any]) -> Decision:
    if entry.get("decision") not in set(Decision) - {Decision.RELEASE}:
        raise PackError(f"In {source}, {where}: decision must be withhold, review or note.")
    return Decision(entry["decision"])


def _limit(source: str, name: str, entry: Any) -> Limit:
    where = f"the limit {name}"
    only(source, where, entry, {"value", "reason"})
    return Limit(name, whole(source, where, entry, "value"), string(source, where, entry, "reason"))


def _override(source: str, pack: str, entry: Any) -> Override:
    named = entry.get("rule", entry.get("limit", "?")) if isinstance(entry, dict) else "?"
    where = f"override of {named}"
    only(source, where, entry, _OVERRIDE_KEYS)
    pairs = {"rule": "decision", "limit": "value"}
    told = [subject for subject in pairs if subject in entry]
    if len(told) != 1 or pairs[told[0]] not in entry or len(set(entry) & {"decision", "value"}) != 1:
        raise PackError(f"In {source}, {where}: give either rule and decision, or limit and value.")
    owner, reason = string(source, where, entry, "owner"), string(source, where, entry, "reason")
    expiry = day(source, where, entry, "expiry")
    if told[0] == "rule":
        rule, decision = string(source, where, entry, "rule"), _decision(source, where, entry)
        return Override(owner, reason, expiry, pack, rule=rule, decision=decision)
    limit, value = string(source, where, entry, "limit"), whole(source, where, entry, "value")
    return Override(owner, reason, expiry, pack, limit=limit, value=value)


def _fields(source: str, names: Iterable[str]) -> Iterable[Field]:
    for name in names:
        try:
            yield Field(name)
        except ValueError:
            raise PackError(f"In {source}, {name!r} is not a field; see docs/fields.md.") from None


def _concealments(source: str, names: Iterable[str]) -> Iterable[str]:
    for name in names:
        try:
            yield str(Concealment(name))
        except ValueError:
            raise PackError(f"In {source}, follow_visible: {name!r} is no way of being hidden.") from None
