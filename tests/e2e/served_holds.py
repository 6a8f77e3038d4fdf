"""A served console with a case and case systems that ask over real HTTP."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from withhold_holds import Client, Person
from withhold_holds.transport import Transport

from tests.e2e.served_console import Served

HELD = Person("Amadou Okoro", "1980-03-02", (("alien_number", "A200100001"),))
OTHER = Person("Somebody Else", "1950-01-02", (("alien_number", "A300000009"),))
_SETUP = """
import json, sys
import django
django.setup()
"""
_PREPARE = (
    _SETUP
    + """
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from tests.console.affected.conftest import a_case
from tests.console.making import a_person
from withhold.console.holds.keys import service_key
from withhold.console.holds.models import CaseSystem
from withhold.console.people.roles import Role
from withhold.signing.ed25519 import SigningKey

officer = a_person(Role.PRIVACY_OFFICER, name="Pia Officer")
for name, pem in json.load(sys.stdin).items():
    key = SigningKey(load_pem_private_key(pem.encode(), password=None))
    CaseSystem.objects.create(name=name, public_key=key.public_key, added_by=officer)
row = a_case([])
print(json.dumps({"case": row.pk, "service_key": service_key().public_key}))
"""
)
_ADD = (
    _SETUP
    + """
from tests.console.affected.conftest import SALT
from tests.console.affected.rows import ROWS
from withhold.console.cases.models import Case
from withhold.console.persons.loading import commitment_of
from withhold.console.persons.models import ExposedPerson

row = Case.objects.get()
number = ExposedPerson.objects.filter(case=row).count() + 1
values = ROWS[number - 1]
ExposedPerson.objects.create(
    case=row, number=number, values=values, salt=SALT, commitment=commitment_of(SALT, values)
)
print(json.dumps(number))
"""
)


class CaseSystems:
    """So many registered case systems of one served console, each with its client."""

    def __init__(self, console: Served, count: int) -> None:
        self._home = console.home
        keys = {f"court-{number}": Ed25519PrivateKey.generate() for number in range(count)}
        pems = {name: _pem(key) for name, key in keys.items()}
        prepared = self.run(_PREPARE, json.dumps(pems))
        self.case: str = prepared["case"]
        self._url, self._keys, self._service = (
            f"http://127.0.0.1:{console.port}",
            keys,
            prepared["service_key"],
        )
        self.clients = [Client(self._url, name, key, self._service) for name, key in keys.items()]

    def client(self, transport: Transport) -> Client:
        """The first one's client over another transport."""
        name, key = next(iter(self._keys.items()))
        return Client(self._url, name, key, self._service, transport)

    def add_person(self) -> int:
        """One more person of the leak: the worker holds them by itself."""
        number: int = self.run(_ADD)
        return number

    def run(self, script: str, given: str = "") -> Any:
        """A script in the installation; what it prints as JSON."""
        environment = {**os.environ, "WITHHOLD_HOME": str(self._home)}
        environment["DJANGO_SETTINGS_MODULE"] = "withhold.console.settings"
        environment.pop("WITHHOLD_TEST_DATABASE", None)
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            cwd=Path(__file__).parents[2],
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout.splitlines()[-1])


def _pem(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
