"""Names in running text that is written without spaces: Chinese, Japanese, Korean."""

import math
import re
from collections.abc import Iterator

from withhold.recognisers.names import han
from withhold.recognisers.names.spans import NameSpan

_TITLES = (
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
_PARTICLES = "于於在与與和自从從由被因是的曾已现"
"""What follows a Chinese name without a space, and is no name's last character."""
_AFTER = re.compile(
    "|".join(_TITLES) + "|申请|申請|请求|寻求|尋求|提出"
    "|提交|被|遭|获得|獲得|获准|感染|患有|患|确诊|生于|生於|出生|系|是|为|因|于|於|在"
    "|从|來自|来自|自|向|和|与|與|及|的|曾|已|现|目前|逃|担任|作为|入住|住院|说|表示|称"
)
"""Words that follow a name in a sentence."""
_BEFORE = re.compile(
    "(?:申请人|申請人|当事人|寻求庇护者|难民|難民|受害人|受害者|被害人|患者|病人|线人|線人|证人|證人|被告|原告|公民|男子"
    "|女子|囚犯|犯人|被拘留者|在押人员|名叫|姓名|叫|和|与|與|及|对|對|向|将|把|由|人|者|女|男|籍)\\Z"
)
"""Words that lead to a name."""
_LABELS = re.compile(r"(?:姓名|名字|氏名|名前|이름|성명|申请人|申請人|当事人|被告|原告)[:：]?\s*\Z")


def names_in_run(text: str, start: int, run: str) -> Iterator[NameSpan]:
    """Names in a run of Han, kana or Hangul that begins at `start` of the text.

    The whole of it, or what a title, a label or a verb sets off in it:
    `王伟先生`, `姓名王伟`, `李明申请庇护`.
    """
    labelled = _LABELS.search(text[max(0, start - 6) : start]) is not None
    weight = han.weight(run)
    if weight > 0 and len(run) <= 5 and run[-1] not in _PARTICLES:
        yield NameSpan(start, start + len(run), 0.9 if labelled else min(0.85, 1 / (1 + math.exp(-weight))))
        return
    done = 0
    for match in _AFTER.finditer(run):
        found = _ending_at(run, done, match.start())
        if found is not None:
            role = match.group() if match.group() in _TITLES else None
            yield NameSpan(start + found, start + match.start(), 0.8, role)
            done = match.end()
    found = _ending_at(run, done, len(run))
    if found:
        yield NameSpan(start + found, start + len(run), 0.8)


def _ending_at(run: str, least: int, end: int) -> int | None:
    """Where the name that ends at a place begins: with the run, or behind a word that leads to a name."""
    best, weight = None, 0.0
    for size in (2, 3, 4):
        at = end - size
        if at < least:
            break
        if at and not _BEFORE.search(run, max(at - 5, 0), at) and run[end:] not in _TITLES:
            continue
        if (found := han.weight(run[at:end])) > weight:
            best, weight = at, found
    return best
