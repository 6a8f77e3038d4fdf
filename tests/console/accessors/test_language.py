"""An accessor is written to in their language where a named person stands for that text; else in English."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.console.accessors.tracing_case import DESK, PRESS, Traced, a_traced_case
from tests.console.conftest import SignIn
from withhold.console.accessors.drafting import CODE
from withhold.console.accessors.models import Matter, Sent
from withhold.console.accessors.tracing import lookup_of
from withhold.console.cases.store import ConsoleCase
from withhold.console.notices.texts import sign
from withhold.incident.case.interface import EventKind
from withhold.incident.notices.interface import Audience, Form
from withhold.incident.notices.templates import shipped, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def traced(client: Client, signed_in: SignIn) -> Traced:
    made = a_traced_case()
    signed_in(client, made.privacy)
    return made


def _page(traced: Traced, network: str, *more: str) -> str:
    name = "write" if more else "accessor"
    return reverse(f"accessors:{name}", args=[traced.case.pk, lookup_of(traced.case, network), *more])


def _classify(client: Client, traced: Traced, network: str, language: str, who: str = "press") -> None:
    sent = {"who": who, "country": "NO", "why": "the registry says so", "language": language}
    assert client.post(_page(traced, network), sent).status_code == 302


def _sign(traced: Traced, audience: Audience, language: str) -> None:
    sign(version_of(shipped(audience, language), Form.WRITTEN).sha256, traced.privacy)


def test_a_draft_is_in_their_language_once_that_text_is_signed(client: Client, traced: Traced) -> None:
    _classify(client, traced, PRESS, "fr")
    english, french = shipped(Audience.ACCESSOR, "en").title, shipped(Audience.ACCESSOR, "fr").title
    answer = client.get(_page(traced, PRESS, "destroy"))
    assert answer.context["form"].initial["subject"] == english
    assert "nobody has signed it" in answer.content.decode()
    _sign(traced, Audience.ACCESSOR, "fr")
    answer = client.get(_page(traced, PRESS, "destroy"))
    assert answer.context["form"].initial["subject"] == french
    assert CODE in answer.context["form"].initial["body"]
    assert "nobody has signed it" not in answer.content.decode()


def test_the_desk_of_a_network_is_asked_in_its_language(client: Client, traced: Traced) -> None:
    _sign(traced, Audience.NETWORK_DESK, "ar")
    _classify(client, traced, DESK, "ar", "unknown")
    page = _page(traced, DESK, "destroy_network")
    drafted = client.get(page).context["form"].initial
    assert drafted["subject"] == shipped(Audience.NETWORK_DESK, "ar").title
    assert client.post(page, {**drafted, "to": "abuse@example.net"}).status_code == 302
    assert Sent.objects.get().subject == shipped(Audience.NETWORK_DESK, "ar").title


def test_who_asked_for_no_language_is_written_to_in_english(client: Client, traced: Traced) -> None:
    _sign(traced, Audience.ACCESSOR, "fr")
    _classify(client, traced, PRESS, "en")
    answer = client.get(_page(traced, PRESS, "destroy"))
    assert answer.context["form"].initial["subject"] == shipped(Audience.ACCESSOR, "en").title
    assert "nobody has signed it" not in answer.content.decode()


def test_another_language_alone_is_no_new_classification(client: Client, traced: Traced) -> None:
    _classify(client, traced, PRESS, "en")
    page = _page(traced, PRESS, "destroy")
    drafted = client.get(page).context["form"].initial
    assert client.post(page, {**drafted, "to": "desk@example.org"}).status_code == 302
    _classify(client, traced, PRESS, "fr")
    row = Matter.objects.get()
    assert (row.language, row.standing) == ("fr", "asked")
    kinds = [one.kind for one in ConsoleCase.open(traced.case).events()]
    assert kinds.count(EventKind.ACCESSOR_CLASSIFIED) == 1


def test_a_language_that_is_not_offered_is_refused_and_none_stands_in_clear(
    client: Client, traced: Traced
) -> None:
    sent = {"who": "press", "country": "NO", "why": "so", "language": "xx"}
    assert client.post(_page(traced, PRESS), sent).status_code == 422
    assert not Matter.objects.exists()
    _classify(client, traced, PRESS, "zh-Hans")
    with connection.cursor() as cursor:
        cursor.execute("SELECT language FROM accessors_matter")
        assert "zh-Hans" not in str(cursor.fetchall())
