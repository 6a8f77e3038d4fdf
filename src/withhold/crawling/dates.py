"""Moments as sitemaps, feeds, listings and headers write them."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 64


def dated(text: str) -> datetime | None:
    """The moment of a sitemap's or a feed's date, as 2026-03-01T09:30:00Z or RFC 822; a day is its start."""
    text = text.strip()[:_LONGEST]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return http_date(text)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def http_date(text: str | None) -> datetime | None:
    """The moment of a header like Last-Modified (RFC 9110, section 5.6.7); None for what is none."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text[:_LONGEST])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
