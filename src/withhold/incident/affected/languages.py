"""A person's language as its BCP 47 tag, from a tag or from what lists call it."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from withhold.text.normalise import fold_label

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")
"""Language, script and region (RFC 5646, section 2.1); what goes beyond these says nothing of a text here."""


def language_tag(value: str | None) -> str | None:
    """The tag of a tag (`ES-mx` gives `es-MX`) or a name of a language ("Haitian Creole", "русский").

    None for what is not known: an open task, never guessed. Of several ("Spanish, Mam") none is taken, as
    which of them somebody reads is not told.
    """
    if value is None:
        return None
    named = _names().get(_form(value))
    if named is not None:
        return named
    match = _TAG.fullmatch(value.strip())
    if match is None or match[1].lower() not in _primary():
        return None
    script, region = match[2], match[3]
    parts = [match[1].lower(), script.title() if script else None, region.upper() if region else None]
    return "-".join(part for part in parts if part)


def _form(value: str) -> str:
    return fold_label(value.replace("'", "").replace("’", "").replace("ʼ", ""))


@cache
def _table() -> dict[str, list[str]]:
    return tomllib.loads((files(__package__) / "languages.toml").read_text(encoding="utf-8"))


@cache
def _names() -> dict[str, str]:
    return {_form(name): tag for tag, names in _table().items() for name in names}


@cache
def _primary() -> frozenset[str]:
    """The languages that are known: a typing slip must not become a language nobody reads."""
    return frozenset(tag.partition("-")[0] for tag in _table())


def language_name(tag: str) -> str:
    """What a language is called in English ("Persian"), and what its tag says beyond; else the tag."""
    primary, _, rest = tag.partition("-")
    for known, beyond in ((tag, ""), (primary, rest)):
        if known in _table():
            name = _table()[known][0]
            return f"{name} ({beyond})" if beyond else name
    return tag
