"""Reading the packs of deadlines; a key or a word that is not known is an error."""

import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from importlib.resources import files as packaged
from pathlib import Path

from withhold.incident.case.clocks.counting import holidays_of
from withhold.incident.case.clocks.interface import Counting, Pack, Rule, Trigger, Unit
from withhold.incident.case.interface import CaseError
from withhold.incident.case.moments import zone
from withhold.incident.case.order import Audience

PACKS = ("eu", "uk", "us-federal", "us-hipaa", "us-fl", "us-tx", "us-ca", "us-ny", "us-vt")
"""All that there are. A jurisdiction without a pack is an error, never one without deadlines."""
SECTORS = ("health",)
"""What an organisation can be beside its place that decides which deadlines apply."""
SCHEMA = "withhold.clocks/1"
RISKS = ("low", "medium", "high")
_UNION = ("at be bg cy cz de dk ee es fi fr gr", "hr hu ie it lt lu lv mt nl pl pt ro se si sk")
_ECONOMIC_AREA = ("is li no",)
_EU = frozenset(code for line in (*_UNION, *_ECONOMIC_AREA) for code in line.split())
"""The countries in which the Regulation applies: the Union's and those of the European Economic Area."""
_TEXTS = {"id", "recipient", "law", "url", "note", "after", "risk"}
_NUMBERS = {"amount", "people_at_least", "people_more_than", "people_fewer_than"}
_FLAGS = {"reviewed", "assessed"}
_LISTS = {"content", "sectors"}
_NAME = re.compile(r"[a-z][a-z0-9-]{1,40}")
_ID = re.compile(r"[a-z][a-z0-9-]{1,63}")
"""What can stand in the ledger: else that it was met could not be recorded."""
_LONGEST = 10_000
"""Hours, days or months: beyond is a slip, and may be a day that no calendar has."""
_WORDS: dict[str, type[StrEnum]] = {
    "trigger": Trigger,
    "unit": Unit,
    "counting": Counting,
    "audience": Audience,
}
_MUST = {"id", "audience", "trigger", "recipient", "unit", "law", "url", "content", "reviewed", "assessed"}


def packs_of(jurisdictions: Sequence[str], files: Sequence[Path] = ()) -> tuple[Pack, ...]:
    """The packs of these jurisdictions and in these files, each once.

    `eu-de` is the pack `eu` with Germany's holidays. Raises CaseError for one that is not known, wrong, or
    has the name of another.
    """
    known = [_pack_of(name) for name in dict.fromkeys(jurisdictions)]
    packs = (*known, *(load_file(path) for path in files))
    names = [pack.name for pack in packs]
    for name in names:
        if names.count(name) > 1:
            raise CaseError(f"two packs of deadlines have the name {name!r}; give one another name")
    _check_followed(packs)
    return packs


def _check_followed(packs: Sequence[Pack]) -> None:
    """A deadline after one that nobody has would wait for ever, and look watched. Raises CaseError."""
    rules = [rule for pack in packs for rule in pack.rules]
    for rule in rules:
        if rule.after is not None and rule.after not in {one.id for one in rules if one is not rule}:
            raise CaseError(
                f"the deadline {rule.id} comes after {rule.after!r}, which the case does not have"
            )


def load_file(path: Path) -> Pack:
    """A pack of the organisation's own. Raises CaseError that names the file and what is wrong."""
    try:
        content = path.read_text("utf-8")
        name = tomllib.loads(content).get("name")
    except OSError as error:
        raise CaseError(f"{path} cannot be read ({os.strerror(error.errno or 0)})") from None
    except ValueError:
        raise CaseError(f"{path} is no TOML; see spec/deadlines.md") from None
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name in PACKS or name.startswith("eu-"):
        raise CaseError(f"{path} needs a name of its own, of small letters, digits and hyphens")
    pack = parsed(name, content)
    if pack.zone:
        zone(pack.zone)
    holidays_of(pack.holidays)
    return pack


