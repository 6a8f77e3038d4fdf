"""Words of a Word document that stand in attributes."""

import re
from collections.abc import Iterator

from withhold.domain.concealment import Concealment

_GIVEN = re.compile(r"(?: ?\d{1,5})?\Z|\A[^ _]*\Z")
"""What programs put behind the names that they give (`Picture 3`, `Frame2`), and names of one word."""
_FIELDS = frozenset(("alias", "tag", "statusText", "helpText", "default", "placeholder", "docPart"))


def words(name: str, attributes: dict[str, str]) -> Iterator[tuple[Concealment, str]]:
    """How what an element says in its attributes is hidden, and the words; they may be empty."""
    if name in ("docPr", "cNvPr", "shape", "imagedata"):
        for key in ("descr", "title", "alt"):
            yield Concealment.ALT_TEXT, attributes.get(key, "")
        yield Concealment.ALT_TEXT, _GIVEN.sub("", attributes.get("name", ""))
    elif name == "bookmarkStart" and not attributes.get("name", "").startswith("_"):
        yield Concealment.DEFINED_NAME, attributes.get("name", "")
    elif name == "fldSimple":
        yield Concealment.FORM_FIELD, attributes.get("instr", "")
    elif name == "hyperlink":
        yield Concealment.ALT_TEXT, attributes.get("tooltip", "")
    elif name in ("listItem", "listEntry"):
        yield Concealment.VALIDATION_LIST, attributes.get("displayText", attributes.get("val", ""))
        yield Concealment.VALIDATION_LIST, attributes.get("value", "")
    elif name in _FIELDS:
        yield Concealment.FORM_FIELD, attributes.get("val", "")
