"""Files and places for tests of the desk."""

from itertools import count
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from corpus.manifest import cases
from withhold.console.desk.inspecting import Asked, ask, run
from withhold.console.desk.models import Destination, Inspection
from withhold.console.desk.storing import document_of, store
from withhold.console.people.models import User

PLAIN = b"Team,Visits\nNorth,12\nSouth,7\n"
STAFF = b"Name,Home address,Birth date\nKarin Lindqvist,12 Mill Lane,1984-06-17\n"
CLAIMS = (
    "Full name,Date of birth,Nationality,Claim\n"
    "Juan Quispe Huamán,1987-03-04,Peru,asylum\nAleksei Vorontsov,1979-11-30,Russia,asylum\n"
).encode()


_numbers = count(1)


def a_place(name: str = "https://www.example.org") -> Destination:
    """With a state folder of its own."""
    return Destination.objects.create(name=name, slug=f"place-{next(_numbers)}")


def founding() -> bytes:
    """A workbook with a tab of 6,252 invented people."""
    return next(one for one in cases(1, "founding") if one.file == "founding/statistics.xlsx").make()


def inspected(
    content: bytes, user: User, place: Destination | None = None, name: str = "a.csv", page: str = ""
) -> Inspection:
    """A judged inspection, as the worker makes it."""
    found = ask(document_of(store([content]), name, user), Asked(place, page), user)
    run(found.pk)
    found.refresh_from_db()
    return found


def bring(client: Client, content: bytes, name: str = "a.csv", **more: str) -> str:
    """Upload it as a person does; returns the id of the inspection."""
    answer = client.post("/desk/bring/", {"file": SimpleUploadedFile(name, content), **more})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Path(answer["Location"]).name
