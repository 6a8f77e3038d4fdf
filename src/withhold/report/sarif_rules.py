"""What each rule is about and what to do, for the rules of a SARIF log."""

from typing import Any

from withhold.domain.discretion import CALL
from withhold.domain.verdict import Reason

_LOOK = "Somebody other than the one who publishes it has to look, and say yes or no."
_KEEP_BACK = "Do not publish. If it is public already, take it down first and call the privacy office."
_RULES: dict[str, tuple[str, str]] = {
    CALL: ("Call the privacy office", _KEEP_BACK),
    "people/protected": ("People are named as the subject of a protected context", _KEEP_BACK),
    "people/membership": ("A text says that people belong to a protected group", _KEEP_BACK),
    "people/concealed": (
        "People stand in content that a reader does not see",
        "Build a new file from the visible figures: deleting in this one leaves copies behind.",
    ),
    "people/identifiers": ("Government identifiers of people", _KEEP_BACK),
    "people/roster": ("People with private details", f"{_LOOK} A profile declares what a place may show."),
    "people/authors": ("Authors or editors are named", "Remove them if they should not be known."),
    "people/names": ("Many people are named", f"{_LOOK} A profile declares what a place may show."),
    "coverage/unread": (
        "A part could not be read",
        "Have the part looked at, or publish a file without it.",
    ),
    "coverage/empty": ("A document is empty", "Check whether this is the file that was meant."),
    "concealed/data": ("Content that a reader does not see", "Remove it, or say why it is there."),
    "edition/changed": ("A document differs much from its earlier edition", _LOOK),
    "profile/people": ("People where there may be none", _KEEP_BACK),
    "profile/undeclared": ("Details that the profile does not declare", _LOOK),
}


def rule_entry(reason: Reason) -> dict[str, Any]:
    """The rule of a reason, as a reportingDescriptor; of a pack unknown here, with general words."""
    title, advice = _RULES.get(reason.rule, (f"The policy's rule {reason.rule}", _LOOK))
    return {
        "id": reason.rule,
        "name": "".join(word.capitalize() for word in reason.rule.replace("/", " ").split()),
        "shortDescription": {"text": title},
        "fullDescription": {"text": f"{title}. Authority: {reason.authority}. Not legal advice."},
        "help": {"text": advice},
        "properties": {"authority": reason.authority, "tags": ["privacy"]},
    }
