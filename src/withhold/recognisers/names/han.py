"""Chinese, Japanese and Korean names, written without spaces: surname, then one to three characters."""

import re

from withhold.recognisers.names import lexicon
from withhold.recognisers.names.folding import fold
from withhold.recognisers.names.lexicon import FAMILY, GIVEN, MARK, NAME, PLACE, WORD

RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff々ヶ]{2,}|[\uac00-\ud7a3]{2,5}|[\u30a1-\u30fa\u30fc]{2,}")
_WHOLE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff々ヶ\uac00-\ud7a3\u3041-\u3096\u30a1-\u30fa\u30fc・·]+\Z")
_NOT_IN_NAMES = frozenset(
    "省市县區区州局部厅廳处處科院校学學系所厂廠店站场場馆館楼樓路街道巷村镇鎮乡鄉港湾灣岛島河江湖海山川桥橋"
    "公司行社团團会會党黨委组組队隊军軍警法院银銀铁鐵车車船机機电電话話网網页頁报報书書费費税稅率量数數额額"
    "年月日时時分秒点點元角号號第一二三四五六七八九十百千万萬亿億的了在是有不和与與及或其他她它我你们們这這那"
    "病症药藥医醫疗療者员員职職业業类類型性别別总總计計"
)
"""Characters that end or make up words for places, bodies, amounts and measures, rare in given names."""
_RARE_BUT_FINE = frozenset("海山江川河湖月日年一二三四五六七八十千万学法军书")


def looks_asian(value: str) -> bool:
    """Whether the value is one run of Han, kana or Hangul."""
    return _WHOLE.match(value) is not None


def weight(value: str) -> float:
    """Log-odds that one unspaced run is a full personal name."""
    value = fold(value)
    known = lexicon.tokens().get(value, 0)
    if known & (WORD | PLACE | MARK):
        return -4.0
    if "·" in value or "・" in value:
        return 1.5
    if "\uac00" <= value[0] <= "\ud7a3":
        return _hangul(value)
    if "\u3041" <= value[0] <= "\u30fc":
        return 0.3 if known & NAME else -1.5
    return _han(value)


def _hangul(value: str) -> float:
    if not 2 <= len(value) <= 5:
        return -4.0
    table = lexicon.tokens()
    surname = 2 if table.get(value[:2], 0) & FAMILY and len(value) > 3 else 1
    if not table.get(value[:surname], 0) & FAMILY:
        return -3.0
    given = value[surname:]
    if not given:
        return -2.0
    if table.get(given, 0) & GIVEN:
        return 3.0
    if table.get(given, 0) & (WORD | PLACE):
        return -2.5
    syllables = sum(1 for syllable in given if table.get(f"{syllable}~", 0))
    return {2: -1.0, 3: -0.5}.get(len(value), -2.0) + 2.2 * (syllables == len(given)) - 1.0 * (syllables == 0)


def _han(value: str) -> float:
    if not 2 <= len(value) <= 6:
        return -5.0
    best = -4.0
    for size in (2, 1, 3):
        if size < len(value):
            best = max(best, _split(value[:size], value[size:]))
    return best


def _split(surname: str, given: str) -> float:
    table = lexicon.tokens()
    if not table.get(surname, 0) & FAMILY or len(given) > 3:
        return -4.0
    if table.get(given, 0) & (WORD | PLACE) and not table.get(given, 0) & GIVEN:
        return -2.0
    if table.get(given, 0) & GIVEN:
        return 3.0 if len(surname + given) > 2 else 2.0
    if len(given) > 2:
        return -2.5
    bad = sum(1 for c in given if c in _NOT_IN_NAMES and c not in _RARE_BUT_FINE)
    if bad:
        return -3.0
    common = sum(1 for c in given if table.get(f"{c}~", 0))
    return -0.8 + 1.6 * common - 0.9 * (len(given) - common) + 0.3 * (len(given) == 2)
