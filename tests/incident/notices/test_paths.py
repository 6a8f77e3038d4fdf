"""Safe channels: what is never used for whom, and that nobody without a way is dropped."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from withhold.incident.notices.interface import Addressee, Audience, Channel, NoticeError, Proof
from withhold.incident.notices.paths import (
    COUNTRY_FLED,
    NO_LANGUAGE,
    SHARED,
    path_for,
    usable_addresses,
    usable_emails,
)
from withhold.incident.notices.proofs import advance, follows


def somebody(**told: object) -> Addressee:
    values: dict[str, object] = {
        "subject": "1",
        "audience": Audience.PERSON,
        "name": "Amadou Okoro",
        "language": "en",
        "cohort": "at_liberty",
        "emails": ("amadou@example.org",),
        "addresses": ("1 Harbour Road",),
        "country": "US",
        "home": "US",
        "fled": ("NG",),
    }
    return Addressee(**{**values, **told})  # type: ignore[arg-type]


def test_at_liberty_by_post_then_mail() -> None:
    assert path_for(somebody()).channels == (Channel.POST, Channel.EMAIL)


def test_in_custody_by_hand_first() -> None:
    path = path_for(somebody(cohort="in_custody", facility="F012"))
    assert path.channels[0] is Channel.CUSTODY


@pytest.mark.parametrize("who", ["victim", "minor"])
def test_victims_and_minors_never_get_what_others_read(who: str) -> None:
    shared = {
        "shared_emails": frozenset({"amadou@example.org"}),
        "shared_addresses": frozenset({"1 Harbour Road"}),
    }
    path = path_for(somebody(**shared, **{who: True}))
    assert path.is_none
    assert path.excluded[Channel.POST] == path.excluded[Channel.EMAIL] == SHARED
    assert path_for(somebody(**shared)).channels, "others may share a house"


def test_an_own_mailbox_beside_a_shared_one_is_used() -> None:
    who = somebody(
        minor=True,
        emails=("family@example.org", "own@example.org"),
        shared_emails=frozenset({"family@example.org"}),
    )
    assert usable_emails(who) == ("own@example.org",)


@pytest.mark.parametrize("told", [{"country": "ng"}, {"country": None, "cohort": "removed"}])
def test_no_cold_contact_in_the_country_fled(told: dict[str, object]) -> None:
    path = path_for(somebody(**told))
    assert path.is_none
    assert path.excluded[Channel.EMAIL] == COUNTRY_FLED


def test_counsel_is_a_way_for_who_was_removed() -> None:
    path = path_for(somebody(cohort="removed", country=None, has_counsel=True))
    assert path.channels == (Channel.COUNSEL,)


def test_an_unknown_language_is_a_task_and_no_guess() -> None:
    path = path_for(somebody(language=None))
    assert path.is_none
    assert path.excluded[Channel.EMAIL] == NO_LANGUAGE


@given(
    st.builds(
        somebody,
        cohort=st.sampled_from(
            ["in_custody", "at_liberty", "abroad", "removed", "deceased", "minor", "unknown"]
        ),
        language=st.sampled_from([None, "en"]),
        emails=st.sampled_from([(), ("a@example.org",)]),
        addresses=st.sampled_from([(), ("1 Harbour Road",)]),
        facility=st.sampled_from([None, "F1"]),
        country=st.sampled_from([None, "US", "NG"]),
        removed=st.booleans(),
        victim=st.booleans(),
        minor=st.booleans(),
        has_counsel=st.booleans(),
        has_portal=st.booleans(),
    )
)
def test_every_channel_is_either_used_or_explained(who: Addressee) -> None:
    path = path_for(who)
    assert set(path.channels).isdisjoint(path.excluded)
    assert set(path.channels) | set(path.excluded) == set(Channel)
    assert all(path.excluded.values())


def test_delivered_mail_is_not_read() -> None:
    with pytest.raises(NoticeError, match="not read"):
        advance(Proof.DELIVERED, Proof.PROVEN, Channel.EMAIL)
    assert advance(Proof.ACCEPTED, Proof.PROVEN, Channel.CUSTODY) is Proof.PROVEN


@given(st.lists(st.sampled_from(list(Proof))))
def test_what_is_proven_stays_proven(reports: list[Proof]) -> None:
    state = Proof.PROVEN
    for report in reports:
        state = advance(state, report, Channel.CUSTODY)
    assert state is Proof.PROVEN


def test_a_late_delay_takes_nothing_back() -> None:
    assert advance(Proof.DELIVERED, Proof.DELAYED, Channel.EMAIL) is Proof.DELIVERED
    assert not follows(Proof.RETURNED, Proof.PROVEN)


@pytest.mark.parametrize(
    ("told", "by_post"),
    [
        ({"cohort": "removed", "country": "NG", "fled": ()}, False),
        ({"cohort": "removed", "country": "CA"}, True),
        ({"cohort": "removed", "country": "US"}, False),  # where they were before, as far as is known
        ({"cohort": "unknown", "removed": True, "country": None}, False),  # and in custody, says a record
        ({"cohort": "minor", "removed": True, "country": None}, False),
        ({"cohort": "minor", "country": "HN", "fled": ()}, False),
        ({"country": "CA", "fled": ()}, False),
        ({"country": "PE", "fled": ("CO", "PE")}, False),
        ({"country": "US", "fled": ()}, True),
    ],
)
def test_in_doubt_it_is_the_country_fled(told: dict[str, object], by_post: bool) -> None:
    channels = path_for(somebody(**told)).channels
    assert (Channel.POST in channels, Channel.EMAIL in channels) == (by_post, by_post)


@pytest.mark.parametrize(
    ("address", "fled", "ways"),
    [
        ("Calle 5, Tegucigalpa, Honduras", ("HN",), ()),
        ("Calle 5, Tegucigalpa, Honduras", (), ()),
        ("Calle 5, Tegucigalpa, Honduras", ("PE",), (Channel.POST, Channel.EMAIL)),
        ("Calle 5\nTegucigalpa", ("HN",), (Channel.POST, Channel.EMAIL)),
        ("Carrera 7, Bogotá, CO", ("CO",), ()),
        ("12 Elm St, Denver, CO", ("HN",), (Channel.POST, Channel.EMAIL)),
        ("12 Elm St, Denver, CO 80201", ("CO",), (Channel.POST, Channel.EMAIL)),
    ],
)
def test_an_address_that_names_a_country_leads_there(
    address: str, fled: tuple[str, ...], ways: tuple[Channel, ...]
) -> None:
    assert path_for(somebody(country=None, fled=fled, addresses=(address,))).channels == ways


def test_where_they_live_does_not_make_an_address_elsewhere_safe() -> None:
    who = somebody(fled=("HN",), addresses=("Calle 5, Tegucigalpa, Honduras", "1 Harbour Road"))
    assert usable_addresses(who) == ("1 Harbour Road",)
    only = path_for(somebody(fled=("HN",), addresses=("Calle 5, Tegucigalpa, Honduras",)))
    assert only.channels == (Channel.EMAIL,)
    assert only.excluded[Channel.POST] == COUNTRY_FLED


def test_what_comes_back_ends_a_delivery_that_nobody_knew_of() -> None:
    assert follows(Proof.UNKNOWN, Proof.RETURNED)
    assert not follows(Proof.UNKNOWN, Proof.SENDING)
