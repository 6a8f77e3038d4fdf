"""What is written to an accessor: about the file and what to do with it, of nobody who is in it.

First letters are those of `incident.notices`, filled in; reminders and letters to search engines are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from withhold.console.notices.library import SOURCE, Library
from withhold.domain.errors import UsageError
from withhold.incident.accessors.classifying import Ask
from withhold.incident.notices.interface import Audience
from withhold.incident.notices.templates import fill
from withhold.text.codes import grouped_code

CODE = "{code}"
"""Stands in a draft where the code comes: nobody sees it before it is sent, and it is in no page."""


class TextUnfit(UsageError):
    """The text must not leave; one line that says what to change, without repeating it."""


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """A mail's subject and body."""

    subject: str
    body: str
    language: str = SOURCE


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """What a letter may say: who is written to, the network, between when, and where the door is."""

    name: str
    network: str
    since: str
    until: str
    door: str


AUDIENCES: Mapping[Ask, Audience] = {
    Ask.DESTROY: Audience.ACCESSOR,
    Ask.RETAIN_SEALED: Audience.ACCESSOR,
    Ask.DESTROY_NETWORK: Audience.NETWORK_DESK,
}
_OURS: Mapping[Ask, tuple[str, tuple[str, ...]]] = {
    Ask.DROP_INDEX: (
        "Please remove a file that was published by mistake",
        (
            "A file was on a public website of our organisation by mistake, and our records show that your "
            "crawler fetched it. The file can put people in danger.",
            "Please remove it from your index, caches, previews and feeds, and confirm that nothing of it "
            "can be found any more.",
        ),
    ),
    Ask.REMINDER: (
        "Reminder: a file that was published by mistake",
        (
            "We wrote to you about a file that was on a public website of our organisation by mistake, and "
            "have no answer yet. The file can put people in danger.",
            "Please delete every copy, do not pass it on, and tell us so.",
        ),
    ),
}


def draft(what: Ask, seen: Seen, language: str = SOURCE) -> Text:
    """The text for this ask, with a place for the code: in their language where somebody stands for that
    text, else in English, as ours are. Who sends it has read it, and may write it in another language
    that they stand for. Raises TextUnfit for what is never written so."""
    contact = f"{seen.door}/certificates/"
    if what in AUDIENCES:
        version = Library().in_language(AUDIENCES[what], language).version
        values = {
            "name": seen.name,
            "network": seen.network,
            "since": seen.since,
            "until": seen.until,
            "organisation": "our organisation",
            "contact": contact,
            "code": CODE,
        }
        filled = fill(version, values)
        return Text(filled.title, filled.body + "\n", filled.language)
    if what not in _OURS:
        raise TextUnfit("counsel writes this letter; record here that it was sent")
    subject, paragraphs = _OURS[what]
    answer = f"Answer with the code {CODE} at {contact}. You need no account."
    return Text(subject, "\n\n".join((*paragraphs, answer)) + "\n")


def is_signed(what: Ask, language: str) -> bool:
    """Whether a named person stands for the text from which this is drafted. Ours are short, and part of the
    program."""
    if what not in AUDIENCES:
        return True
    library = Library()
    return library.sendable(library.in_language(AUDIENCES[what], language).version)


def checked(text: Text) -> Text:
    """The text as a person left it. Raises TextUnfit for one that cannot be sent as it is."""
    if text.body.count(CODE) != 1:
        raise TextUnfit(f"keep {CODE} in the text once: the code of this accessor comes there")
    if not text.subject.strip() or not text.subject.isprintable():
        raise TextUnfit("write a subject of one line")
    return replace(text, subject=text.subject.strip())


def with_code(text: Text, code: str) -> Text:
    """As it leaves."""
    return replace(text, body=text.body.replace(CODE, grouped_code(code)))
