"""What the door says, in each of its languages."""

from withhold.console.look.languages import CODES, Language, catalogue, chosen

__all__ = ["CODES", "Language", "chosen", "language"]


def language(code: str) -> Language:
    """The catalogue of a language of the door. Raises KeyError for another one."""
    return catalogue("withhold.console.door", code)
