"""Names of fonts, which sound like people's: Cambria Math, Franklin Gothic."""

LONGEST = 31
"""Letters that a font's name can have in Windows (LOGFONT)."""


def is_font_name(name: str) -> bool:
    """Whether a text that stands where a font is named can be a font's name: short, and without a number."""
    return len(name) <= LONGEST and not any(map(str.isdigit, name))
