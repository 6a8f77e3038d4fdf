"""Every outgoing text passes the gate first: nobody is told in passing who is on the list."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.incident.notices.asked_about import tells_who_is_on_it

Judge = Callable[[bytes], DocumentVerdict]
"""Inspects bytes as something about to be public, with the register of the affected people."""
_OWN = "the person"
"""Stands in for the addressee's own name: a letter to somebody names them, and may."""
_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff]"
"""Of a script that sets spaces between words: Chinese and Japanese do not."""
_REGISTERED = "people/registered"
_ASKED_ABOUT = "people/asked_about"
_MOST_DECODED = 3
_MOST_WORDS = 4
_SHORTEST = 8
"""Letters of a name in small letters: shorter ones are words."""
_BREAK = re.compile(r"(?<![\s.][^\W\d_])[.!?。！？؟۔।]\s")
"""The end of a sentence, and not of somebody's initial."""
_BETWEEN = r"[\W_]+(?:[^\W\d_][\W_]+)?"
"""Between the words of a name: what separates them, and perhaps an initial."""
_AS_WRITTEN = r"(?:[\s_+-]|%(?:25)*20|&#32;)+"
"""Between the words of somebody's own name, in running text and in addresses, where it is judged, too."""
_CAMEL = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Screened:
    """Whether a text may leave. `reasons` are names of rules, never values."""

    passed: bool
    reasons: tuple[str, ...] = ()


def screen(texts: Sequence[str], own_names: Sequence[str], judge: Judge) -> Screened:
    """Judge a message by all its texts together: subject, body, names of attachments.

    `own_names`: of the addressee, who may be named to themselves and to their counsel. Whoever else is named
    is judged, and a name alone of somebody on the list stops it too: outside, that name is the question.
    What could not be judged does not pass.
    """
    whole = _without("\n\n".join(texts), own_names)
    found = screen_file(whole.encode("utf-8", "replace"), judge)
    reasons = set(found.reasons)
    told = _without(_CAMEL.sub(" ", plain(whole)), [plain(one) for one in own_names], _BETWEEN)
    if tells_who_is_on_it(told):
        reasons.add(_ASKED_ABOUT)
    listed = _possible_names(told)
    # Also where something else stops it: to counsel a name is what stops a text.
    if listed and _REGISTERED in screen_file(listed, judge).reasons:
        reasons.add(_REGISTERED)
    return Screened(found.passed and not reasons, tuple(sorted(reasons)))


def plain(text: str) -> str:
    """The text as a reader takes it in: no invisible characters, nothing encoded for an address, on one line
    but for blank lines."""
    for _ in range(_MOST_DECODED):
        decoded = unescape(unquote(text, errors="replace"))
        if decoded == text:
            break
        text = decoded
    text = "".join(one for one in unicodedata.normalize("NFKC", text) if not _is_unseen(one))
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)


def _is_unseen(one: str) -> bool:
    return unicodedata.category(one) == "Cf" or one == "\u034f" or "\ufe00" <= one <= "\ufe0f"


def _possible_names(text: str) -> bytes:
    """Every two to four words that follow one another, as a table of names: somebody is named by them however
    they are written, in small letters, with hyphens, in an address. Only who is on the list is found so."""
    windows: dict[str, None] = {}
    for run in _BREAK.split(text):
        words = _WORD.findall(run)
        for size in range(2, min(_MOST_WORDS, len(words)) + 1):
            for start in range(len(words) - size + 1):
                name = " ".join(words[start : start + size])
                if len(name) >= _SHORTEST or name.istitle():
                    windows[name.title()] = None
    return "".join(f"{one}\n" for one in ("Name", *windows)).encode() if windows else b""


def screen_file(content: bytes, judge: Judge) -> Screened:
    """Judge an attachment, sheet or address file as it is."""
    verdict = judge(content)
    rules = {reason.rule for reason in verdict.reasons}
    passed = verdict.decision is Decision.RELEASE and _REGISTERED not in rules
    return Screened(passed, () if passed else tuple(sorted(rules)) or ("not_judged",))


def _without(text: str, names: Sequence[str], between: str = _AS_WRITTEN) -> str:
    """Own names as whole words only: a short one inside another name would hide whose name that is. White
    space as it comes: a letter writes a name on one line; `between` is what stands between its words."""
    for name in sorted((one.split() for one in names if one.strip()), key=lambda told: -sum(map(len, told))):
        words = between.join(map(re.escape, name))
        text = re.sub(rf"(?<!{_LETTER}){words}(?!{_LETTER})", _OWN, text, flags=re.IGNORECASE)
    return text
