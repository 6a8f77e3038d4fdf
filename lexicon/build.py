"""Builds src/withhold/recognisers/names/data from the seeds: the same seeds give the same bytes.

.venv/bin/python -m lexicon.build
"""

import gzip
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from lexicon import sources
from lexicon.train import Example, balanced, train
from withhold.recognisers.names import lexicon as known
from withhold.recognisers.names.folding import fold, is_latin, skeleton
from withhold.recognisers.names.model import LATIN_SIZES, NATIVE_SIZES, grams

DATA = Path(known.__file__).parent / "data"
VOWELLESS = (
    "somali arab afghan iranian pakistani kurdish ethiopian "
    "hebrew indian bengali punjabi nepali sinhala tamil uyghur"
)
"""Cultures whose names are written in scripts that transliterate without vowels, or with few native lists."""
LONGEST_SHORT = 3
_NO_NAMES_TEXT = "dam rua via kia bmw spa inn zoo gas oil set box kit ibm"
NO_NAMES = frozenset(_NO_NAMES_TEXT.split())
"""Marks up to LONGEST_SHORT stay names too, and their case decides (`Ana Sá`, `Petr SA`): not these."""
COMMON = ("popular:", "faker:en_US", "faker:en_GB", "faker:es", "faker:de_DE", "faker:fr_FR", "faker:pt",
          "faker:it_IT", "faker:nl_NL", "faker:pl", "faker:sv_SE", "faker:en_IN", "faker:en_PK")  # fmt: skip
"""Lists of frequent names: being a word too (`John`, `Mark`) says little. So are hand-written lists."""
NEAR = 2.0
FAR = 0.5
"""How much hand-written names, and places, count in training. Places speak the languages of people."""
UNSPACED = "\u3041"
"""The first letter of the scripts that are written without spaces and have their own rules (`han.py`)."""
RARE_WORD = -3.0
RARE_PLACE = -2.2
"""Words and places that the model already puts below these log-odds need not be stored."""


def name_bits(cultures: dict[str, sources.Culture]) -> dict[str, int]:
    """Folded tokens of all names to their GIVEN and FAMILY bits."""
    bits: dict[str, int] = defaultdict(int)
    for list_name, culture in cultures.items():
        common = known.COMMON if list_name.startswith(COMMON) or ":" not in list_name else 0
        for names, bit in ((culture.given, known.GIVEN), (culture.family, known.FAMILY)):
            for name in names:
                for variant in variants(name):
                    bits[variant] |= bit | common
    return bits


def variants(name: str) -> set[str]:
    """The folded token, its parts around hyphens, and German umlauts written out."""
    found = {
        fold(part)
        for part in name.replace("’", "'").split("-")
        if len(part) > 1 or ord(part[:1] or "a") > 0x2E00
    }
    found |= {part.replace("'", "") for part in found}
    if set(name.lower()) & set("äöü"):
        spelled = name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
        found.add(fold(spelled))
    return {part for part in found if part and " " not in part and not any(c.isdigit() for c in part)}


def folded(tokens: Iterable[str]) -> set[str]:
    """Folded single tokens, letters only."""
    found = {fold(token) for token in sources.tokens_of(tokens)}
    return {token for token in found if all(c.isalpha() or c in "'-" or ord(c) > 0x300 for c in token)}


def place_tables(cities: dict[str, int], names: dict[str, int]) -> tuple[set[str], set[str]]:
    """Single tokens that are places, and folded phrases of several words."""
    singles, phrases = set(), set()
    for name, population in cities.items():
        parts = [fold(part) for part in name.replace("-", " ").split()]
        if len(parts) == 1 and (population >= 250_000 or parts[0] not in names):
            singles.add(parts[0])
        elif len(parts) > 1:
            phrases.add(" ".join(parts))
            singles.update(p for p in parts if p not in names and len(p) > 3)
    for name in sources.territories():
        parts = [fold(part) for part in name.replace("-", " ").split()]
        if len(parts) > 1 and is_latin(name):
            phrases.add(" ".join(parts))
        singles.update(p for p in parts if len(parts) == 1 or p not in names)
    return {s for s in singles if s and not any(c.isdigit() for c in s)}, phrases


def token_bits(names: dict[str, int], places: set[str]) -> dict[str, int]:
    """All tokens to their bits."""
    bits: dict[str, int] = defaultdict(int)
    for token, bit in names.items():
        bits[token] |= bit
    soft = folded(sources.word_file("soft_marks"))
    for token in sources.word_file("marks") | sources.word_file("native_marks"):
        if fold(token) not in soft:
            kept = known.NAME if len(token) <= LONGEST_SHORT and token not in NO_NAMES else 0
            bits[fold(token)] = bits[fold(token)] & kept | known.MARK
    for file, bit in (("titles", known.TITLE), ("suffixes", known.SUFFIX), ("particles", known.PARTICLE),
                      ("placeholders", known.PLACEHOLDER), ("soft_marks", known.SOFT_MARK),
                      ("other_languages", known.WORD)):  # fmt: skip
        for token in sources.word_file(file):
            bits[fold(token)] |= bit
    for token in sources.english_words() | folded(sources.other_words()):
        bits[fold(token)] |= known.WORD
    for token in places:
        bits[token] |= known.PLACE
    for token in sources.word_file("function_words"):
        bits[token] = known.WORD
    for character in sources.word_file("han_given") | sources.word_file("hangul_given"):
        bits[f"{character}~"] = known.GIVEN
    return {t: b if b & known.NAME else b & ~known.COMMON for t, b in bits.items() if t and b & ~known.COMMON}


