"""Remedies: proposed, offered, decided, each step with an owner and a reason."""

from datetime import UTC, datetime

import pytest

from withhold.incident.counsel.interface import CounselError, RemedyKind, RemedyState
from withhold.incident.counsel.remedies import decide, propose

_AT = datetime(2026, 3, 2, tzinfo=UTC)


def test_an_offer_goes_its_way() -> None:
    made = propose("12", RemedyKind.RETURN_OFFERED, "Ada Berg", "was removed after the leak", _AT)
    offered = decide(made, RemedyState.OFFERED, "Ada Berg", "the ministry agreed", _AT)
    declined = decide(offered, RemedyState.DECLINED, "Ada Berg", "said no on the telephone", _AT)
    assert decide(declined, RemedyState.OFFERED, "Ada Berg", "asked again", _AT).state is RemedyState.OFFERED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (RemedyState.PROPOSED, RemedyState.DECLINED),
        (RemedyState.PROPOSED, RemedyState.PROPOSED),
        (RemedyState.OFFERED, RemedyState.OFFERED),
    ],
)
def test_a_step_that_is_none_is_refused(before: RemedyState, after: RemedyState) -> None:
    remedy = propose("12", RemedyKind.RELEASE, "Ada Berg", "held", _AT)
    if before is not RemedyState.PROPOSED:
        remedy = decide(remedy, before, "Ada Berg", "so", _AT)
    with pytest.raises(CounselError, match="cannot become"):
        decide(remedy, after, "Ada Berg", "so", _AT)


def test_what_was_granted_stays_granted() -> None:
    granted = decide(
        propose("12", RemedyKind.RELEASE, "Ada Berg", "held", _AT), RemedyState.GRANTED, "Ada Berg", "so", _AT
    )
    for state in RemedyState:
        with pytest.raises(CounselError):
            decide(granted, state, "Ada Berg", "so", _AT)


def test_an_owner_and_a_reason_are_asked_for() -> None:
    with pytest.raises(CounselError, match="owns"):
        propose("12", RemedyKind.RELEASE, " ", "held", _AT)
    with pytest.raises(CounselError, match="reason"):
        propose("12", RemedyKind.RELEASE, "Ada Berg", "", _AT)
