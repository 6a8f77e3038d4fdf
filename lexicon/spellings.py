"""Builds src/withhold/text/spelling/data/known.txt and native.txt from the seeds of the name lexicon.

.venv/bin/python -m lexicon.spellings
"""

import csv
import textwrap
from collections.abc import Iterable
from pathlib import Path

from lexicon import sources
from withhold.text import spelling
from withhold.text.spelling.latin import plain

DATA = Path(spelling.__file__).parent / "data"
HAND = {
    "arabic": "afghan iranian arab kurdish azeri chechen_dagestani palestinian_levant sudanese pakistani"
    " afghan_more kurdish_yazidi uyghur uyghur_more central_asian",
    "indic": "indian punjabi bengali nepali tamil tamil_more sinhala telugu_kannada_malayalam",
    "ethiopic": "ethiopian tigrinya_oromo",
    "hebrew": "hebrew",
    "western": "western anglo_rare slavic balkan_and_baltic latin_american brazilian_portuguese andean"
    " haitian haitian_more filipino roma",
}
COUNTRIES = {
    "arabic": "AE AF AZ BD DZ EG IQ IR JO KG KW KZ LB LY MA OM PK PS QA SA SY TJ TM TN TR UZ YE",
    "indic": "IN NP LK",
    "ethiopic": "ET ER",
    "hebrew": "IL",
    "western": "US GB CA AU NZ IE FR DE AT CH NL BE ES PT IT SE NO DK FI IS PL CZ SK HU RO MX AR BR CO CL PE"
    " UY CR GT HN SV NI EC BO PY VE DO CU PR RU UA BY BG RS HR SI MK LT LV EE GR MT LU",
}
"""ISO codes of the countries whose frequent names count to a group."""
NATIVE = frozenset(["IL", "KH", "JP", "NP", "BD", "IN"])
"""Countries whose scripts rules do not read well: pairs of native and romanised names are kept."""
HEADING = "# Made by `python -m lexicon.spellings`; sources: lexicon/names (this project) and the CC0-1.0"
DATASET = "# popular-names-by-country-dataset."


def letters(names: Iterable[str]) -> set[str]:
    """Plain spellings of Latin tokens, their parts around hyphens."""
    parts = {part for name in names for part in name.replace("’", "'").split("-")}
    found = {plain(part) for part in parts if part and part[0] < "\u0370"}
    return {token for token in found if len(token) > 2}


def known() -> dict[str, set[str]]:
    """Each group of languages to its plain spellings."""
    hand, popular = sources.hand_written(), sources.popular_names()
    found = {}
    for group, names in HAND.items():
        cultures = [hand[name] for name in names.split() if name in hand]
        lists = (popular.get(f"popular:{code}") for code in COUNTRIES[group].split())
        cultures += [culture for culture in lists if culture]
        found[group] = letters(token for c in cultures for token in c.given | c.family)
    return found


def pairs() -> dict[str, str]:
    """Names in their own scripts to their usual Latin spelling."""
    found: dict[str, str] = {}
    folder = sources.CORPORA / "popular-names-by-country"
    for file in ("common-surnames-by-country.csv", "common-forenames-by-country.csv"):
        with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                native, latin = row["Localized Name"].strip(), plain(row["Romanized Name"])
                if row["Country"] not in NATIVE or native[:1] <= "\u0370" or " " in native or len(latin) < 2:
                    continue
                # A single character is far more often a Chinese name than a Japanese one.
                if len(native) > 1 or not "\u3400" <= native <= "\u9fff":
                    found.setdefault(native, latin)
    return found


def main() -> None:
    blocks = [HEADING, DATASET, "# A line is a group of languages and plain spellings of its names."]
    blocks += [f"{group}: {' '.join(sorted(tokens))}" for group, tokens in known().items()]
    (DATA / "known.txt").write_text("\n".join(blocks) + "\n", "utf-8")
    by_latin: dict[str, list[str]] = {}
    for native, latin in sorted(pairs().items()):
        by_latin.setdefault(latin, []).append(native)
    lines = [HEADING, DATASET, "# A line is a Latin spelling and the native ones of the same name."]
    lines += [f"{latin} {' '.join(native)}" for latin, native in sorted(by_latin.items())]
    (DATA / "native.txt").write_text("\n".join(lines) + "\n", "utf-8")
    print(textwrap.shorten(f"{len(by_latin)} native names, {len(blocks)} groups", 80))


if __name__ == "__main__":
    main()
