"""Translations come back through a page, are drafts until signed, and fall out when the English changes."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.console.affected.conftest import Desk
from tests.console.affected.conftest import desk as desk
from tests.console.conftest import SignIn
from tests.console.making import a_person
from tests.console.notices.test_notices import SAID, mail, queued
from tests.console.notices.test_notices import derived as derived
from withhold.console.holds.placing import place_when_due
from withhold.console.ledgers.office import office_ledger
from withhold.console.notices import library
from withhold.console.notices.announcing import Kind, asked, waits
from withhold.console.notices.importing import take_in
from withhold.console.notices.library import Library, ships
from withhold.console.notices.models import Notice, Translation
from withhold.console.notices.queueing import queue_notices
from withhold.console.notices.sending import filled, refresh, send_due
from withhold.console.notices.texts import every_text, sign, text_of
from withhold.console.people.roles import Role
from withhold.incident.notices.interface import Audience, Channel, Form, NoticeError
from withhold.incident.notices.templates import Template, shipped, version_of
from withhold.incident.notices.xliff import write_xliff

pytestmark = pytest.mark.django_db
SOURCE = shipped(Audience.PERSON, "en")
BY_MAIL = shipped(Audience.MAILBOX, "en")
PAGE = "/notices/texts/translations/"
WORDS = {"so": "Waa warqad adiga kuu socota.", "ur": "یہ آپ کے لیے ایک خط ہے۔", "ti": "እዚ ንዓኻ ደብዳቤ እዩ።"}


def translation(language: str, words: str = "", source: Template = SOURCE) -> Template:
    """Each paragraph in words of the language, with its placeholders."""

    def put(text: str) -> str:
        return " ".join([words or WORDS[language], *re.findall(r"\{[a-z_]+\}", text)])

    return replace(
        source,
        language=language,
        title=put(source.title),
        written=tuple(map(put, source.written)),
        read_aloud=tuple(map(put, source.read_aloud)),
        cohort={name: put(text) for name, text in source.cohort.items()},
        fields=dict.fromkeys(source.fields, words or WORDS[language]),
    )


def came_back(language: str, words: str = "", source: Template = SOURCE) -> bytes:
    return write_xliff(source, language, translation(language, words, source))


def sent(client: Client, content: bytes, name: str = "person-any-so.xlf") -> str:
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, content)}, follow=True)
    return answer.content.decode()


@pytest.fixture
def reader(client: Client, signed_in: SignIn) -> Client:
    signed_in(client, a_person(Role.REVIEWER, name="Rita Reader"))
    return client


def versions_of(language: str) -> list[str]:
    return [one.version.sha256 for one in every_text() if one.version.key.language == language]


@pytest.mark.parametrize(("language", "direction"), [("so", "ltr"), ("ur", "rtl"), ("ti", "ltr")])
def test_what_came_back_is_shown_as_it_would_look_and_is_a_draft(
    reader: Client, language: str, direction: str
) -> None:
    page = sent(reader, came_back(language))
    assert "Not reviewed by a person" in page
    assert WORDS[language] in page
    assert f'lang="{language}" dir="{direction}"' in page
    assert "read aloud" in page
    first = versions_of(language)[0]
    pdf = reader.get(reverse("notices:letter", args=[first]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert "Rita Reader" in reader.get(reverse("notices:texts"), {"language": language}).content.decode()
    assert [*office_ledger().entries()][-1].kind == "office.text_imported"


def test_the_same_file_again_is_one_draft(reader: Client) -> None:
    for _ in range(2):
        sent(reader, came_back("so"))
    assert Translation.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"nonsense", "not well-formed"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "not well-formed"),
        (b"<x>" + b"a" * (1 << 20) + b"</x>", "far bigger"),
        (b"", "empty"),
        (came_back("so").replace(b"sha256:", b"sha256:0"), "was changed since"),
        (came_back("so").replace(b'<ph id="code" equiv="code" />', b""), "placeholder"),
        (came_back("so", "ދިވެހި"), "not in the script"),
    ],
)
def test_what_is_not_whole_is_refused_with_what_to_do(reader: Client, content: bytes, words: str) -> None:
    assert words in sent(reader, content)
    assert not Translation.objects.exists()


def test_a_text_of_a_translator_stays_text(reader: Client) -> None:
    page = sent(reader, came_back("so", "<script>alert(1)</script> Waa warqad adiga kuu socota"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_notice_waits_for_the_translation_then_for_its_reviewer_then_leaves_in_it(derived: Desk) -> None:
    queued(derived)
    Notice.objects.filter(pk=mail(derived).pk).update(language="so")
    place_when_due(derived.row)
    refresh(derived.row)
    assert mail(derived).waiting == ["translation"]
    take_in(came_back("so", source=BY_MAIL), derived.user)
    refresh(derived.row)
    assert mail(derived).waiting == ["review"]
    for sha256 in versions_of("so"):
        sign(sha256, derived.user)
    assert send_due() >= 1
    one = mail(derived)
    assert one.message is not None
    assert WORDS["so"] in one.message.body
    assert one.version in versions_of("so")


def test_a_newer_translation_is_used_once_it_is_signed(derived: Desk) -> None:
    queued(derived)
    Notice.objects.filter(pk=mail(derived).pk).update(language="so")
    take_in(came_back("so", source=BY_MAIL), derived.user)
    old = versions_of("so")
    for sha256 in old:
        sign(sha256, derived.user)
    take_in(came_back("so", "Warqad cusub", BY_MAIL), derived.user)
    assert WORDS["so"] in filled(mail(derived)).body
    for sha256 in set(versions_of("so")) - set(old):
        sign(sha256, derived.user)
    assert "Warqad cusub" in filled(mail(derived)).body


def test_a_newer_english_source_makes_it_outdated(derived: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    queued(derived)
    Notice.objects.filter(pk=mail(derived).pk).update(language="so")
    place_when_due(derived.row)
    take_in(came_back("so", source=BY_MAIL), derived.user)
    first = versions_of("so")[0]
    for sha256 in versions_of("so"):
        sign(sha256, derived.user)
    monkeypatch.setattr(library, "sources_by_name", dict)
    assert text_of(first).book.is_outdated
    assert send_due() == 0
    assert mail(derived).waiting == ["translation"]
    with pytest.raises(NoticeError, match="source has changed"):
        sign(first, derived.user)
    with pytest.raises(NoticeError, match="older than its English"):
        filled(mail(derived))
    page = derived.client.get(reverse("notices:texts"), {"state": "outdated"}).content.decode()
    assert "Outdated" in page
    assert "Somali" in page


def test_an_old_translation_that_lacks_what_texts_hold_now_stops_nobody_else(derived: Desk) -> None:
    told = {"language": "so", "title": "Warqad", "written": ["{gone}"], "fields": {"gone": "wax"}}
    key = {"audience": "person", "jurisdiction": "any", "language": "so", "source": "sha256:old"}
    Translation.objects.create(**key, text=told, by=derived.user, at=timezone.now())
    [old] = [one for one in every_text() if one.version.key.language == "so"]
    assert old.book.is_outdated
    queued(derived)
    assert filled(mail(derived)).title == shipped(Audience.MAILBOX, "es").title


def test_the_file_for_a_translator_is_asked_for_by_name_of_the_language(reader: Client) -> None:
    answer = reader.get(PAGE, {"what": "person/any", "language": "Somali"})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("notices:xliff", args=["person", "any", "so"])
    for wrong in ("Nowhereish", "English"):
        assert reader.get(PAGE, {"what": "person/any", "language": wrong}).status_code == 422
    sent(reader, came_back("so"))
    assert WORDS["so"] in reader.get(answer["Location"]).content.decode()


def test_the_list_is_filtered(reader: Client) -> None:
    def shown(**chosen: str) -> str:
        return reader.get(reverse("notices:texts"), chosen).content.decode()

    assert "Persian" in re.sub(r"<form.*?</form>", "", shown(audience="person"), flags=re.DOTALL)
    only = re.sub(r"<form.*?</form>", "", shown(audience="person", language="ru"), flags=re.DOTALL)
    assert "Russian" in only
    assert "Persian" not in only
    assert "None fits" in shown(state="outdated")


def test_only_who_reviews_texts_takes_one_in(client: Client, signed_in: SignIn) -> None:
    assert client.get(PAGE).status_code == 302
    signed_in(client, a_person(Role.AUDITOR))
    answer = client.post(PAGE, {"file": SimpleUploadedFile("a.xlf", came_back("so"))})
    assert answer.status_code == 403
    assert not Translation.objects.exists()


def test_a_script_to_be_read_aloud_has_no_letter(reader: Client) -> None:
    aloud = version_of(SOURCE, Form.READ_ALOUD).sha256
    assert reader.get(reverse("notices:letter", args=[aloud])).status_code == 302


def test_what_a_law_adds_is_translated_with_the_letter_and_used_under_it(derived: Desk) -> None:
    source = ships(Audience.PERSON, "eu", "en")
    assert source is not None
    words = translation("so")
    made = replace(
        words, written=(*words.written[:-1], "Sharciga Midowga Yurub.", "Waad.", words.written[-1])
    )
    take_in(write_xliff(source, "so", made), derived.user)
    queue_notices(derived.row, derived.user, "they are to be told", replace(SAID, jurisdiction="eu"))
    one = mail(derived)
    one.language, one.channel = "so", Channel.POST
    assert "Sharciga Midowga Yurub." in filled(one).body
    overview = reverse("notices:overview", args=[derived.row.pk])
    assert "Under this law" not in derived.client.get(overview).content.decode()
    chosen = Library().choose((Audience.PERSON, "eu", "so"))
    assert chosen.version.key.jurisdiction == "eu"
    with pytest.raises(NoticeError, match="no text in this language"):
        Library().choose((Audience.PERSON, "uk", "so"))


def test_a_translated_notice_to_a_regulator_asks_for_what_its_law_wants_and_leaves_in_it(
    derived: Desk,
) -> None:
    source = ships(Audience.REGULATOR, "eu", "en")
    assert source is not None
    paragraphs = tuple("Hinweis: " + " ".join(re.findall(r"\{[a-z_]+\}", one)) for one in source.written)
    made = replace(
        source,
        language="de",
        title="Meldung",
        written=paragraphs,
        fields={name: f"Angabe {number}" for number, name in enumerate(source.fields)},
    )
    take_in(write_xliff(source, "de", made), derived.user)
    kind = Kind(Audience.REGULATOR, "eu", "de")
    assert "officer" in asked(kind)
    assert waits(derived.row, kind) == ["review"]
    url = reverse("notices:write", args=[derived.row.pk, "regulator", "eu", "de"])
    assert derived.client.get(url).status_code == 200
    sign(Library().choose((kind.audience, kind.jurisdiction, kind.language)).version.sha256, derived.user)
    assert waits(derived.row, kind) == []


def test_a_draft_for_a_law_does_not_take_the_place_of_a_text_before_it_is_signed(derived: Desk) -> None:
    source = ships(Audience.PERSON, "uk", "en")
    assert source is not None
    library = Library()
    assert library.law_used(Audience.PERSON, "uk", "ru") == "any"
    paragraphs = tuple("Письмо " + " ".join(re.findall(r"\{[a-z_]+\}", one)) for one in source.written)
    made = replace(
        source,
        language="ru",
        title="Письмо для вас",
        written=paragraphs,
        read_aloud=("Спасибо.",) * len(source.read_aloud),
        cohort=dict.fromkeys(source.cohort, "Об этом."),
        fields={name: f"сведения {number}" for number, name in enumerate(source.fields)},
    )
    take_in(write_xliff(source, "ru", made), derived.user)
    assert Library().law_used(Audience.PERSON, "uk", "ru") == "any"
    draft = next(one for one in Library().current(Audience.PERSON, "uk", "ru"))
    sign(version_of(draft, Form.WRITTEN, (), "uk").sha256, derived.user)
    assert Library().law_used(Audience.PERSON, "uk", "ru") == "uk"
