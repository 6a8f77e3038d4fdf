"""What is written to an accessor: about the file and what to do with it, of nobody who is in it.

First letters are those of `incident.notices`, filled in; reminders and letters to search engines are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from withhold.domain.errors import UsageError
from withhold.incident.accessors.classifying import Ask
from withhold.incident.notices.interface import Audience, Form
from withhold.incident.notices.templates import fill, shipped, version_of
from withhold.text.codes import grouped_code

CODE = "{code}"
"""Stands in a draft where the code comes: nobody sees it before it is sent, and it is in no page."""
LANGUAGE = "en"
"""Of the drafts. Who sends one has read it, and may write it in another language that they stand for."""


class TextUnfit(UsageError):
    """The text must not leave; one line that says what to change, without repeating it."""


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """A mail's subject and body."""

    subject: str
    body: str


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


def draft(what: Ask, seen: Seen) -> Text:
    """The text for this ask, with a place for the code. Raises TextUnfit for what is never written so."""
    contact = f"{seen.door}/certificates/"
    if what in AUDIENCES:
        version = version_of(shipped(AUDIENCES[what], LANGUAGE), Form.WRITTEN)
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
        return Text(filled.title, filled.body + "\n")
    if what not in _OURS:
        raise TextUnfit("counsel writes this letter; record here that it was sent")
    subject, paragraphs = _OURS[what]
    answer = f"Answer with the code {CODE} at {contact}. You need no account."
    return Text(subject, "\n\n".join((*paragraphs, answer)) + "\n")


def checked(text: Text) -> Text:
    """The text as a person left it. Raises TextUnfit for one that cannot be sent as it is."""
    if text.body.count(CODE) != 1:
        raise TextUnfit(f"keep {CODE} in the text once: the code of this accessor comes there")
    if not text.subject.strip() or not text.subject.isprintable():
        raise TextUnfit("write a subject of one line")
    return Text(text.subject.strip(), text.body)


def with_code(text: Text, code: str) -> Text:
    """As it leaves."""
    return Text(text.subject, text.body.replace(CODE, grouped_code(code)))
