"""A case system beside the service: the client library over Django's test client."""

import threading
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.test import Client as Browser
from withhold_holds import Client, Person

from tests.console.making import a_person
from withhold.console.holds.keys import service_key
from withhold.console.holds.models import CaseSystem
from withhold.console.people.roles import Role
from withhold.incident.holds.interface import Asked
from withhold.incident.holds.keys import KEY_BYTES, Keys
from withhold.signing.ed25519 import SigningKey

HELD = Person("Amadou Okoro", "1980-03-02", (("alien_number", "A200100001"),))
OTHER = Person("Somebody Else", "1950-01-02", (("alien_number", "A300000009"),))


def a_system(name: str = "court-east") -> Client:
    """Registered, with its client."""
    key = Ed25519PrivateKey.generate()
    # Addresses and tables of names are read at their first use: not within a client's short patience.
    Browser(SERVER_NAME="127.0.0.1").get("/api/v1/openapi.json")
    Keys(bytes(KEY_BYTES)).of_asked([Asked("1", HELD.identifiers, HELD.name, HELD.date_of_birth)])
    CaseSystem.objects.create(
        name=name, public_key=SigningKey(key).public_key, added_by=a_person(Role.ADMINISTRATOR)
    )
    return client_of(name, key)


def client_of(name: str, key: Ed25519PrivateKey) -> Client:
    """The client of a registered one."""
    return Client("http://127.0.0.1", name, key, service_key().public_key, through_django, timeout=30)


def through_django(
    url: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int
) -> tuple[int, bytes]:
    """The transport: no network."""
    path = "/" + url.split("/", 3)[3]
    browser = Browser(SERVER_NAME="127.0.0.1")
    try:
        answer = browser.post(path, body, content_type="application/json", headers=dict(headers))
        return answer.status_code, answer.content
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()  # Reports have a thread of their own, whose connection nobody else ends.
