"""Every outgoing text passes the gate first: nobody is told in passing who is on the list."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from withhold.domain.verdict import Decision, DocumentVerdict

Judge = Callable[[bytes], DocumentVerdict]
"""Inspects bytes as something about to be public, with the register of the affected people."""
_OWN = "the person"
"""Stands in for the addressee's own name: a letter to somebody names them, and may."""
_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff]"
"""Of a script that sets spaces between words: Chinese and Japanese do not."""
_REGISTERED = "people/registered"


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
    return screen_file(whole.encode("utf-8", "replace"), judge)


def screen_file(content: bytes, judge: Judge) -> Screened:
    """Judge an attachment, sheet or address file as it is."""
    verdict = judge(content)
    rules = {reason.rule for reason in verdict.reasons}
    passed = verdict.decision is Decision.RELEASE and _REGISTERED not in rules
    return Screened(passed, () if passed else tuple(sorted(rules)) or ("not_judged",))


def _without(text: str, names: Sequence[str]) -> str:
    """Own names as whole words only: a short one inside another name would hide whose name that is. White
    space as it comes: a letter writes a name on one line."""
    for name in sorted((one.split() for one in names if one.strip()), key=lambda told: -sum(map(len, told))):
        words = r"\s+".join(map(re.escape, name))
        text = re.sub(rf"(?<!{_LETTER}){words}(?!{_LETTER})", _OWN, text, flags=re.IGNORECASE)
    return text
