"""Names that no list of names knows, vouched for by what stands behind them: a birth, a person's number."""

import re
from collections.abc import Sequence

from withhold.recognisers.dates.embedded import BIRTH
from withhold.recognisers.names import NameSpan
from withhold.recognisers.names.lexicon import NAME, WORD
from withhold.recognisers.names.tokens import bits_of
from withhold.recognisers.prose.belongings import within

_BEHIND = re.compile(rf"[,;:]? ?[(\[]?(?:{BIRTH}|(?=A[-#]{{0,2}}\d{{9}}(?![\w-])))", re.I)
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’-]{1,30}"
_SMALL = r"(?:(?:de|do|da|dos|das|del|la|van|von|der|den|bin|bint|al|el|y) ){0,2}"
_RUN = re.compile(rf"(?<![\w'’.-]){_WORD}(?: {_SMALL}{_WORD}){{1,4}}")
_CONFIDENCE = 0.7


def vouched(text: str, spotted: Sequence[NameSpan]) -> list[NameSpan]:
    """The spotted names and, in their order, runs of capitalised words directly before a birth or number.

    Lists of names hold the common ones. `Maykel Cedeño Pupo, born 1987-03-04` tells of a person whether or
    not they hold these. A run of ordinary words alone (`Annual Report, born 1990`) is none.
    """
    if not any(map(str.isdigit, text)):
        return list(spotted)
    ends = {span.end for span in spotted}
    titled = [(span.start, span.end) for span in spotted if span.role is not None]
    runs = [
        (run.start(), run.end())
        for run in _RUN.finditer(text)
        if run.end() not in ends and _BEHIND.match(text, run.end()) and _is_name(run.group())
    ]
    runs = [
        (start, end) for start, end in runs if not any(start < last and first < end for first, last in titled)
    ]
    kept = [span for span in spotted if not (within(runs, span.start) or within(runs, span.end - 1))]
    kept += [NameSpan(start, end, _CONFIDENCE) for start, end in runs]
    return sorted(kept, key=lambda span: span.start)


def _is_name(run: str) -> bool:
    return any(bits & NAME or not bits & WORD for bits in map(bits_of, run.split(" ")))
