"""Names in running text: runs of capitalised words, and of known names in scripts without capitals."""

import math
import re
from collections.abc import Iterator, Sequence

from withhold.recognisers.names import han, lexicon
from withhold.recognisers.names.folding import fold
from withhold.recognisers.names.lexicon import (
    COMMON,
    FAMILY,
    GIVEN,
    MARK,
    NAME,
    PARTICLE,
    PLACE,
    PLACEHOLDER,
    SOFT_MARK,
    SUFFIX,
    TITLE,
    WORD,
)
from withhold.recognisers.names.spans import NameSpan
from withhold.recognisers.names.tokens import Memo, bits_of, strip

_WORD = re.compile(r"[^\W\d_](?:[\w'’ʻʼ\u0300-\u036f\u0900-\u0dff\u0e30-\u0e4e\u1000-\u109f-]{0,40})\.?")
_POSSESSIVE = ("'s", "’s")
_LONGEST_RUN = 12
_MOST_IN_NAME = 6
_LEAST = 0.0
_BY_SOUND = 1.4
"""The weight of a token that another script's spelling of a known name gets."""
_CASED = re.compile(r"[A-Z\u00c0-\u00de\u0100-\u024f\u0370-\u0556\u1e00-\u1fff]")
_UNCASED = re.compile(r"[\u0590-\u1fff\u1100-\u11ff\ua9e0-\uabff]")
_HAN_TITLES = (
    "先生",
    "女士",
    "小姐",
    "法官",
    "局长",
    "部长",
    "主任",
    "同志",
    "教授",
    "さん",
    "氏",
    "様",
    "씨",
    "님",
    "판사",
    "장관",
)
_HAN_PARTICLES = "于於在与與和自从從由被因是的曾已现"
"""What follows a Chinese name without a space, and is no name's last character."""
_HAN_AFTER = re.compile(
    "|".join(_HAN_TITLES)
    + "|申请|申請|请求|寻求|尋求|提出|提交|被|遭|获得|獲得|获准|感染|患有|患|确诊|生于|生於|出生|系|是|为|因|于|於|在|从|來自|来自|自"
    "|向|和|与|與|及|的|曾|已|现|目前|逃|担任|作为|入住|住院|说|表示|称"
)
"""Words that follow a name in a sentence."""
_HAN_BEFORE = re.compile(
    "(?:申请人|申請人|当事人|寻求庇护者|难民|難民|受害人|受害者|被害人|患者|病人|线人|線人|证人|證人|被告|原告|公民|男子|女子|囚犯|犯人"
    "|被拘留者|在押人员|名叫|姓名|叫|和|与|與|及|对|對|向|将|把|由|人|者|女|男|籍)\\Z"
)
"""Words that lead to a name."""
_HAN_LABELS = re.compile(r"(?:姓名|名字|氏名|名前|이름|성명|申请人|申請人|当事人|被告|原告)[:：]?\s*\Z")
_MEMO = Memo()
_INNER_TEXT = (
    "de del della degli di da do das dos du des la las los le van von der den ter ten bin ben ibn al "
    "el ul ud zu zum af av bint ould d' y"
)
_INNER = frozenset(_INNER_TEXT.split())
"""Small words inside names in running text: those of the lexicon's particles that are no words."""
_ARABIC_WORDS_TEXT = (
    "المولود المولودة مولود مولودة ولد ولدت مواليد متولد متولدة زاده‌شده من في إلى الى على عن مع هو هي كان كانت قد تم الذي "
    "التي قدم قدمت تقدم تقدمت طلب طلبت يطلب تطلب اعتقل اعتقلت احتجز احتجزت المحتجز المحتجزة المعتقل المعتقلة اللاجئ اللاجئة "
    "المريض المريضة الضحية المخبر السيد السيدة المدعو المدعوة المواطن المواطنة مقدم مقدمة باسم اسمه اسمها رقم تاريخ بعد قبل "
    "بسبب منذ لدى ضد از در به با که را برای تا این آن است بود شد شده آقای خانم فرزند دارای نام متقاضی پناهجو پناهجوی پناهنده "
    "زندانی قربانی بیمار مبتلا درخواست تقاضای بازداشت دستگیر شماره تاریخ سال ساکن اهل تبعه شهروند"
)
_ARABIC_WORDS = frozenset(_ARABIC_WORDS_TEXT.split())
"""Words that stand before or behind names where no capitals part them, and are in no name."""
_CONTRACTIONS = ("'m", "’m", "'re", "’re", "'ve", "’ve", "'ll", "’ll", "'t", "’t", "'d", "’d")
Token = tuple[int, int, str]


