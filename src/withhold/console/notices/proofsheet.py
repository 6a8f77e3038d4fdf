"""A text as its letter would look, for whoever reviews it: with invented values, and none of anybody."""

from django.utils import timezone

from withhold.console.notices.texts import Text
from withhold.domain.fields import Field
from withhold.incident.notices.interface import Form, NoticeError
from withhold.incident.notices.pdf import Letter, pdf_of
from withhold.incident.notices.templates import PLACEHOLDERS, field_words, fill

_CODE = "0000 0000 0000 0000"
_VALUES = {
    "name": "Amina Example",
    "since": "1 January 2000, 09:00 (UTC)",
    "until": "1 January 2000, 13:00 (UTC)",
    "organisation": "Example Agency",
    "days": "30",
    "contact": "https://example.org/safe",
    "code": _CODE,
    "network": "192.0.2.1",
    "address": "https://example.net/copy",
    "people_low": "100",
    "people_high": "120",
}
_SHOWN = (Field.FULL_NAME, Field.DATE_OF_BIRTH, Field.NATIONALITY)


def proof_of(text: Text) -> bytes:
    """The PDF of a written version. Raises NoticeError for a script to be read aloud, or a missing font."""
    version, made = text.version, text.book.made
    if version.key.form is not Form.WRITTEN:
        raise NoticeError("this text is read aloud; there is no letter of it")
    values = dict(_VALUES)
    if "fields" in PLACEHOLDERS[made.audience]:
        values["fields"] = field_words(made, _SHOWN, others=False)
    filled = fill(version, values)
    return pdf_of(Letter(filled.language, filled.title, filled.paragraphs, timezone.now(), code=_CODE))
