"""The pages of the watch: who sees which site, what is offered to whom, what one role alone reads."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.console.conftest import SignIn
from tests.console.desk.making import CLAIMS, STAFF, a_place
from tests.console.making import a_person
from tests.console.watch.making import LIST, START, a_crawler, a_watched_site, another_list
from withhold.console.cases.models import Case
from withhold.console.outbox.models import Message
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.watch.models import PublicDocument, Sweep, WatchedSite
from withhold.console.watch.sweeping import sweep_piece

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> User:
    return a_person(Role.EDITOR, name="Olga Owner")


@pytest.fixture
def site(tmp_path: Path, settings: Any, owner: User) -> WatchedSite:
    made = a_watched_site(tmp_path, settings, owner)
    assert sweep_piece(made, a_crawler({LIST: CLAIMS, f"{START}staff.csv": STAFF}))
    return made


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def review() -> PublicDocument:
    return PublicDocument.objects.get(decision="review")


def test_whoever_answers_for_data_sees_every_site_the_worst_first(
    client: Client, signed_in: SignIn, site: WatchedSite
) -> None:
    signed_in(client, a_person(Role.CASE_LEAD))
    assert site.destination.name in page(client, "/watch/")
    shown = page(client, f"/watch/{site.pk}/")
    assert shown.index("files/list.csv") < shown.index("staff.csv")
    assert "or earlier" in shown


def test_an_editor_sees_the_sites_that_they_were_given_and_no_other(
    client: Client, signed_in: SignIn, site: WatchedSite
) -> None:
    editor = a_person(Role.EDITOR)
    signed_in(client, editor)
    document = review()
    assert site.destination.name not in page(client, "/watch/")
    for address in (f"/watch/{site.pk}/", f"/watch/documents/{document.pk}/", f"/watch/{site.pk}/choice/"):
        page(client, address, 404)
    site.editors.add(editor)
    shown = page(client, f"/watch/documents/{document.pk}/")
    assert "Open a case" not in shown
    assert "Call the privacy office" in shown


def test_the_register_is_told_to_the_privacy_role_alone(
    client: Client, signed_in: SignIn, site: WatchedSite, owner: User
) -> None:
    document = review()
    document.registered = {"people": 1, "findings": [], "of": 1}
    document.save()
    for user, told in ((site.added_by, True), (a_person(Role.CASE_LEAD), False), (owner, False)):
        signed_in(client, user)
        assert ("registered" in page(client, f"/watch/documents/{document.pk}/")) is told


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", 2), ("decision=review", 1), ("state=case", 1), ("severity=low", 0), ("since=later", 0)],
)
def test_the_list_is_filtered(
    client: Client, signed_in: SignIn, site: WatchedSite, query: str, shown: int
) -> None:
    signed_in(client, site.added_by)
    assert page(client, f"/watch/{site.pk}/?{query}").count('href="/watch/documents/') == shown


def test_a_person_opens_a_case_and_a_second_press_opens_no_other(
    client: Client, signed_in: SignIn, site: WatchedSite
) -> None:
    signed_in(client, site.added_by)
    document = review()
    for _ in range(2):
        answer = client.post(f"/watch/documents/{document.pk}/case/")
        assert answer.status_code == 302
    assert Case.objects.count() == 2
    assert "Has a case" in page(client, f"/watch/documents/{document.pk}/")


def test_two_people_accept_and_the_page_says_who_and_why(
    client: Client, signed_in: SignIn, site: WatchedSite
) -> None:
    document = review()
    address = f"/watch/documents/{document.pk}/"
    signed_in(client, site.added_by)
    assert client.post(f"{address}accept/", {"why": ""}).status_code == 422
    assert client.post(f"{address}accept/", {"why": "the law asks for it"}).status_code == 302
    signed_in(client, a_person(Role.CASE_LEAD))
    assert "the law asks for it" in page(client, address)
    assert client.post(f"{address}accept/", {"why": "so it does"}).status_code == 302
    shown = page(client, address)
    assert "Right as it is, by two people" in shown
    assert "so it does" in shown


def test_the_owner_is_asked_without_the_address(client: Client, signed_in: SignIn, site: WatchedSite) -> None:
    signed_in(client, site.added_by)
    document = review()
    assert client.post(f"/watch/documents/{document.pk}/ask/").status_code == 302
    mail = Message.objects.get(kind="watch_asked")
    assert site.owner is not None
    assert mail.recipient == site.owner.email
    assert "staff.csv" not in mail.body
    assert "Owner asked" in page(client, f"/watch/documents/{document.pk}/")


def test_a_site_is_added_and_only_our_own_addresses_are_taken(
    client: Client, signed_in: SignIn, site: WatchedSite
) -> None:
    signed_in(client, site.added_by)
    place = a_place("https://new.example.org")
    given = {
        "destination": place.pk,
        "site_file": site.site_file,
        "starts": "http://elsewhere.example.net/",
        "interval": 30,
        "time_zone": "Europe/Oslo",
        "why": "it is ours",
    }
    answer = client.post("/watch/new/", given)
    assert answer.status_code == 422
    assert "does not name all of these" in answer.content.decode()
    assert client.post("/watch/new/", {**given, "starts": START}).status_code == 302
    made = WatchedSite.objects.get(destination=place)
    assert (made.starts, made.interval, made.next_at) == ([START], 30, None)
    assert START in page(client, f"/watch/{made.pk}/settings/")


def test_sweep_it_now_makes_it_due(client: Client, signed_in: SignIn, site: WatchedSite) -> None:
    signed_in(client, site.added_by)
    site.refresh_from_db()
    assert site.next_at is not None
    assert client.post(f"/watch/{site.pk}/sweep/").status_code == 302
    site.refresh_from_db()
    assert site.next_at is None


def test_the_owners_choice_is_made_on_its_page(
    client: Client, signed_in: SignIn, site: WatchedSite, owner: User
) -> None:
    address = f"/watch/{site.pk}/choice/"
    signed_in(client, site.added_by)
    assert client.post(address, {"why": "I know better"}).status_code == 422
    signed_in(client, owner)
    assert client.post(address, {"why": "lists never belong there"}).status_code == 302
    signed_in(client, site.added_by)
    assert client.post(address, {"why": "agreed"}).status_code == 302
    assert "At once, as the owner chose" in page(client, f"/watch/{site.pk}/")
    assert client.post(f"{address}end/", {"why": ""}).status_code == 422
    assert client.post(f"{address}end/", {"why": "no longer"}).status_code == 302
    assert "When a person confirms it" in page(client, f"/watch/{site.pk}/")


def test_a_site_that_nobody_has_swept_does_not_look_clean(
    client: Client, signed_in: SignIn, site: WatchedSite
) -> None:
    PublicDocument.objects.all().delete()
    Sweep.objects.all().delete()
    signed_in(client, site.added_by)
    assert "not looked at yet" in page(client, "/watch/")
    assert "that says nothing yet" in page(client, f"/watch/{site.pk}/")


def test_no_table_holds_an_address_in_clear(site: WatchedSite) -> None:
    from tests.console.test_nothing_in_clear import rows

    held = {table for table, row in rows() if b"files/list.csv" in row or b"staff.csv" in row}
    assert held == set()


def test_names_of_people_stand_on_no_page(client: Client, signed_in: SignIn, site: WatchedSite) -> None:
    assert sweep_piece(site, a_crawler({f"{START}more.csv": another_list(1)}))
    signed_in(client, site.added_by)
    for document in PublicDocument.objects.all():
        assert "Sandvik" not in page(client, f"/watch/documents/{document.pk}/")
