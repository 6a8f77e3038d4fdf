"""The texts as the office has them: which versions there are, and who stands for which."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.notices.models import TextReview
from withhold.console.people.models import User
from withhold.incident.notices.interface import Audience, Form, NoticeError, Review, TextVersion
from withhold.incident.notices.jurisdictions import jurisdictions, under
from withhold.incident.notices.templates import ANY_LAW, Template, languages, shipped, version_of
from withhold.incident.notices.versions import is_sendable

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
    """One version, with whom it is for and who stands for it."""

    version: TextVersion
    parts: tuple[str, ...]
    reviewers: tuple[str, ...]


def parts_of(cohort: str, minor: bool) -> tuple[str, ...]:
    """Which paragraphs are added for somebody."""
    first = (cohort,) if cohort in ("in_custody", "removed") else ()
    return (*first, "minor") if minor else first


def every_text() -> list[Text]:
    """All versions, by audience and language."""
    names: dict[str, list[str]] = {}
    for one in TextReview.objects.select_related("reviewer").order_by("at"):
        names.setdefault(one.sha256, []).append(one.reviewer.get_full_name())
    return [
        Text(version, parts, tuple(names.get(version.sha256, ())))
        for audience in Audience
        for language in languages(audience)
        for version, parts in versions(shipped(audience, language))
    ]


@dataclass(frozen=True, slots=True)
class Group:
    """The versions for one audience in one language: how many there are, and how many somebody signed."""

    audience: Audience
    language: str
    signed: int
    all: int


def grouped(every: Iterable[Text]) -> list[Group]:
    """In the order in which they come."""
    counts: dict[tuple[Audience, str], list[bool]] = {}
    for one in every:
        key = one.version.key
        counts.setdefault((key.audience, key.language), []).append(bool(one.reviewers))
    return [Group(*key, sum(signed), len(signed)) for key, signed in counts.items()]


def versions(made: Template) -> Iterable[tuple[TextVersion, tuple[str, ...]]]:
    """What has to be reviewed of a template: also what each law adds to it."""
    each = PARTS if made.cohort else ((),)
    for law in (ANY_LAW, *jurisdictions(made.audience)):
        with_law, used = under(made, law)
        if used == law:
            yield from ((version_of(with_law, Form.WRITTEN, parts, law), parts) for parts in each)
    if made.read_aloud:
        yield version_of(made, Form.READ_ALOUD), ()


def text_of(sha256: str) -> Text:
    """One of them. Raises NoticeError where there is none, which a change of the text makes."""
    for one in every_text():
        if one.version.sha256 == sha256:
            return one
    raise NoticeError("this version of the text is not there any more; look at the newest one")


def sign(sha256: str, user: User) -> bool:
    """Somebody stands for exactly this text. False if they did. Raises NoticeError."""
    text = text_of(sha256)
    key = text.version.key
    with transaction.atomic():
        told = {"audience": key.audience, "language": key.language, "form": key.form, "at": timezone.now()}
        _, made = TextReview.objects.get_or_create(sha256=sha256, reviewer=user, defaults=told)
        if made:
            facts = {"sha256": sha256, "audience": str(key.audience), "language": key.language}
            record(OfficeEvent.TEXT_REVIEWED, user, facts)
    return made


class Reviewed:
    """The reviews as they stand, asked many times."""

    def __init__(self) -> None:
        rows = TextReview.objects.select_related("reviewer")
        self._reviews = [Review(one.sha256, one.reviewer.get_full_name(), one.at) for one in rows]

    def sendable(self, version: TextVersion) -> bool:
        """Whether a named person stands for it."""
        return is_sendable(version, self._reviews)
