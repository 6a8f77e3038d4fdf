"""Which texts may be sent: only a version that a named person has read and signed, word for word."""

from collections.abc import Iterable

from withhold.incident.case.authority import is_seen
from withhold.incident.notices.interface import NoticeError, Review, TextVersion

DRAFT = "Not reviewed by a person. It cannot be sent."


def is_sendable(version: TextVersion, reviews: Iterable[Review]) -> bool:
    """Whether somebody stands for exactly this text."""
    return any(one.sha256 == version.sha256 and is_seen(one.reviewer) for one in reviews)


def require_sendable(version: TextVersion, reviews: Iterable[Review]) -> None:
    """Raises NoticeError, with what to do, for a text that nobody stands for."""
    if not is_sendable(version, reviews):
        key = version.key
        raise NoticeError(
            f"the text for {key.audience} in {key.language} was not reviewed; let somebody who reads that "
            "language sign it"
        )