def spot(text: str) -> Iterator[NameSpan]:
    """Names in the text, in order, without overlap. Linear in the length of the text.

    Lone given or family names are told only after a title (`Mr Haddad`). A run that a word for a place or
    a body ends (`Martha Jefferson Hospital`) is no name.
    """
    run: list[Token] = []
    for match in _WORD.finditer(text):
        start, end, word = match.start(), match.end(), match.group()
        if word[0] >= "\u3041" and han.RUN.match(word):
            yield from _run_names(text, run)
            run = []
            for part in han.RUN.finditer(word):
                yield from _asian(text, start + part.start(), part.group())
            continue
        if word.endswith(_POSSESSIVE):
            end, word = end - 2, word[:-2]
        if run and not _continues(text, run[-1], start, word, len(run)):
            yield from _run_names(text, run)
            run = []
        if _may_be_name_word(word, bool(run)):
            run.append((start, end, word))
    yield from _run_names(text, run)


def _may_be_name_word(word: str, inside: bool) -> bool:
    first = word[0]
    if first.isupper():
        return not word.endswith(_CONTRACTIONS)
    if first.islower():
        return inside and word in _INNER
    if first >= "\u0600" and word in _ARABIC_WORDS:
        return False
    return _UNCASED.match(first) is not None


def _continues(text: str, last: Token, start: int, word: str, length: int) -> bool:
    """Whether a word belongs to the same run as the one before: only a space, or one comma, between them."""
    between = text[last[1] : start]
    if length >= _LONGEST_RUN or not _may_be_name_word(word, True):
        return False
    if last[2].endswith(".") and len(last[2]) > 2 and not bits_of(last[2]) & (TITLE | SUFFIX):
        return False
    return between in (" ", "  ", ", ", ",", "\u00a0", ' "', '" ', " “", "” ", " (", ") ")


def _run_names(text: str, run: Sequence[Token]) -> Iterator[NameSpan]:
    """The names in one run of name-like words."""
    position = 0
    bits = [bits_of(word) for _, _, word in run]
    weights = [_weight(word) for _, _, word in run]
    while position < len(run):
        if bits[position] & TITLE and position + 1 < len(run) and not bits[position] & COMMON:
            position += 1
            continue
        stop = _end_of_name(text, run, bits, weights, position)
        span = _judge(text, run, bits, weights, position, stop) if stop > position else None
        if span is not None:
            yield span
        position = max(stop, position + 1)


def _weight(word: str) -> float:
    return _MEMO[word]


def _end_of_name(
    text: str, run: Sequence[Token], bits: Sequence[int], weights: Sequence[float], start: int
) -> int:
    """Where a name that begins at `start` ends: before the first word that no name has."""
    if weights[start] < -0.6 or run[start][2][0].islower():
        return start
    stop = start
    commas = 0
    while stop < len(run) and stop - start < _MOST_IN_NAME:
        if stop > start:
            comma = "," in text[run[stop - 1][1] : run[stop][0]]
            commas += comma
            if comma and not _after_comma(run, bits, weights, start, stop, commas):
                break
        if _joins_two(run, bits, start, stop):
            break
        if weights[stop] < (-0.9 if bits[stop] else -1.9) and not bits[stop] & SOFT_MARK:
            break
        initial = len(strip(run[stop][2])) == 1
        if stop > start and not initial and bits[stop] & TITLE and not bits[stop] & (NAME | SUFFIX):
            break
        stop += 1
    while stop > start and run[stop - 1][2][0].islower():
        stop -= 1
    return stop


def _joins_two(run: Sequence[Token], bits: Sequence[int], start: int, at: int) -> bool:
    """Whether the "y" at a place joins two people (`María García y José Pérez`), not the halves of a surname."""
    if run[at][2] != "y" or at - start < 2 or at + 2 >= len(run):
        return False
    return bool(bits[at + 1] & GIVEN) and run[at + 2][2][0].isupper()


def _after_comma(
    run: Sequence[Token], bits: Sequence[int], weights: Sequence[float], start: int, stop: int, commas: int
) -> bool:
    """Whether a comma is inside a name: `LAST, First` and `Last, Jr.`, not the next name of a list."""
    if bits[stop] & SUFFIX and not bits[stop] & NAME:
        return True
    if commas > 1 or not bits[stop] & GIVEN or not (bits[start] & FAMILY or weights[start] > 0):
        return False
    before = run[start:stop]
    if all(word.isupper() for _, _, word in before):
        return True
    return len(before) == 1 and bits[start] & (FAMILY | GIVEN) == FAMILY


