"""Number formats: which show a date, which show nothing, and which write a number out as an identifier."""

import re
from dataclasses import dataclass
from functools import lru_cache

BUILT_IN = {
    **dict.fromkeys(range(14, 18), "d/m/yyyy"),
    **dict.fromkeys(range(18, 22), "h:mm"),
    22: "d/m/yyyy h:mm",
    **dict.fromkeys(range(27, 32), "yyyy/m/d"),
    **dict.fromkeys(range(32, 36), "h:mm"),
    36: "yyyy/m/d",
    **dict.fromkeys(range(45, 48), "mm:ss"),
    **dict.fromkeys(range(50, 59), "yyyy/m/d"),
}
"""Formats without a code of their own (ECMA-376 part 1, 18.8.30); 27 to 36, 50 to 58: East Asian dates."""

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[([^\]]*)\]', re.S)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_DIGIT_PLACES = frozenset("0#?")
_FEWEST_PLACES = 5
"""A format with fewer digit places writes quantities with a unit, not identifiers."""
_LITERALS = frozenset("-()/# ._")
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """`hides_numbers` and `hides_text`: the cell shows nothing, as with `;;;`. `mask`: see `write_out`."""

    is_date: bool = False
    hides_numbers: bool = False
    hides_text: bool = False
    mask: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a format: when it applies, and its characters as (character, is a digit place)."""

    condition: tuple[str, float] | None
    characters: tuple[tuple[str, bool], ...]


GENERAL = NumberFormat()


@lru_cache(maxsize=4096)
def parse(code: str) -> NumberFormat:
    """What a format code does. An absurdly long code counts as General."""
    if not code or len(code) > _LONGEST or code.lower() in ("general", "@"):
        return GENERAL
    sections = _sections(code)
    blank = [_shows_nothing(section) for section in sections]
    return NumberFormat(
        is_date=any(_is_date(section) for section in sections[:2]),
        hides_numbers=all(blank[:3]) and (len(sections) > 1 or code == '""'),
        hides_text=len(sections) > 3 and blank[3],
        mask=_mask(sections),
    )


def write_out(mask: tuple[Section, ...], digits: str) -> str:
    """A whole number as its format shows it: `000-00-0000` writes 12345678 as `012-34-5678`.

    Digits fill the places from the right; what is left over stands before the first place.
    """
    number = float(digits)
    section = next((s for s in mask if s.condition is None or _holds(s.condition, number)), mask[-1])
    places = sum(is_place for _, is_place in section.characters)
    padded = digits.rjust(places, "\0")
    surplus, padded = padded[: len(padded) - places], padded[len(padded) - places :]
    out: list[str] = []
    at = 0
    for character, is_place in section.characters:
        if not is_place:
            out.append(character)
            continue
        digit = padded[at]
        if digit == "\0":
            digit = "0" if character == "0" else ""
        out.append(surplus + digit if at == 0 else digit)
        at += 1
    return "".join(out).strip()


def _holds(condition: tuple[str, float], number: float) -> bool:
    sign, limit = condition
    return {
        "<": number < limit,
        "<=": number <= limit,
        ">": number > limit,
        ">=": number >= limit,
        "=": number == limit,
    }.get(sign, number != limit)


def _sections(code: str) -> list[str]:
    """The code cut at the semicolons that stand outside quotes."""
    sections: list[str] = []
    current: list[str] = []
    quoted = escaped = False
    for character in code:
        if character == ";" and not quoted and not escaped:
            sections.append("".join(current))
            current = []
            continue
        if character == '"' and not escaped:
            quoted = not quoted
        escaped = character == "\\" and not escaped and not quoted
        current.append(character)
    return [*sections, "".join(current)]


def _shows_nothing(section: str) -> bool:
    """True if no digit place, literal or text place is left besides colours, padding and white space."""
    return not _QUOTED.sub(lambda found: found[1] or found[2] or "", section).strip()


def _is_date(section: str) -> bool:
    """True for a day, month or year; a format of hours, minutes and seconds alone is a time, not a date."""
    codes = _QUOTED.sub("", section).lower().replace("general", "")
    if "y" in codes or "d" in codes or "bb" in codes or "mmm" in codes:
        return True
    return "m" in codes and not ("h" in codes or "s" in codes)


def _mask(sections: list[str]) -> tuple[Section, ...]:
    """The sections that write whole numbers out with fixed places and separators, if the format does that."""
    if any(
        "%" in part or "," in part or "." in part or "E" in _QUOTED.sub("", part) for part in sections[:1]
    ):
        return ()
    parsed = [_section(part) for part in sections[:2]]
    usable = [part for part in parsed if part is not None]
    if not usable or parsed[0] is None:
        return ()
    if usable[0].condition is None:
        usable = usable[:1]
    first = usable[-1].characters
    zeros = all(character == "0" for character, is_place in first if is_place)
    plain = all(is_place for _, is_place in first) and not zeros
    enough = sum(is_place for _, is_place in first) >= _FEWEST_PLACES
    return tuple(usable) if enough and not plain else ()


def _section(part: str) -> Section | None:
    """A section of digit places and plain separators; None if it holds anything else."""
    condition: tuple[str, float] | None = None
    characters: list[tuple[str, bool]] = []
    at = 0
    while at < len(part):
        special = _QUOTED.match(part, at)
        if special is None:
            character = part[at]
            if character not in _DIGIT_PLACES and character not in _LITERALS:
                return None
            characters.append((character, character in _DIGIT_PLACES))
            at += 1
            continue
        at = special.end()
        literal = special[1] or special[2] or ""
        if not all(c.isalnum() or c in _LITERALS for c in literal):
            return None
        characters.extend((c, False) for c in literal)
        if special[3] and (found := _CONDITION.fullmatch(special[3])):
            condition = (found[1], float(found[2]) if found[2].count(".") < 2 and found[2] != "." else 0.0)
    return Section(condition, tuple(characters))
