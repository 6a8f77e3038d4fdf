"""Tags of languages (BCP 47): the script of a language, its direction, and which text a tag falls back to."""

from collections.abc import Iterable, Mapping

_OF: Mapping[str, str] = {
    "Arab": "ar ckb fa ks pnb ps rhg sd ug ur",
    "Armn": "hy",
    "Beng": "as bn",
    "Cyrl": "be bg kk ky mk mn ru tg uk",
    "Deva": "hi kok mr ne",
    "Ethi": "am ti",
    "Geor": "ka",
    "Grek": "el",
    "Gujr": "gu",
    "Guru": "pa",
    "Hani": "nan yue zh",
    "Hebr": "he yi",
    "Jpan": "ja",
    "Khmr": "km",
    "Knda": "kn",
    "Kore": "ko",
    "Laoo": "lo",
    "Latn": "bm cs de en es ff fi fr ha hr ht hu id ig it kab kmr ku ln lt lv ms nl om pl pt qu rn ro rw sk "
    "sl so sq sv sw tk tl tr tw uz vi wo yo zu",
    "Mlym": "ml",
    "Mymr": "my",
    "Orya": "or",
    "Sinh": "si",
    "Taml": "ta",
    "Telu": "te",
    "Thaa": "dv",
    "Thai": "th",
}
"""Script (ISO 15924) to the languages that are usually written in it (Unicode CLDR, likely subtags)."""
_USUAL = {language: script for script, line in _OF.items() for language in line.split()}
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
_OF_REGION: Mapping[str, str] = {
    "az-ir": "Arab",
    "kk-cn": "Arab",
    "ky-cn": "Arab",
    "mn-cn": "Mong",
    "pa-pk": "Arab",
    "sd-in": "Deva",
    "tg-pk": "Arab",
    "uz-af": "Arab",
    "uz-cn": "Cyrl",
    "zh-hk": "Hant",
    "zh-mo": "Hant",
    "zh-tw": "Hant",
}
"""Where a region writes a language in another script (Unicode CLDR, likely subtags)."""


def script_of(language: str) -> str | None:
    """The script that a tag names, or the usual one of its language; None where none is known."""
    primary, *rest = language.split("-")
    named = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    return named or _USUAL.get(primary.lower())


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left, in the script that its tag names or its usual one."""
    return script_of(language) in _RIGHT_TO_LEFT


def lookup(wanted: str, there: Iterable[str]) -> str | None:
    """The nearest of these tags that whoever reads `wanted` can read; None where there is none."""
    return next(iter(readable(wanted, there)), None)


def readable(wanted: str, there: Iterable[str]) -> tuple[str, ...]:
    """All of these tags that whoever reads `wanted` can read, the nearest first."""
    known = {one.lower(): one for one in there}
    return tuple(known[one] for one in ladder(wanted) if one in known)


def ladder(wanted: str) -> tuple[str, ...]:
    """The tags, in small letters, in which a text for `wanted` may be: itself, then shorter by a part at a
    time (RFC 4647, section 3.4), but never in another script: `pa-PK` is not written as `pa` is."""
    parts = wanted.strip().lower().replace("_", "-").split("-")
    if not all(part.isalnum() and part.isascii() for part in parts):
        return ()
    script = _written("-".join(parts))
    steps = []
    while parts:
        here = "-".join(parts)
        if len(parts) == 1 and script is not None:
            steps.append(f"{here}-{script.lower()}")
        if _written(here) == script:
            steps.append(here)
        parts.pop()
        if parts and len(parts[-1]) == 1:  # such as the x of a private part, which says nothing alone
            parts.pop()
    return tuple(dict.fromkeys(steps))


def _written(tag: str) -> str | None:
    """The script, as far as language, script and region tell it. Chinese is usually written simplified."""
    primary, *rest = tag.split("-")
    if any(len(part) == 4 and part.isalpha() for part in rest):
        return script_of(tag)
    regional = (_OF_REGION.get(f"{primary}-{part}") for part in rest)
    return next(filter(None, regional), "Hans" if primary == "zh" else script_of(tag))
