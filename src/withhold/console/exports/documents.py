"""What a document says, before anybody decides how it looks: headings, sentences, tables."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

_TEMPLATE = Path(__file__).with_name("typst") / "document.typ"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences, and a table where there is one (`header` empty: none)."""

    heading: str
    sentences: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """`mark` stands on every page: what the reader must not forget. `at`: the newest fact in it."""

    title: str
    subtitle: str
    mark: str
    at: datetime
    sections: tuple[Section, ...]

    def text(self) -> str:
        """As plain text: what is inspected, reviewed and copied."""
        lines = [self.title, self.subtitle, ""]
        for section in self.sections:
            lines += [section.heading, "", *section.sentences]
            lines += [" | ".join(row) for row in (section.header, *section.rows) if row]
            lines.append("")
        return "\n".join(lines)


def pdf_of(document: Document) -> bytes:
    """The document as tagged PDF (PDF/UA-1): the same document gives the same bytes."""
    import typst

    made = typst.compile(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"document": json.dumps(_values(document))},
        pdf_standards=["ua-1"],
        timestamp=int(document.at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def moment(at: datetime | None) -> str:
    """A time in UTC, or that it is not known."""
    return "not known yet" if at is None else at.astimezone(UTC).strftime("%d %B %Y, %H:%M:%S UTC")


def _values(document: Document) -> dict[str, object]:
    values = asdict(document)
    values["at"] = moment(document.at)
    return values
