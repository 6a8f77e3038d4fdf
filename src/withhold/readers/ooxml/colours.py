"""Colours of fonts and fills as red, green and blue, and whether one can be seen on the other."""

import colorsys

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)

_EIGHT = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
PALETTE = f"""{_EIGHT} {_EIGHT}
    800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC
    CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC
    CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300
    993366 333399 333333""".split()
"""The indexed colours (ECMA-376 part 1, 18.8.27)."""
OFFICE_THEME = ["FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D"]
OFFICE_THEME += ["9BBB59", "8064A2", "4BACC6", "F79646", "0000FF", "800080"]
"""Colours without a theme, as cells count them: light 1, dark 1, light 2, dark 2, accents, links."""

_FAINT = 1.2
"""Contrast ratio (WCAG 2 definition: 1 is none, 21 is black on white) under which text cannot be seen."""


def from_hex(value: str) -> Colour | None:
    """`RRGGBB` or `AARRGGBB` (spreadsheets ignore the alpha); None for anything else."""
    try:
        number = int(value[-6:], 16)
    except ValueError:
        return None
    return (number >> 16, number >> 8 & 255, number & 255) if len(value) in (6, 8) else None


def resolve(attributes: dict[str, str], theme: list[str], palette: list[str]) -> Colour | None:
    """The colour that a `color`, `fgColor` or `bgColor` element means; None for automatic or unknown."""
    base: Colour | None = None
    if "rgb" in attributes:
        base = from_hex(attributes["rgb"])
    elif attributes.get("theme", "").isdecimal():
        position = int(attributes["theme"][:4])
        base = from_hex(theme[position]) if position < len(theme) else None
    elif attributes.get("indexed", "").isdecimal():
        position = int(attributes["indexed"][:4])
        if position in (64, 65):  # the system's text and window colours
            return BLACK if position == 64 else WHITE
        base = from_hex(palette[position]) if position < len(palette) else None
    tint = attributes.get("tint")
    return _tinted(base, tint) if base is not None and tint else base


def _tinted(colour: Colour, tint: str) -> Colour:
    """Lighter for a positive tint up to 1, darker for a negative one (ECMA-376 part 1, 18.8.19)."""
    try:
        amount = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 + amount) if amount < 0 else light * (1 - amount) + amount
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def cannot_be_seen(text: Colour, ground: Colour) -> bool:
    """True when text of one colour does not stand out from a ground of the other."""
    high, low = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05) < _FAINT


def _luminance(colour: Colour) -> float:
    linear = [part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
