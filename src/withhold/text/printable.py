"""Text as it can be set in type: no control characters and no halves of characters."""

import unicodedata

_NEVER_SET = frozenset({"Cc", "Cs"})
"""General categories of Unicode: control characters, and surrogates that stand alone."""


def printable(text: str) -> str:
    """The text without what no font has and no reader sees; line ends stay."""
    if text.isprintable():
        return text
    return "".join(one for one in text if one == "\n" or unicodedata.category(one) not in _NEVER_SET)
