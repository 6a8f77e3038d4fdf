"""The texts as data: what is said to whom in which language, and the values that may be put into them."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field
from withhold.incident.notices.interface import Audience, Form, NoticeError, TextKey, TextVersion
from withhold.signing.canonical import canonical
from withhold.text.languages import is_right_to_left, script_of

PLACEHOLDERS: Mapping[Audience, frozenset[str]] = {
    Audience.PERSON: frozenset(
        {"name", "since", "until", "organisation", "fields", "days", "contact", "code"}
    ),
    Audience.MAILBOX: frozenset({"contact", "code"}),
    Audience.COUNSEL: frozenset(
        {"name", "since", "until", "organisation", "fields", "days", "contact", "code"}
    ),
    Audience.ACCESSOR: frozenset({"name", "since", "until", "organisation", "contact", "code"}),
    Audience.NETWORK_DESK: frozenset({"network", "since", "until", "organisation", "contact", "code"}),
    Audience.COPY_HOST: frozenset({"name", "address", "contact", "code"}),
    Audience.REGULATOR: frozenset(
        {
            "name",
            "since",
            "until",
            "organisation",
            "people_low",
            "people_high",
            "fields",
            "contact",
            "code",
        }
    ),
    Audience.FINDER: frozenset({"name", "organisation", "contact"}),
    Audience.PUBLIC: frozenset({"since", "until", "organisation", "people_low", "people_high", "contact"}),
}
"""What each text has to have, and all that it may have."""
ANY_LAW = "any"
"""The jurisdiction of the texts that ship: an organisation adds its own by law (docs/notices-texts.md)."""
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""Controls and marks that change the direction of what stands around a value."""
_COMMAS = {"Arab": "، ", "Ethi": "፣ ", "Hani": "、", "Hans": "、", "Hant": "、", "Jpan": "、"}
_WORDS: Mapping[Field, str] = {
    Field.FULL_NAME: "full_name",
    Field.GIVEN_NAME: "full_name",
    Field.FAMILY_NAME: "full_name",
    Field.DATE_OF_BIRTH: "date_of_birth",
    Field.BIRTH_YEAR: "date_of_birth",
    Field.AGE: "date_of_birth",
    Field.NATIONALITY: "nationality",
    Field.COUNTRY_OF_BIRTH: "country_of_birth",
    Field.ALIEN_NUMBER: "alien_number",
    Field.CASE_NUMBER: "alien_number",
    Field.PERSON_NUMBER: "number",
    Field.BANK_ACCOUNT: "number",
    Field.FACILITY: "facility",
    Field.CUSTODY_DATE: "custody_date",
    Field.CASE_STATUS: "case_status",
    Field.PROTECTION_CLAIM: "protection_claim",
    Field.PHONE: "contact",
    Field.EMAIL: "contact",
    Field.ADDRESS: "contact",
    Field.POSTCODE: "contact",
    Field.HEALTH: "health",
    **dict.fromkeys(GOVERNMENT_IDENTIFIERS - {Field.ALIEN_NUMBER}, "number"),
}


@dataclass(frozen=True, slots=True)
class Template:
    """One text in one language, as its file has it. `fields` are the words for what was exposed."""

    audience: Audience
    language: str
    title: str
    written: tuple[str, ...]
    read_aloud: tuple[str, ...] = ()
    cohort: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """A text with its values, ready to be sent: plain text, no markup."""

    language: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        """The paragraphs with empty lines between."""
        return "\n\n".join(self.paragraphs)


def languages(audience: Audience) -> tuple[str, ...]:
    """Those a text for this audience ships in, by their tags."""
    folder = files("withhold.incident.notices") / "texts" / audience
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir()))


@cache
def shipped(audience: Audience, language: str) -> Template:
    """The text that ships. Raises NoticeError for a language without one."""
    if language not in languages(audience):
        raise NoticeError(f"there is no text in {language!r} yet; have it translated (XLIFF) and reviewed")
    path = files("withhold.incident.notices") / "texts" / audience / f"{language}.toml"
    return template_of(audience, tomllib.loads(path.read_text(encoding="utf-8")))


def template_of(audience: Audience, told: Mapping[str, Any]) -> Template:
    """A text from its table. Raises NoticeError for what is missing, unknown or not as it has to be."""
    known = {"language", "title", "written", "read_aloud", "cohort", "fields"}
    if not isinstance(told.get("written"), list) or not told["written"] or not told.keys() <= known:
        raise NoticeError("a text has language, title and written paragraphs, and nothing unknown")
    made = as_written(audience, told)
    _check(made)
    return made