def training_sets(bits: dict[str, int], near: set[str]) -> tuple[list[Example], list[Example]]:
    """Names that are nothing else against words and places that are no names: Latin, and other alphabets.

    `near` are the names of hand-written lists: of cultures that large lists leave out. They count more.
    """
    latin, native, scripts = [], [], []
    for token in sorted(bits):
        code = bits[token] & (known.NAME | known.WORD | known.PLACE | known.MARK)
        is_name = code & known.NAME == code
        if len(token) < 3 or not code or (code & known.NAME and not is_name):
            continue
        if token.isascii():
            if token.isalpha():
                weight = NEAR if token in near else FAR if code == known.PLACE else 1.0
                latin.append(Example(token, is_name, weight))
        elif token[0] < UNSPACED and not is_latin(token):
            native.append(Example(token, is_name))
            scripts.append(unicodedata.name(token[0], "?").split()[0])
    return balanced(latin, ["latin"] * len(latin)), balanced(native, scripts)


def prune(bits: dict[str, int], model: tuple[float, dict[str, float]]) -> dict[str, int]:
    """Leaves out ordinary words that the model rejects by itself."""
    bias, weights = model

    def rejected(token: str, limit: float) -> bool:
        return token.isascii() and bias + sum(weights.get(g, 0.0) for g in grams(token, LATIN_SIZES)) < limit

    limits = {known.WORD: RARE_WORD, known.PLACE: RARE_PLACE, known.WORD | known.PLACE: RARE_WORD}
    return {t: b for t, b in bits.items() if b not in limits or len(t) < 4 or not rejected(t, limits[b])}


def skeleton_set(cultures: dict[str, sources.Culture], bits: dict[str, int]) -> set[str]:
    """Skeletons of three consonants or more of the names of VOWELLESS cultures."""
    chosen = [c for name, c in cultures.items() if name.split(":")[0] in VOWELLESS.split()]
    chosen += [c for name, c in cultures.items() if name in ("faker:en_PK", "faker:en_IN", "faker:fr_DZ")]
    tokens = {t for culture in chosen for t in culture.given | culture.family if is_latin(t)}
    found = {skeleton(part) for token in tokens for part in token.split("-")}
    words = {skeleton(t) for t, b in bits.items() if not t.isascii() and b & (known.WORD | known.PLACE)}
    return {s for s in found if len(s) > 2} - words


def refused(bits: dict[str, int]) -> set[str]:
    """The marks and placeholders that plausible() has to look at."""
    asked = known.MARK | known.PLACEHOLDER
    return {t for t, bit in bits.items() if bit & asked and t.isascii()}


def write(name: str, data: bytes) -> None:
    """Compressed without a time stamp."""
    (DATA / name).write_bytes(gzip.compress(data, 9, mtime=0))


def model_text(model: tuple[float, dict[str, float]]) -> bytes:
    """The bias, then lines `weight<tab>gram gram ...`, weights in twentieths."""
    groups: dict[int, list[str]] = defaultdict(list)
    for gram, weight in model[1].items():
        groups[round(weight * 20)].append(gram)
    lines = [f"{model[0]:.4f}", *(f"{w}\t{' '.join(sorted(groups[w]))}" for w in sorted(groups) if w)]
    return "\n".join(lines).encode()


def compile_lexicon(cultures: dict[str, sources.Culture]) -> dict[str, bytes]:
    """The data files by name, not compressed."""
    names = name_bits(cultures)
    near = set(name_bits({name: c for name, c in cultures.items() if ":" not in name}))
    places, phrases = place_tables(sources.cities(), names)
    bits = token_bits(names, places)
    latin, native = training_sets(bits, near)
    model = train(latin, LATIN_SIZES)
    return {
        "tokens.bin.gz": known.packed(prune(bits, model)),
        "refused.txt.gz": " ".join(sorted(refused(bits))).encode(),
        "places.bin.gz": known.packed(dict.fromkeys(phrases, 0)),
        "skeletons.bin.gz": known.packed(dict.fromkeys(skeleton_set(cultures, bits), 0)),
        "latin_ngrams.txt.gz": model_text(model),
        "native_ngrams.txt.gz": model_text(train(native, NATIVE_SIZES)),
    }


def main() -> None:
    """Writes the data files and tells their sizes."""
    DATA.mkdir(exist_ok=True)
    for name, data in compile_lexicon(sources.all_names()).items():
        write(name, data)
        sys.stdout.write(f"{name}: {len(data):,} bytes, {(DATA / name).stat().st_size:,} compressed\n")


if __name__ == "__main__":
    main()