def load_pack(name: str) -> Pack:
    """The pack of this name. Raises CaseError if there is none, or it is wrong."""
    if name not in PACKS:
        raise CaseError(
            f"there are no deadlines for {name!r}; there are {', '.join(PACKS)}, and eu-de and the like"
        )
    content = packaged("withhold.incident.case.clocks").joinpath("packs", f"{name}.toml").read_text("utf-8")
    return parsed(name, content)


def parsed(name: str, content: str) -> Pack:
    """A pack from its TOML. Raises CaseError that names the entry and the key."""
    table = tomllib.loads(content)
    if table.get("schema") != SCHEMA or table.get("name") != name:
        raise CaseError(f"the deadlines {name} are not of the schema {SCHEMA}, or of another name")
    unknown = sorted(set(table) - {"schema", "name", "title", "zone", "holidays", "clock"})
    if unknown:
        raise CaseError(f"the deadlines {name} have an unknown key {unknown[0]!r}")
    for key in ("title", "zone", "holidays"):
        if not isinstance(table.get(key), str):
            raise CaseError(f"the deadlines {name} have no text {key}")
    entries = table.get("clock", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise CaseError(f"the deadlines {name} have no tables [[clock]]")
    rules = tuple(_rule(name, entry) for entry in entries)
    if not rules or len({rule.id for rule in rules}) != len(rules):
        raise CaseError(f"the deadlines {name} are empty, or two of them have one id")
    return Pack(name, table["title"], table["zone"], table["holidays"], rules)


def _pack_of(jurisdiction: str) -> Pack:
    head, _, country = jurisdiction.partition("-")
    if head != "eu":
        return load_pack(jurisdiction)
    if not country:
        return replace(load_pack("eu"), holidays="")
    if country not in _EU:
        raise CaseError(f"{jurisdiction!r} names no country of the Union; write eu-de for Germany, and so on")
    place = country.upper()
    holidays_of(place)
    pack = load_pack("eu")
    rules = tuple(replace(rule, id=rule.id.replace("eu-", f"{jurisdiction}-", 1)) for rule in pack.rules)
    return replace(pack, name=jurisdiction, title=f"{pack.title} ({place})", holidays=place, rules=rules)


def _rule(pack: str, entry: dict[str, object]) -> Rule:
    where = f"the deadline {entry.get('id', '?')} of {pack}"
    for key in sorted(_MUST - set(entry)):
        raise CaseError(f"{where} lacks the key {key}")
    values = {key: _value(where, key, value) for key, value in entry.items()}
    rule = Rule(**values)  # type: ignore[arg-type]
    if not rule.id.startswith(pack + "-") or not _ID.fullmatch(rule.id):
        raise CaseError(f"{where} has an id that does not begin with {pack}-, or is no word of small letters")
    if (rule.amount > 0) is (rule.unit is Unit.PROMPTLY):
        raise CaseError(f"{where} needs an amount of its unit, and none where the unit is promptly")
    if (rule.after is not None) is not (rule.trigger is Trigger.MET):
        raise CaseError(f"{where} needs after where its trigger is met, and nowhere else")
    if rule.risk is not None and rule.risk not in RISKS:
        raise CaseError(f"{where} has a risk that is none of {', '.join(RISKS)}")
    return rule


def _value(where: str, key: str, value: object) -> object:
    if key in _TEXTS and isinstance(value, str):
        return value
    if key in _NUMBERS and isinstance(value, int) and not isinstance(value, bool) and value > 0:
        if key == "amount" and value > _LONGEST:
            raise CaseError(f"{where} has an amount above {_LONGEST:,}")
        return value
    if key in _FLAGS and isinstance(value, bool):
        return value
    if key in _LISTS and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if key in _WORDS and value in {str(member) for member in _WORDS[key]}:
        return _WORDS[key](value)
    raise CaseError(f"{where} has a wrong or unknown key {key!r}")
