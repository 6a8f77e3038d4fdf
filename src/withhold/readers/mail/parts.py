"""The parts of a message: a walk over the tree of MIME (RFC 2045 to 2049)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import ReadItem, Skipped, SkipReason, Text, TextRole
from withhold.readers.encoding import decode
from withhold.readers.interface import OverLimit, Place, Source
from withhold.readers.lines import in_chunks
from withhold.readers.mail.charsets import to_text
from withhold.readers.mail.fields import Field, first, header, parameters
from withhold.readers.mail.header_pieces import header_pieces
from withhold.readers.mail.letter import armoured, plain, take_files
from withhold.readers.mail.spans import Span, divide
from withhold.readers.mail.transfer import decoded, strays
from withhold.readers.mail.words import Shown, hidden
from withhold.readers.member_stream import nested_source

_VISIBLE = Concealment.VISIBLE
_DEEPEST = 40
"""Multiparts in multiparts."""
_IN_MEMORY = 32 << 20
_COMPARED = 4 << 20
"""Bytes of an alternative that is held to be compared with what is seen."""
_AROUND = 16 << 20
_NOTE = re.compile(r"\s*This is an? (?:\w+ signed |\w+ )?(?:multi-?part )?message in MIME format\.?\s*", re.I)
_MESSAGES = ("message/rfc822", "message/global", "message/news")
_SIGNED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
"""Programs open the envelope and show the message in it."""
_OWN_FIELDS = (
    "content-type",
    "content-transfer-encoding",
    "mime-version",
    "content-language",
    "content-length",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its fields, its body, and what they say of it."""

    fields: list[Field]
    body: Span
    media_type: str
    parameters: dict[str, str]

    @property
    def disposition(self) -> tuple[str, dict[str, str]]:
        """`inline` or `attachment`, and its parameters."""
        return parameters(first(self.fields, "content-disposition"))

    @property
    def name(self) -> str:
        """The file name; empty if it has none."""
        return self.disposition[1].get("filename") or self.parameters.get("name", "")

    @property
    def is_multipart(self) -> bool:
        """Whether it is divided into further parts."""
        return self.media_type.startswith("multipart/") and bool(self.parameters.get("boundary"))

    @property
    def is_body(self) -> bool:
        """Whether mail programs show it as text of the message, not as a file."""
        is_text = self.media_type in ("text/plain", "text/html", "text/enriched", "text/richtext")
        return is_text and self.disposition[0] != "attachment" and not self.name


def part_of(span: Span, default: str = "text/plain", *, is_message: bool = False) -> Part:
    """Reads the header of a part."""
    fields, body = header(span, is_message=is_message)
    media_type, given = parameters(first(fields, "content-type"))
    return Part(fields, body, media_type if "/" in media_type else default, given)


