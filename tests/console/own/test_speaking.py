"""Whoever is affected reads their own pages in their language, and signs in in it; the office in English."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import Office, a_client, a_representative
from tests.console.own.making_own import KNOWN, PASSWORD, a_code, queued, second, somebody
from withhold.console.affected.models import Standing
from withhold.console.holds.placing import place
from withhold.console.look import context
from withhold.console.look.languages import CODES, Language, catalogue
from withhold.console.own import speaking
from withhold.console.own.models import OwnMessage
from withhold.console.own.speaking import COOKIE
from withhold.incident.notices.interface import Audience
from withhold.incident.notices.templates import shipped

pytestmark = pytest.mark.django_db
LANG = re.compile(r'<html lang="([\w-]+)" dir="(\w+)"')


def words(code: str, room: str = "own") -> dict[str, Any]:
    return catalogue(f"withhold.console.{room}", code).texts


def keeps(office: Office, language: str | None) -> None:
    known = {**KNOWN, "name": "Amadou Okoro", "language": language}
    Standing.objects.filter(case=office.case, number=1).update(known=known)


def language_of(page: str) -> tuple[str, ...]:
    found = LANG.search(page)
    assert found is not None
    return found.groups()


@pytest.mark.parametrize(
    ("kept", "code", "direction"),
    [
        ("en", "en", "ltr"),
        ("es-MX", "es", "ltr"),
        ("ar", "ar", "rtl"),
        ("fa-AF", "fa", "rtl"),
        ("zh-CN", "zh-hans", "ltr"),
        ("ht", "ht", "ltr"),
        ("pa", "pa", "ltr"),
        ("pa-PK", "en", "ltr"),
        ("so", "en", "ltr"),
        (None, "en", "ltr"),
    ],
)
def test_the_page_is_in_the_language_that_is_kept_with_them(
    office: Office, client: Client, signed_in: SignIn, kept: str | None, code: str, direction: str
) -> None:
    place(office.case, office.privacy, "the list was public", [1])
    keeps(office, kept)
    _, user = somebody(office)
    signed_in(client, user)
    answer = client.get(reverse("own:mine"))
    page = answer.content.decode()
    assert language_of(page) == (code, direction)
    assert answer["Content-Language"].lower() == code
    assert f"govuk{'.rtl' if direction == 'rtl' else ''}.css" in page
    for text in ("messages", "write", "public", "stands_text", "subject"):
        assert words(code)["mine"][text] in page
    assert (words(code, "look")["not_reviewed"] in page) == (code != "en")
    assert page.count("hreflang=") == len(CODES) + (code != "en")
    assert words(code)["mine"]["recognised"] in page
    assert "Affected person" not in page, "whoever looks over their shoulder"
    assert translation.get_language() == "en-gb", "nothing of it stays"


def test_what_was_public_is_said_in_their_language(office: Office, client: Client, signed_in: SignIn) -> None:
    keeps(office, "fa")
    _, user = somebody(office)
    signed_in(client, user)
    page = client.get(reverse("own:mine")).content.decode()
    said = words("fa")
    assert said["exposed"]["date_of_birth"] in page
    assert said["mine"]["under"].format(header="\u2068Folder\u2069") in page
    assert said["sentences"]["until_unknown"] in page
    assert said["sentences"]["networks"].format(low="2", high="5") in page
    for english in ("your date of birth", "what stood under", "networks fetched", "It was public"):
        assert english not in page


def test_a_choice_goes_before_what_is_kept_and_stays(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    keeps(office, "ar")
    _, user = somebody(office)
    signed_in(client, user)
    page = client.get(reverse("own:mine"), {"lang": "fr"})
    assert language_of(page.content.decode()) == ("fr", "ltr")
    cookie = page.cookies[COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["max-age"]) == ("fr", True, "")
    assert language_of(client.get(reverse("own:certificate")).content.decode())[0] == "fr"
    for wrong in ("xx", "../en", "fr;q=1"):
        assert COOKIE not in client.get(reverse("own:mine"), {"lang": wrong}).cookies
    client.cookies[COOKIE] = "<script>"
    assert language_of(client.get(reverse("own:mine")).content.decode())[0] == "ar"


def test_the_first_page_is_in_the_browsers_language_and_the_next_in_the_one_that_is_kept(
    office: Office, client: Client
) -> None:
    keeps(office, "ar")
    _, code = a_code(office)
    start = reverse("own:start")
    page = client.get(start, headers={"Accept-Language": "fa-IR,fa;q=0.9"}).content.decode()
    assert language_of(page) == ("fa", "rtl")
    for text in ("title", "text", "code", "code_hint", "password", "password_hint", "button", "later"):
        assert words("fa")["start"][text] in page
    answer = client.post(start, {"code": code, "password": PASSWORD})
    page = client.get(answer["Location"]).content.decode()
    assert language_of(page) == ("ar", "rtl")
    for text in ("title", "text", "key", "code", "rather"):
        assert words("ar", "look")["set_up"][text] in page
    assert "Authenticator" not in page


def test_what_goes_wrong_is_said_in_the_language(office: Office, client: Client) -> None:
    start = reverse("own:start") + "?lang=ht"
    page = client.post(start, {"code": "0" * 28, "password": PASSWORD}).content.decode()
    assert next(iter(words("ht")["said"].values())) in page
    assert words("ht", "look")["problem"] in page
    page = client.post(start, {"code": "", "password": "short"}).content.decode()
    assert words("ht", "look")["said"]["This field is required."] in page
    _, code = a_code(office)
    page = client.post(start, {"code": code, "password": "short"}).content.decode()
    least = "This password is too short. It must contain at least 12 characters."
    assert words("ht", "look")["said"][least] in page
    for english in ("This field", "This password", "does not open", "There is a problem", "Error:"):
        assert english not in page


def test_what_they_do_is_answered_in_the_language(office: Office, client: Client, signed_in: SignIn) -> None:
    queued(office)
    keeps(office, "ru")
    access, user = somebody(office)
    second(office, access)
    signed_in(client, office.privacy)
    client.post(reverse("own:notice", args=[office.case.pk, access.pk]), {"why": "they came"})
    signed_in(client, user)
    client.get(reverse("own:mine"))
    confirm = reverse("own:confirm", args=[OwnMessage.objects.get().pk])
    page = client.post(confirm, follow=True).content.decode()
    said = words("ru")["said"]
    assert said["Thank you. The office knows now that you have read it."] in page
    assert words("ru", "look")["done"] in page
    assert words("ru")["mine"]["was_read"] in page
    assert not re.search(r"\b\d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", page)
    sent = {"subject": "Вопрос", "body": "Можно ли мне ехать?", "once": "a" * 32}
    page = client.post(reverse("own:write"), sent, follow=True).content.decode()
    assert said["The office has your message."] in page
    answer = client.post(reverse("own:write"), {**sent, "subject": " "})
    assert answer.status_code == 422
    assert f'href="{reverse("own:mine")}?lang=fr"' in answer.content.decode()


def test_signing_in_is_there_in_every_language(client: Client) -> None:
    login = reverse("account_login")
    for code in CODES:
        page = client.get(login, {"lang": code, "next": "/mine/"}).content.decode()
        assert language_of(page)[0] == code
        assert words(code, "look")["sign_in"]["password"] in page
        assert f"?lang={code}&amp;next=%2Fmine%2F" in page, "where they were going is kept"
    wrong = {"login": "nobody@portal.invalid", "password": PASSWORD}
    page = client.post(f"{login}?lang=pa", wrong).content.decode()
    assert "are not correct" not in page
    assert words("pa", "look")["problem"] in page


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_logout",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "own:certificate",
    ],
)
@pytest.mark.parametrize("code", ["ht", "pa"])
def test_pages_of_their_account_have_no_english_words(
    office: Office, client: Client, signed_in: SignIn, name: str, code: str
) -> None:
    keeps(office, code)
    _, user = somebody(office)
    signed_in(client, user)
    answer = client.get(reverse(name))
    page = answer.content.decode()
    assert language_of(page)[0] == code
    whole = re.sub(r'<nav class="wh-languages".*?</nav>', "", page.partition("</head>")[2], flags=re.DOTALL)
    whole = re.sub(r'<a [^>]*lang="en"[^>]*>[^<]*</a>|<bdi>[^<]*</bdi>|<code.*?</code>|<[^>]+>', " ", whole)
    latin = set(re.findall(r"[A-Za-z]{3,}", whole))
    assert not latin & {"the", "The", "you", "your", "Your", "Password", "password", "code", "codes"}
    assert code != "pa" or latin == {"Withhold"}


def test_a_changed_password_is_said_in_the_language(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    keeps(office, "pa")
    _, user = somebody(office)
    signed_in(client, user)
    new = "four quiet boats at the pier"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    answer = client.post(reverse("account_change_password") + "?lang=pa", sent, follow=True)
    assert answer.redirect_chain
    said = words("pa", "look")["said"]["Password successfully changed."]
    assert said in answer.content.decode()


def test_the_office_and_counsel_stay_in_english(office: Office, client: Client, signed_in: SignIn) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 2)
    client.cookies[COOKIE] = "fa"
    signed_in(client, office.clerk)
    for address in (reverse("own:overview", args=[office.case.pk]), reverse("mfa_index")):
        page = client.get(address, {"lang": "fa"}).content.decode()
        assert language_of(page) == ("en-gb", "ltr")
        assert "hreflang" not in page
    signed_in(client, own.representative.user)
    page = client.get("/portal/", {"lang": "fa"}).content.decode()
    assert language_of(page) == ("en-gb", "ltr")


def test_a_page_that_is_there_in_english_only_says_so_to_the_browser(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    keeps(office, "ar")
    _, user = somebody(office)
    signed_in(client, user)
    page = client.get(reverse("mfa_list_webauthn"), headers={"Accept-Language": "ar"}).content.decode()
    assert language_of(page) == ("en", "ltr")


def test_a_page_is_a_draft_until_all_of_its_words_were_read_by_a_person(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reviewed(room: str, code: str) -> Language:
        return replace(catalogue(room, code), reviewed=True)

    said = words("ar", "look")["not_reviewed"]
    monkeypatch.setattr(context, "catalogue", reviewed)
    assert said in client.get(reverse("own:start"), {"lang": "ar"}).content.decode()
    monkeypatch.setattr(speaking, "catalogue", reviewed)
    assert said not in client.get(reverse("own:start"), {"lang": "ar"}).content.decode()


def test_the_notice_is_in_its_own_language_whatever_the_page_is_in(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    queued(office)
    access, user = somebody(office)
    second(office, access)
    signed_in(client, office.privacy)
    client.post(reverse("own:notice", args=[office.case.pk, access.pk]), {"why": "they came"})
    signed_in(client, user)
    page = client.get(reverse("own:mine"), {"lang": "ar"}).content.decode()
    assert shipped(Audience.PERSON, "en").title in page
    assert 'dir="auto"' in page
