"""The texts as the office has them: which versions there are, and who stands for which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.db import transaction
from django.utils import timezone

from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.notices.library import Book, Library, ships
from withhold.console.notices.models import TextReview
from withhold.console.people.models import User
from withhold.incident.notices.interface import Audience, Form, NoticeError, TextVersion
from withhold.incident.notices.templates import ANY_LAW, Template, version_of

Version = tuple[TextVersion, tuple[str, ...]]
"""A version, and the cohorts whose paragraphs are in it."""
PARTS: tuple[tuple[str, ...], ...] = (
    (),
    ("in_custody",),
    ("minor",),
    ("removed",),
    ("in_custody", "minor"),
    ("removed", "minor"),
)
"""The versions of the person's letter that there are: each is read and signed by itself."""


@dataclass(frozen=True, slots=True)
class Text:
    """One version, with whom it is for, where it comes from and who stands for it."""

    version: TextVersion
    parts: tuple[str, ...]
    reviewers: tuple[str, ...]
    book: Book


def parts_of(cohort: str, minor: bool) -> tuple[str, ...]:
    """Which paragraphs are added for somebody."""
    first = (cohort,) if cohort in ("in_custody", "removed") else ()
    return (*first, "minor") if minor else first


def every_text() -> list[Text]:
    """All versions, by audience, law and language."""
    names: dict[str, list[str]] = {}
    for one in TextReview.objects.select_related("reviewer").order_by("at"):
        names.setdefault(one.sha256, []).append(one.reviewer.get_full_name())
    return [
        Text(version, parts, tuple(names.get(version.sha256, ())), book)
        for book in Library().books()
        for version, parts in versions(book)
    ]


def versions(book: Book) -> Sequence[Version]:
    """What has to be reviewed of a text. What is read aloud is the same under every law."""
    if book.imported is None:
        return _of_shipped(book.made.audience, book.law, book.made.language)
    return tuple(_versions(book.made, book.law))


@cache
def _of_shipped(audience: Audience, law: str, language: str) -> tuple[Version, ...]:
    made = ships(audience, law, language)
    return () if made is None else tuple(_versions(made, law))


def _versions(made: Template, law: str) -> Iterable[Version]:
    each = PARTS if made.cohort else ((),)
    yield from ((version_of(made, Form.WRITTEN, parts, law), parts) for parts in each)
    if made.read_aloud and law == ANY_LAW:
        yield version_of(made, Form.READ_ALOUD), ()


def text_of(sha256: str) -> Text:
    """One of them. Raises NoticeError where there is none, which a change of the text makes."""
    found = [one for one in every_text() if one.version.sha256 == sha256]
    if not found:
        raise NoticeError("this version of the text is not there any more; look at the newest one")
    return min(found, key=lambda one: one.book.is_outdated)


def siblings_of(text: Text) -> list[Text]:
    """The versions of the same text: for other cohorts, and to be read aloud."""
    return [one for one in every_text() if one.book == text.book]


def sign(sha256: str, user: User) -> bool:
    """Somebody stands for exactly this text. False if they did. Raises NoticeError."""
    text = text_of(sha256)
    key = text.version.key
    if text.book.is_outdated:
        raise NoticeError("its English source has changed; have the newest one translated, and sign that")
    with transaction.atomic():
        told = {"audience": key.audience, "language": key.language, "form": key.form, "at": timezone.now()}
        _, made = TextReview.objects.get_or_create(sha256=sha256, reviewer=user, defaults=told)
        if made:
            facts = {"sha256": sha256, "audience": str(key.audience), "language": key.language}
            record(OfficeEvent.TEXT_REVIEWED, user, facts)
    return made
