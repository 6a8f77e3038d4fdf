"""Names built of parts: Abd al-Rahman, Habibullah, Salah al-Din, Alireza, Hosseini, Magomedov, Alizadeh.

Each is taken apart, its stem brought to its class, and put together in one spelling.
"""

import re
from collections.abc import Callable

from withhold.text.spelling import tables
from withhold.text.spelling.latin import three_vowels

Classifier = Callable[[str], str]
"""Gives the class of a stem."""

_SERVANTS_TEXT = "abd abdul abdel abdal abdol abdoul abdoel abdur abder abdus abdu abdil abed عبد عبدال"
SERVANTS = frozenset(_SERVANTS_TEXT.split())
"""Written apart: the first half of Abd al-Rahman."""
_GODS_TEXT = "ullah ollah ulla allah oullah ullahi الله اللە لله"
GODS = frozenset(_GODS_TEXT.split())
_FAITHS_TEXT = "din deen dine eddin eddine uddin addin aldin eldin uddeen الدین الدين دین"
FAITHS = frozenset(_FAITHS_TEXT.split())
_FATHERS_TEXT = "abu abou aboo abo umm oum ابو أبو ام"
FATHERS = frozenset(_FATHERS_TEXT.split())
"""Written apart: the other halves of Habibullah, Salah al-Din, Abu Bakr."""

_SERVANT = re.compile(
    r"abd(?:ou|oo|[aeiuo])?(?:l(?=[a-z]{3})|r(?=r)|s(?=s)|z(?=z)|n(?=n)|t(?=t)|d(?=d))?([a-z]{4,})"
)
_GOD = re.compile(r"([a-z]{2,}?)(?:(?:u|o|ou|oo)lla?h?|(?:e|a|i)llah|(?:u|o)lah?)")
_GOD_ENDS = re.compile(r"(?:lla|llah|[uo]lah)$")
_FAITH = re.compile(r"([a-z]{3,}?)(?:[uoaei]|ou|oo)?[dl]?d(?:i|ee|e|ie)ne?")
_ARTICLE = re.compile(r"[ae]l([a-z]{4,})")
_FATHER = re.compile(r"abo?u([a-z]{4,})|aboo?([a-z]{4,})")
_ENDINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (label, re.compile(rf"([a-z]{{3,}}?)(?:{pattern})"))
    for label, pattern in (
        ("i", r"i|y|ee|ui|ie|iy|ey|ei|ii|aei|ai|wi|vi|awi|avi|wy"),
        ("zada", r"[zs]aa?d(?:eh|ah|a|e)"),
        ("zai", r"[zs](?:ai|ay|ei|oi|oy|ey|i|y)"),
        ("pur", r"p(?:ou|oo|u)r"),
        ("nijad", r"n[eiaoi](?:zh|j)aa?d"),
        ("yar", r"yaa?r"),
        ("far", r"faa?r"),
        ("khel", r"kh(?:e|ei|ai|a)yl?l?"),
        ("ov", r"(?:o|e|ye|ie|iye|ay|aye|oy)(?:v|ff|w|f)"),
        ("ova", r"(?:o|e|ye|ie|iye|aye)(?:v|w)a"),
        ("ovich", r"(?:o|e|ye|ie)vi(?:ch|tch|c)"),
        ("ovna", r"(?:o|e|ye|ie)vna"),
        ("oglu", r"(?:o|ou|u|e)?g?gh?(?:l)(?:u|ou|y|i)"),
        ("khan", r"kh?aa?n"),
        ("bek", r"b(?:e|ai|ay|ey|a|i)[kg]h?"),
        ("jan", r"dzh(?:a|o)n|j(?:a|o|aa|oo)n"),
        ("gul", r"g(?:u|o|oo|ou)l"),
        ("ian", r"ian|yan|iyan"),
        ("shah", r"shah?"),
        ("nia", r"n(?:ia|iya|ya)"),
    )
)
_ARABIC_ENDINGS = (
    ("zada", "زاده"),
    ("zai", "زی"),
    ("pur", "پور"),
    ("nijad", "نژاد"),
    ("khel", "خیل"),
    ("oglu", "اوغلو"),
    ("yar", "یار"),
    ("khan", "خان"),
    ("ian", "یان"),
    ("jan", "جان"),
    ("gul", "گل"),
    ("nia", "نیا"),
    ("i", "ایی"),
    ("i", "وی"),
    ("i", "یی"),
    ("i", "ی"),
)
_FULL = 2
"""Parts that a full name has at least."""
_SECOND_TEXT = (
    "reza hossein hassan ali mahdi mohammed ahmed abbas akbar asghar qasim sadiq jawad mustafa khan"
)
_SECOND = frozenset(_SECOND_TEXT.split())
"""Classes that stand second in names written as one word: Alireza, Amirhossein."""