def as_written(audience: Audience, told: Mapping[str, Any]) -> Template:
    """A text from its table, checked when it was made: by now it may lack what texts have to hold."""
    return Template(
        audience,
        str(told.get("language", "")),
        str(told.get("title", "")),
        tuple(map(str, told["written"])),
        tuple(map(str, told.get("read_aloud", ()))),
        dict(told.get("cohort", {})),
        dict(told.get("fields", {})),
    )


def version_of(
    made: Template, form: Form, parts: Sequence[str] = (), jurisdiction: str = ANY_LAW
) -> TextVersion:
    """Exactly the text that is reviewed: another word, or a paragraph for another cohort, is another version.

    `parts` names cohorts whose paragraph is added, such as `minor` and `in_custody`.
    """
    if form is Form.READ_ALOUD and not made.read_aloud:
        raise NoticeError("there is no text to be read aloud in this language; add it")
    paragraphs = made.read_aloud if form is Form.READ_ALOUD else _with_parts(made, parts)
    key = TextKey(made.audience, jurisdiction, made.language, form)
    told = {
        "audience": str(key.audience),
        "jurisdiction": jurisdiction,
        "language": key.language,
        "form": str(form),
        "title": made.title,
        "paragraphs": list(paragraphs),
        "fields": dict(made.fields),
    }
    return TextVersion(key, made.title, paragraphs, sha256(canonical(told)).hexdigest())


def field_words(made: Template, fields: Iterable[Field], others: bool) -> str:
    """What was exposed of somebody, in words of the language, each once; what has no word is "other"."""
    keys = dict.fromkeys(_WORDS.get(one, "other") for one in fields)
    if others:
        keys["other"] = None
    if not keys:
        raise NoticeError("nothing was exposed of this person; there is nothing to tell")
    comma = _COMMAS.get(script_of(made.language) or "", ", ")
    order = [key for key in made.fields if key in keys]
    return comma.join(made.fields[key] for key in order)


def fill(version: TextVersion, values: Mapping[str, str]) -> Filled:
    """The text with its values. Raises NoticeError where one is missing: nothing leaves with a gap."""
    wanted = {name for one in version.paragraphs for name in _PLACEHOLDER.findall(one)}
    missing = sorted(name for name in wanted if not values.get(name, "").strip())
    if missing:
        raise NoticeError(f"the text needs a value for: {', '.join(missing)}")
    clean = {name: one_line(values[name]) for name in wanted}
    if is_right_to_left(version.key.language):
        # Numbers and Latin words keep their own order, whatever stands around them (Unicode TR9, isolates).
        clean = {name: f"\u2068{value}\u2069" for name, value in clean.items()}
    paragraphs = tuple(_PLACEHOLDER.sub(lambda match: clean[match[1]], one) for one in version.paragraphs)
    return Filled(version.key.language, version.title, paragraphs)


def one_line(value: str) -> str:
    """A value without what could break the text around it."""
    return " ".join(_UNSEEN.sub(" ", value).split())


def _with_parts(made: Template, parts: Sequence[str]) -> tuple[str, ...]:
    """What is added stands before the last paragraph, which says how to reach us."""
    extra = [made.cohort[one] for one in parts if one in made.cohort]
    return (*made.written[:-1], *extra, made.written[-1])


def _check(made: Template) -> None:
    wanted = PLACEHOLDERS[made.audience]
    found = [name for one in made.written for name in _PLACEHOLDER.findall(one)]
    where = f"the text for {made.audience} in {made.language!r}"
    if not made.language or not made.title.strip():
        raise NoticeError("a text names its language and has a title")
    if set(found) != wanted or len(found) != len(set(found)):
        raise NoticeError(f"{where} has to hold each of these once: {', '.join(sorted(wanted))}")
    rest = [_PLACEHOLDER.sub("", one) for one in made.written]
    plain = [*rest, made.title, *made.read_aloud, *made.cohort.values(), *made.fields.values()]
    if any(_BRACE.search(one) for one in plain):
        raise NoticeError(f"{where} has braces that are no placeholder")
    if "fields" in wanted and set(made.fields) != _FIELD_KEYS:
        raise NoticeError(f"{where} has to name each of these: {', '.join(sorted(_FIELD_KEYS))}")


_FIELD_KEYS = frozenset(_WORDS.values()) | {"other"}