class Parts:
    """Reads one message. Bodies are `part:body`, files `member:` with their name and number."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._members = 0
        self._bodies = 0

    def message(self, span: Span) -> Iterator[ReadItem]:
        """The header and everything below it."""
        part = part_of(span, is_message=True)
        yield from header_pieces(part.fields, self._place, self._place.location.child("part", "header"))
        yield from self._part(part, _VISIBLE, 0)

    def _part(self, part: Part, how: Concealment, depth: int) -> Iterator[ReadItem]:
        self._place.budget.member()
        if part.media_type == "multipart/encrypted":
            detail = "an encrypted message"
            yield Skipped(
                self._place.location.child("part", "body"), SkipReason.ENCRYPTED, part.body.size, detail
            )
        if part.is_multipart and depth < _DEEPEST:
            yield from self._multipart(part, how, depth)
            return
        if part.is_multipart:
            detail = "parts nested too deep"
            yield Skipped(
                self._place.location.child("part", "body"), SkipReason.OVER_LIMIT, part.body.size, detail
            )
        yield from self._leaf(part, how)

    def _multipart(self, part: Part, how: Concealment, depth: int) -> Iterator[ReadItem]:
        divided = divide(part.body, part.parameters["boundary"].encode("utf-8", "replace"))
        if not divided.parts:
            yield from self._leaf(replace(part, media_type="text/plain", parameters={}), how)
            return
        yield from self._around(divided.before, "before the parts")
        default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        if part.media_type == "multipart/alternative":
            yield from self._alternatives([part_of(span) for span in divided.parts], how, depth)
        else:
            for span in divided.parts:
                inner = part_of(span, default)
                yield from self._about(inner)
                yield from self._part(inner, how, depth + 1)
        yield from self._around(divided.behind, "behind the parts")

    def _alternatives(self, parts: list[Part], how: Concealment, depth: int) -> Iterator[ReadItem]:
        """The form that mail programs show, then the others: hidden if they say what it does not."""
        at = _shown(parts)
        shown = Shown(how.inside(self._place.concealment))
        yield from self._about(parts[at])
        yield from shown.watch(self._part(parts[at], how, depth + 1))
        for part in (*parts[:at], *parts[at + 1 :]):
            yield from self._about(part)
            if part.media_type == "text/calendar":  # programs show the invitation beside the text
                yield from self._part(part, how, depth + 1)
                continue
            if part.is_multipart or part.body.size > _COMPARED:
                yield from hidden(self._part(part, how, depth + 1))
                continue
            items = list(self._part(part, how, depth + 1))
            yield from hidden(items) if shown.lacks(items) else items

    def _around(self, span: Span, where: str) -> Iterator[ReadItem]:
        """Text outside of the parts, which no mail program shows."""
        text = decode(span.head(_AROUND)).strip()
        location = self._place.location.child("part", where)
        if text:
            how = _VISIBLE if _NOTE.fullmatch(text) else Concealment.INVISIBLE_TEXT
            yield Text(location, text, concealment=how.inside(self._place.concealment))
        if span.size > _AROUND:
            yield Skipped(location, SkipReason.OVER_LIMIT, span.size, "too much text outside of the parts")

    def _about(self, part: Part) -> Iterator[ReadItem]:
        """The fields of a part itself: descriptions and whatever else somebody wrote there."""
        lines = [field.text for field in part.fields if field.name not in _OWN_FIELDS]
        text = "\n".join(line for line in lines if line and line.lower() not in ("inline", "attachment"))
        if text:
            how = Concealment.METADATA.inside(self._place.concealment)
            yield Text(self._place.location.child("part", "header"), text, TextRole.LABEL, how)

    def _leaf(self, part: Part, how: Concealment) -> Iterator[ReadItem]:
        if parameters(first(part.fields, "content-transfer-encoding"))[0] == "base64":
            where = self._place.location.child("part", "between base64")
            unseen = Concealment.INVISIBLE_TEXT.inside(self._place.concealment)
            for text in in_chunks(map(decode, strays(part.body.chunks()))):
                yield Text(where, text, concealment=unseen)
        if part.is_body and part.body.size <= _IN_MEMORY:
            yield from self._text(part, how)
        else:
            yield from self._file(part, how)

    def _text(self, part: Part, how: Concealment) -> Iterator[ReadItem]:
        self._bodies += 1
        name = "body" if self._bodies == 1 else f"body {self._bodies}"
        location = self._place.location.child("part", name)
        data = b"".join(self._decoded(part))
        files: list[tuple[str, bytes]] = []
        if part.media_type == "text/plain":
            data, files = take_files(data)
        text = to_text(data, part.parameters.get("charset", ""))
        if part.media_type == "text/plain":
            for size in armoured(text):
                yield Skipped(location, SkipReason.ENCRYPTED, size, "an encrypted block of OpenPGP")
            flowed = part.parameters.get("format", "").lower() == "flowed"
            text = plain(text, flowed=flowed, joined=part.parameters.get("delsp", "").lower() == "yes")
        yield from self._open(text.encode("utf-8", "replace"), "", location, how)
        for file, content in files:
            self._place.budget.member()
            self._place.budget.spend(len(content))
            yield from self._open(content, file, self._member(file), Concealment.ATTACHMENT)

    def _open(self, data: bytes, name: str, location: Location, how: Concealment) -> Iterator[ReadItem]:
        place = self._place.inside(location, how)
        yield from place.open_nested(Source(BytesIO(data), len(data), name), place)

    def _member(self, name: str) -> Location:
        self._members += 1
        return self._place.location.child("member", name or f"part {self._members}", self._members)

    def _decoded(self, part: Part) -> Iterator[bytes]:
        encoding = first(part.fields, "content-transfer-encoding")
        return decoded(part.body.chunks(), parameters(encoding)[0], self._place.budget)

    def _file(self, part: Part, how: Concealment) -> Iterator[ReadItem]:
        """An attached file, an inline picture or a forwarded message."""
        from withhold.readers.registry import skipped

        location = self._member(part.name)
        if part.name:
            yield Text(location, part.name, TextRole.HEADING, self._place.concealment)
        name = part.name or ("message.eml" if part.media_type in _MESSAGES else "")
        is_seen = part.media_type.startswith("image/") and part.disposition[0] != "attachment"
        is_seen = is_seen or part.media_type in _SIGNED or part.is_body
        own = _VISIBLE if is_seen else Concealment.ATTACHMENT
        place = self._place.inside(location, own.inside(how))
        source, error = nested_source(partial(self._decoded, part), None, name)
        if source.size or error is None:
            yield from place.open_nested(source, place)
        if error is not None:
            yield skipped(location, error, part.body.size)
            if (
                isinstance(error, OverLimit)
                and self._place.budget.expanded > self._place.budget.limits.expanded_bytes
            ):
                raise error


def _shown(parts: list[Part]) -> int:
    """Which of the alternatives is seen: the last one that mail programs can show."""
    for wanted in (
        ("text/html", "multipart/related", "multipart/mixed", "multipart/alternative"),
        ("text/plain",),
    ):
        for at in reversed(range(len(parts))):
            if parts[at].media_type in wanted:
                return at
    return len(parts) - 1
