"""The texts that there are: those that ship, translations that came back, and which one a notice says."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from withhold.console.notices.models import TextReview, Translation
from withhold.incident.notices.interface import Audience, Form, NoticeError, Review, TextVersion
from withhold.incident.notices.jurisdictions import jurisdictions, under
from withhold.incident.notices.templates import (
    ANY_LAW,
    Template,
    as_written,
    languages,
    shipped,
    version_of,
)
from withhold.incident.notices.versions import is_sendable
from withhold.incident.notices.xliff import source_name
from withhold.text.languages import readable

SOURCE = "en"
"""What translators are given."""


@dataclass(frozen=True, slots=True)
class Book:
    """A text in one language, with what a law adds. `imported`: the row that it came with; None for one that
    ships."""

    made: Template
    law: str
    imported: Translation | None = None

    @property
    def is_outdated(self) -> bool:
        """Whether its English source has changed since: it may say what is not meant any more."""
        one = self.imported
        return one is not None and one.source not in sources_by_name()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a notice says: the text, and exactly which version of it."""

    made: Template
    version: TextVersion


class Library:
    """All of them and their reviews as they stand, asked many times."""

    def __init__(self) -> None:
        rows = TextReview.objects.select_related("reviewer")
        self._reviews = [Review(one.sha256, one.reviewer.get_full_name(), one.at) for one in rows]
        self._imported: dict[tuple[str, str, str], list[Book]] = defaultdict(list)
        for one in Translation.objects.select_related("by").order_by("-pk"):
            book = Book(as_written(Audience(one.audience), one.text), one.jurisdiction, one)
            self._imported[one.audience, one.jurisdiction, one.language].append(book)

    def books(self) -> Iterator[Book]:
        """Every text, by audience and law: in each language the one that ships, then its translations."""
        for audience in Audience:
            for law in _laws(audience):
                others = {key[2] for key in self._imported if key[:2] == (audience, law)}
                for language in sorted({*_tags(audience), *others}):
                    if (made := ships(audience, law, language)) is not None:
                        yield Book(made, law)
                    yield from self._imported.get((audience, law, language), ())

    def sendable(self, version: TextVersion) -> bool:
        """Whether a named person stands for it."""
        return is_sendable(version, self._reviews)

    def current(self, audience: Audience, law: str, language: str) -> list[Template]:
        """The texts that may be used, the newest first: none that is outdated."""
        books = self._imported.get((audience, law, language), ())
        found = [book.made for book in books if not book.is_outdated]
        made = ships(audience, law, language)
        return found if made is None else [*found, made]

    def law_used(self, audience: Audience, law: str, language: str) -> str:
        """Under which law they are written to: `any` where this one has no text in the language. A draft that
        came in for a law takes the place of the text for any law once somebody has signed a version of it.
        """
        if ships(audience, law, language) is not None:
            return law
        found = self.current(audience, law, language)
        signed = any(self._is_signed(made, law) for made in found)
        return law if signed or (found and not self.current(audience, ANY_LAW, language)) else ANY_LAW

    def in_language(self, audience: Audience, language: str) -> Chosen:
        """For those whom no law has a text for: what somebody stands for in their language, else the English
        one, signed or not."""
        if readable(language, self._languages(audience)):
            own = self.choose((audience, ANY_LAW, language))
            if self.sendable(own.version):
                return own
        return self.choose((audience, ANY_LAW, SOURCE))

    def offered(self, audience: Audience) -> list[str]:
        """The languages that there is a text in, by their tags."""
        return sorted(self._languages(audience))

    def _languages(self, audience: Audience) -> set[str]:
        return {*_tags(audience), *(key[2] for key in self._imported if key[0] == audience)}

    def _is_signed(self, made: Template, law: str) -> bool:
        parts = ((), *((one,) for one in made.cohort))
        return any(self.sendable(version_of(made, Form.WRITTEN, each, law)) for each in parts)

    def choose(self, key: tuple[Audience, str, str], parts: Sequence[str] = (), sha256: str = "") -> Chosen:
        """The version for an audience, a law and a language: the one of this hash, if it is there; else the
        newest that somebody stands for; else the newest. A draft changes nothing until it is signed. Of
        several languages that they read (es-MX, es) the nearest counts first.

        Raises NoticeError for a language without a text, or with an outdated one only.
        """
        audience, wanted, language = key
        each = []
        for tag in readable(language, self._languages(audience)):
            law = self.law_used(audience, wanted, tag)
            found = self.current(audience, law, tag)
            each += [Chosen(made, version_of(made, Form.WRITTEN, parts, law)) for made in found]
        named = [one for one in each if one.version.sha256 == sha256]
        signed = [one for one in each if self.sendable(one.version)]
        for one in (*named, *signed, *each):
            return one
        raise NoticeError(
            "there is no text in this language, or only one that is older than its English source; have it "
            "translated (XLIFF) and reviewed"
        )


@cache
def sources_by_name() -> dict[str, Book]:
    """The English texts, by the names that files for translators give them."""
    return {
        source_name(made): Book(made, law)
        for audience in Audience
        for law in _laws(audience)
        if (made := ships(audience, law, SOURCE)) is not None
    }


@cache
def ships(audience: Audience, law: str, language: str) -> Template | None:
    """The text that ships with what the law adds; None where there is none, or nothing of the law in it."""
    if language not in _tags(audience):
        return None
    made, used = under(shipped(audience, language), law)
    return made if used == law else None


@cache
def _laws(audience: Audience) -> tuple[str, ...]:
    return (ANY_LAW, *jurisdictions(audience))


@cache
def _tags(audience: Audience) -> tuple[str, ...]:
    return languages(audience)
