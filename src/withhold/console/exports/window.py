"""How long it was public, in sentences: the same for counsel, for the people, and for who writes to them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from withhold.console.exports.documents import moment
from withhold.console.exports.facts import Facts

WINDOW: Mapping[str, str] = {
    "since_unknown": "Since when it was public is not known.",
    "since_latest": "It was public by {late} at the latest; it may have been public before.",
    "since_earliest": "It was public since {early} at the earliest.",
    "since_both": "It was public since {early} at the earliest, and since {late} at the latest.",
    "until_unknown": "That it is gone everywhere is not verified.",
    "until": "On {gone} it was verified to be gone from the organisation's own places.",
}
At = Callable[[datetime | None], str]


def window_sentences(facts: Facts, says: Mapping[str, str] = WINDOW, at: At = moment) -> tuple[str, ...]:
    """The window with its bounds, or that they are not known; `at` writes a moment."""
    window = facts.state.window
    early, late = window.get("since_earliest"), window.get("since_latest")
    which = {
        (False, False): "since_unknown",
        (False, True): "since_latest",
        (True, False): "since_earliest",
        (True, True): "since_both",
    }[early is not None, late is not None]
    gone = facts.state.gone_at
    until = "until_unknown" if gone is None else "until"
    return says[which].format(early=at(early), late=at(late)), says[until].format(gone=at(gone))