def _judge(
    text: str, run: Sequence[Token], bits: Sequence[int], weights: Sequence[float], start: int, stop: int
) -> NameSpan | None:
    role = _role(text, run, bits, start)
    if stop < len(run) and _ends_body(text, run, bits, stop):
        return None
    words = [i for i in range(start, stop) if len(strip(run[i][2])) > 1 and not bits[i] & (PARTICLE | SUFFIX)]
    solid = [i for i in words if bits[i] & NAME or weights[i] > 0.8]
    if not solid or (role is None and len(words) < 2 and not _initialled(run, bits, start, stop, words[0])):
        return None
    total = sum(weights[start:stop]) + (-1.3 if stop - start > 1 else -2.4) + (1.6 if role else 0.0)
    ambiguous = WORD | PLACE | SOFT_MARK
    if role is None:
        phrase = " ".join([fold(strip(run[i][2])) for i in range(start, stop)])
        if phrase in lexicon.place_phrases():
            return None
        if all(bits[i] & ambiguous for i in words) and not _frequent(bits, words):
            total -= 0.8
        if not any(bits[i] & NAME or (weights[i] >= _BY_SOUND and not run[i][2].isascii()) for i in words):
            total -= 1.5
    if (
        _starts_sentence(text, run[start][0])
        and bits[start] & WORD
        and not bits[start] & COMMON
        and role is None
    ):
        total -= 1.0
    if any(bits[i] & PLACEHOLDER for i in words) or total <= _LEAST:
        return None
    end = run[stop - 1][1]
    last = run[stop - 1][2]
    if last.endswith(".") and len(last) > 2 and not bits[stop - 1] & SUFFIX:
        end -= 1
    return NameSpan(run[start][0], end, 1 / (1 + math.exp(-min(total, 6.0))), role)


def _frequent(bits: Sequence[int], words: Sequence[int]) -> bool:
    """Whether a frequent given name and a frequent family name follow each other: `Anna Bell`, `Tom Fox`."""
    first, last = bits[words[0]], bits[words[-1]]
    both = first & last & COMMON
    return bool(len(words) > 1 and both and first & GIVEN and last & FAMILY)


def _ends_body(text: str, run: Sequence[Token], bits: Sequence[int], stop: int) -> bool:
    """Whether the word after the name makes it a place or a body, and is not the next person's title."""
    if not bits[stop] & MARK or bits[stop] & TITLE or run[stop - 1][2].endswith("."):
        return False
    return "," not in text[run[stop - 1][1] : run[stop][0]]


def _initialled(run: Sequence[Token], bits: Sequence[int], start: int, stop: int, word: int) -> bool:
    """Whether one name stands with a dotted initial (`J. Smith`), and is no everyday word (`Plan B.`)."""
    if bits[word] & WORD and not bits[word] & COMMON:
        return False
    return any(i != word and run[i][2].endswith(".") for i in range(start, stop))


def _role(text: str, run: Sequence[Token], bits: Sequence[int], start: int) -> str | None:
    """The title right before the name, in the run itself or a lower-case word before it (`judge Haddad`)."""
    if start and bits[start - 1] & TITLE and text[run[start - 1][1] : run[start][0]].isspace():
        return run[start - 1][2].rstrip(".")
    if start:
        return None
    before = text[max(0, run[0][0] - 24) : run[0][0]].rstrip(" ").rsplit(None, 1)
    word = before[-1] if before else ""
    if word and word[-1].isalpha() and word.islower() and len(word) > 4 and bits_of(word) & TITLE:
        return word
    return None


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" \"'“(")
    return not before or before[-1] in ".!?\n:;•-"


def _asian(text: str, start: int, run: str) -> Iterator[NameSpan]:
    """Names in a run without spaces: the whole of it, or what a title, a label or a verb sets off in it.

    `王伟`, `王伟先生`, `姓名王伟`, `难民王伟于2021年`, `李明申请庇护`.
    """
    labelled = _HAN_LABELS.search(text[max(0, start - 6) : start]) is not None
    weight = han.weight(run)
    if weight > 0 and len(run) <= 5 and run[-1] not in _HAN_PARTICLES:
        yield NameSpan(start, start + len(run), 0.9 if labelled else min(0.85, 1 / (1 + math.exp(-weight))))
        return
    done = 0
    for match in _HAN_AFTER.finditer(run):
        found = _ending_at(run, done, match.start())
        if found is not None:
            role = match.group() if match.group() in _HAN_TITLES else None
            yield NameSpan(start + found, start + match.start(), 0.8, role)
            done = match.end()


def _ending_at(run: str, least: int, end: int) -> int | None:
    """Where the name that ends at a place begins: at the run's begin, or behind a word that leads to a name."""
    best, weight = None, 0.0
    for size in (2, 3, 4):
        at = end - size
        if at < least:
            break
        if at and not _HAN_BEFORE.search(run, max(at - 5, 0), at) and run[end:] not in _HAN_TITLES:
            continue
        if (found := han.weight(run[at:end])) > weight:
            best, weight = at, found
    return best
