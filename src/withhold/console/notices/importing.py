"""Translations that come back: checked against the English text that they were made from, kept as drafts."""

from django.db import transaction
from django.utils import timezone

from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.notices.library import sources_by_name
from withhold.console.notices.models import Translation
from withhold.console.people.models import User
from withhold.incident.affected.languages import language_name
from withhold.incident.notices.interface import Form, NoticeError
from withhold.incident.notices.templates import Template, version_of
from withhold.incident.notices.xliff import read_xliff, source_name, source_named_in
from withhold.ledger.interface import Fact


def take_in(untrusted_content: bytes, user: User) -> Translation:
    """Keep what a translator sent back, as a draft that nobody stands for; the same file again is one draft.

    Raises NoticeError, with what to do, for a file that is none, of another text, or not whole.
    """
    source = sources_by_name().get(source_named_in(untrusted_content))
    if source is None:
        raise NoticeError(
            "the English text was changed since this file was exported, or the file is of another "
            "installation; export the text again"
        )
    made = read_xliff(untrusted_content, source.made)
    told = table_of(made)
    key = {
        "audience": str(made.audience),
        "jurisdiction": source.law,
        "language": made.language,
        "source": source_name(source.made),
    }
    with transaction.atomic():
        newest = Translation.objects.select_for_update().filter(**key).order_by("-pk").first()
        if newest is not None and newest.text == told:
            return newest
        row = Translation.objects.create(**key, text=told, by=user, at=timezone.now())
        facts: dict[str, Fact] = {**key, "sha256": version_of(made, Form.WRITTEN, (), source.law).sha256}
        record(OfficeEvent.TEXT_IMPORTED, user, facts)
    return row


def table_of(made: Template) -> dict[str, object]:
    """A text as its file has it, for JSON."""
    return {
        "language": made.language,
        "title": made.title,
        "written": list(made.written),
        "read_aloud": list(made.read_aloud),
        "cohort": dict(made.cohort),
        "fields": dict(made.fields),
    }


def is_known_language(tag: str) -> bool:
    """Whether lists of people may have this language: else nobody is ever written to in it."""
    return language_name(tag) != tag
