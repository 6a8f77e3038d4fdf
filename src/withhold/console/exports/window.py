"""How long it was public, in sentences: the same for counsel, for the people, and for who writes to them."""

from withhold.console.exports.documents import moment
from withhold.console.exports.facts import Facts


def window_sentences(facts: Facts) -> tuple[str, ...]:
    """The window with its bounds, or that they are not known."""
    window = facts.state.window
    early, late = window.get("since_earliest"), window.get("since_latest")
    if early is None and late is None:
        since = "Since when it was public is not known."
    elif early is None:
        since = f"It was public by {moment(late)} at the latest; it may have been public before."
    else:
        since = f"It was public since {moment(early)} at the earliest"
        since += f", and since {moment(late)} at the latest." if late is not None else "."
    gone = facts.state.gone_at
    until = (
        "That it is gone everywhere is not verified."
        if gone is None
        else f"On {moment(gone)} it was verified to be gone from the organisation's own places."
    )
    return since, until
