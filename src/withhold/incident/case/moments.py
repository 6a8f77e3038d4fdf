"""Time zones, and moments as text: RFC 3339 in UTC with a Z, to the microsecond, which sorts as they do."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from withhold.incident.case.interface import CaseError


def written(moment: datetime) -> str:
    """`2026-03-01T09:30:00.000000Z`. Raises CaseError for a time without a zone: it could be any hour."""
    if moment.tzinfo is None:
        raise CaseError("a time without a zone cannot be recorded; give one with its zone, or in UTC")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read(text: str) -> datetime:
    """The moment that `written` wrote, or any RFC 3339 time with a zone. Raises CaseError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CaseError(f"{text!r} is no time; write it as 2026-03-01T09:30:00Z") from None
    if moment.tzinfo is None:
        raise CaseError(f"{text!r} has no zone; write it as 2026-03-01T09:30:00Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first or last hours that dates can tell
        raise CaseError(f"{text!r} is no time; write it as 2026-03-01T09:30:00Z") from None


def zone(name: str) -> ZoneInfo:
    """The time zone of this IANA name. Raises CaseError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise CaseError(
            f"there is no time zone {name!r}; give one like America/New_York or Europe/Berlin"
        ) from None
