"""Which texts the waiting notices of a case need: to be signed, or to be translated first."""

from collections import Counter
from dataclasses import dataclass

from withhold.console.cases.models import Case
from withhold.console.notices.forms import law_name
from withhold.console.notices.library import Library
from withhold.console.notices.models import Notice
from withhold.console.notices.sending import audience_of, chosen_for, parts_in
from withhold.incident.affected.languages import language_name
from withhold.incident.notices.interface import Audience, NoticeError, Proof

Needed = tuple[Audience, str, str, tuple[str, ...]]
"""Whose text, a law, a language, and the cohorts whose paragraphs are in it."""


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A version that nobody has signed, and how many notices wait for it."""

    sha256: str
    language: str
    law: str
    parts: tuple[str, ...]
    count: int
    by_mail: bool
    """Whether it is the short text that mails say instead of the letter."""


def lacking(row: Case) -> tuple[list[Unsigned], list[tuple[str, int]]]:
    """The versions to be signed, and the languages without a usable text; those that most wait for first."""
    library, unsigned, untold = Library(), [], Counter[str]()
    for (audience, law, language, parts), (count, one) in _needed(row).items():
        try:
            version = chosen_for(one, library).version
        except NoticeError:
            untold[language_name(language)] += count
            continue
        if not library.sendable(version):
            named = law_name(library.law_used(version.key.audience, law, language))
            by_mail = audience is Audience.MAILBOX
            unsigned.append(Unsigned(version.sha256, language_name(language), named, parts, count, by_mail))
    unsigned.sort(key=lambda one: (-one.count, one.language, one.parts))
    return unsigned, sorted(untold.items(), key=lambda each: (-each[1], each[0]))


def is_lacking(row: Case) -> bool:
    """Whether any letter waits for a text."""
    return bool(_needed(row))


def _needed(row: Case) -> dict[Needed, tuple[int, Notice]]:
    """How many wait for the same text, and one of them."""
    found: dict[Needed, tuple[int, Notice]] = {}
    rows = Notice.objects.filter(case=row, state=Proof.WAITING).exclude(channel="").select_related("plan")
    fields = ("case", "channel", "language", "parts", "version", "waiting", "plan__jurisdiction")
    for one in rows.only(*fields).iterator(1000):
        if {"review", "translation"} & set(one.waiting):
            key = (audience_of(one), one.plan.jurisdiction, one.language, parts_in(one))
            found[key] = (found.get(key, (0, one))[0] + 1, one)
    return found