def taken_apart(letters: str, class_of: Classifier) -> str | None:
    """The class of a plain Latin token that is built of known parts; two classes apart for Alireza.

    None where it is not.
    """
    if letters.startswith("abd") and (match := _SERVANT.fullmatch(letters)):
        return f"abd+{class_of(match[1])}"
    if _GOD_ENDS.search(letters) and (match := _GOD.fullmatch(letters)):
        return f"{class_of(match[1])}+ullah"
    if (match := _FAITH.fullmatch(letters)) and _is_known(match[1]):
        return f"{class_of(match[1])}+din"
    if letters not in tables.western():
        if (match := _ARTICLE.fullmatch(letters)) and _follows_article(match[1]):
            return class_of(match[1])
        if (match := _FATHER.fullmatch(letters)) and _is_known(match[1] or match[2]):
            return f"abu+{class_of(match[1] or match[2])}"
    return two_in_one(letters) or _ended(letters)


def two_in_one(token: str) -> str | None:
    """`Alireza` as the classes of Ali and Reza, in any script."""
    known = tables.muslim_spellings()
    for cut in range(2, len(token) - 1):
        second = known.get(token[cut:])
        if second in _SECOND and len(token) - cut > 2 and (first := known.get(token[:cut])) is not None:
            return f"{first} {second}"
    return None


def _is_known(stem: str) -> bool:
    """Whether a stem is a name that came through the Arabic script."""
    form = three_vowels(stem)
    return (
        stem in tables.muslim_spellings()
        or form in tables.three_vowel_spellings()
        or (len(form) > 3 and form in tables.arabic_forms())
    )


def _follows_article(stem: str) -> bool:
    """Whether al or el before it is an article; before short stems only where they are curated."""
    return stem in tables.muslim_spellings() or (len(stem) > 4 and _is_known(stem))


def _ended(letters: str) -> str | None:
    """A curated name with an ending of families: `Hosseini`, `Magomedov`."""
    known, ruled = tables.muslim_spellings(), tables.three_vowel_spellings()
    for label, pattern in _ENDINGS:
        match = pattern.fullmatch(letters)
        if match is None:
            continue
        # The shortest stem that is a name, so that every spelling is cut at the same place.
        for size in range(len(match[1]), len(letters)):
            stem = letters[:size]
            if pattern.fullmatch("xxx" + letters[size:]):
                found = known.get(stem) or ruled.get(three_vowels(stem))
                if found:
                    return f"{found}+{label}"
    return None


def arabic_apart(token: str, class_of: Classifier) -> str | None:
    """The class of a folded token in Arabic letters that is built of parts; None where it is not."""
    if token.startswith("عبدال") and len(token) > 7:
        return f"abd+{class_of(token[5:])}"
    if token.startswith("عبد") and len(token) > 6:
        return f"abd+{class_of(token[3:])}"
    if token.endswith("الله") and len(token) > 5:
        return f"{class_of(token[:-4])}+ullah"
    if token.endswith("الدین") and len(token) > 7:
        return f"{class_of(token[:-5])}+din"
    if token.startswith("ال") and len(token) > 4:
        return class_of(token[2:])
    if token.startswith("ابو") and len(token) > 5:
        return f"abu+{class_of(token[3:])}"
    if whole := two_in_one(token):
        return whole
    known = tables.muslim_spellings()
    for label, ending in _ARABIC_ENDINGS:
        if token.endswith(ending) and (found := known.get(token.removesuffix(ending))):
            return f"{found}+{label}"
    return None


def joined(classes: list[tuple[str, str]]) -> list[str]:
    """The classes of a name whose tokens (as looked up, and class) may be parts of one: `Abd al-Rahman`.

    What lacks its other half beside it takes the one at the other end: `Ahmadi Rahman, Abdul`. Two words stay
    two: they are a whole name, of which one part alone would say too little.
    """
    left = list(classes)
    for words, ahead, form in (
        (SERVANTS, True, "abd+{}"),
        (FATHERS, True, "abu+{}"),
        (GODS, False, "{}+ullah"),
        (FAITHS, False, "{}+din"),
    ):
        at = next((index for index, (token, _) in enumerate(left) if token in words), None)
        if at is None or len(left) < 2:
            continue
        other = (at + 1) % len(left) if ahead else at - 1
        if left[other][0] in GODS and words is SERVANTS:
            merged = ("abdullah", "abdullah")
        elif len(left) > _FULL:
            merged = (left[other][0], form.format(left[other][1]))
        else:
            continue
        left[other] = merged
        del left[at]
    return [label for _, label in left]
