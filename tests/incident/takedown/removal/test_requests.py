"""Requests as tasks: asked, due, answered, asked again; what nobody asked yet."""

from datetime import UTC, datetime, timedelta

import pytest

from withhold.incident.case.events import Answer, check_form
from withhold.incident.case.exposed import Held, PlaceKind
from withhold.incident.case.interface import MACHINE, Actor, Event, EventKind, Role
from withhold.incident.case.state import PlaceState
from withhold.incident.takedown.removal.recipients import RemovalUnfit, load_recipients, recipient_named
from withhold.incident.takedown.removal.requests import (
    Standing,
    answer,
    ask,
    ask_again,
    due,
    lapsed,
    task_named,
    tasks,
    unasked,
)

ANNA = Actor("Anna Berg", Role.COUNSEL)
NOW = datetime(2030, 1, 31, 12, tzinfo=UTC)
URL = "https://site.example/files/statistics.xlsx"
GOOGLE = recipient_named("google-removals")
OUTDATED = recipient_named("google-outdated")


def days(count: float) -> datetime:
    return NOW + timedelta(days=count)


def asked(recipient: str = "google-removals") -> Event:
    return ask(recipient_named(recipient), URL, ANNA, "it was in the results", NOW, "ticket 7")


def place(kind: PlaceKind, held: Held = Held.GONE) -> PlaceState:
    return PlaceState(str(kind), str(held), False, NOW)


def test_what_is_asked_is_a_task_until_it_is_answered() -> None:
    event = asked()
    (task,) = tasks([event])
    assert (task.recipient, task.url, task.standing, task.times) == (
        "google-removals",
        URL,
        Standing.ASKED,
        1,
    )
    assert task.due == NOW + GOOGLE.answer
    assert due([event], days(1)) == []
    assert due([event], days(2)) == [task]


def test_a_removal_that_expires_is_due_again_in_time() -> None:
    events = [asked()]
    events.append(answer(tasks(events)[0], Answer.DONE, ANNA, "it is gone", days(1)))
    (task,) = tasks(events)
    assert task.standing is Standing.REMOVED
    assert due(events, days(165)) == []
    assert due(events, days(167)) == [task]
    events.append(ask_again(task, ANNA, "it expires", days(167)))
    (task,) = tasks(events)
    assert (task.standing, task.times, task.url) == (Standing.RENEWED, 2, URL)
    assert due(events, days(168)) == []


def test_a_removal_that_lasts_is_done() -> None:
    events = [ask(OUTDATED, URL, ANNA, "gone", NOW)]
    events.append(answer(tasks(events)[0], Answer.DONE, ANNA, "gone", days(1)))
    assert tasks(events)[0].due is None
    assert due(events, days(10000)) == []


@pytest.mark.parametrize(
    ("said", "standing", "is_due"),
    [
        (Answer.PARTLY, Standing.PARTLY, True),
        (Answer.NO_ANSWER, Standing.NO_ANSWER, True),
        (Answer.REFUSED, Standing.REFUSED, False),
    ],
)
def test_other_answers(said: Answer, standing: Standing, is_due: bool) -> None:
    events = [asked()]
    events.append(answer(tasks(events)[0], said, ANNA, "as they say", days(1)))
    (task,) = tasks(events)
    assert (task.standing, task.is_due(days(1))) == (standing, is_due)


def test_what_has_become_due_is_recorded_once() -> None:
    events = [asked()]
    assert lapsed(events, days(1)) == []
    (event,) = lapsed(events, days(3))
    assert (event.kind, event.by) == (EventKind.REMOVAL_DUE, MACHINE)
    events.append(event)
    assert lapsed(events, days(4)) == []
    assert len(due(events, days(4))) == 1
    events.append(ask_again(tasks(events)[0], ANNA, "again", days(4)))
    assert lapsed(events, days(5)) == []
    assert len(lapsed(events, days(7))) == 1


def test_every_event_has_the_form_that_cases_ask_for() -> None:
    event = asked()
    (task,) = tasks([event])
    for one in (
        event,
        *(answer(task, said, ANNA, "so", days(1), "ticket 8") for said in Answer),
        *lapsed([event], days(9)),
        ask_again(task, ANNA, "again", days(9)),
    ):
        check_form(one)


def test_facts_do_not_tell_the_address() -> None:
    one, other = asked(), asked()
    assert one.facts["removal"] != other.facts["removal"]
    assert "site.example" not in str(dict(one.facts))
    assert "site.example" not in repr(tasks([one]))


def test_after_the_address_was_erased_the_task_stands_and_can_be_asked_again() -> None:
    event = asked()
    erased = Event(event.kind, event.at, ANNA, "(erased)", event.facts, {})
    (task,) = tasks([erased])
    assert task.url is None
    check_form(ask_again(task, ANNA, "again", days(5)))
    assert tasks([erased, ask_again(task, ANNA, "again", days(5))])[0].times == 2


def test_a_request_is_named_by_how_its_number_begins() -> None:
    events = [asked(), asked("yandex")]
    first, second = tasks(events)
    assert task_named(events, first.removal[:12]) == first
    assert task_named(events, second.removal) == second
    for start in ("", "zz"):
        with pytest.raises(RemovalUnfit, match="number that begins so"):
            task_named(events, start)


def test_what_was_found_is_to_be_asked_for_where_it_is_kept() -> None:
    places = {
        URL: place(PlaceKind.ORIGINAL),
        "https://site.example/": place(PlaceKind.LINK),
        "https://web.archive.org/web/2030/https://site.example/": place(PlaceKind.ARCHIVE, Held.SAME_BYTES),
        "https://archive.ph/abcde": place(PlaceKind.ARCHIVE, Held.NOT_LOOKED),
        "https://mirror.example/copy": place(PlaceKind.ARCHIVE, Held.SAME_BYTES),
    }
    wanted = {(one.id, url) for one, url in unasked(places, [], load_recipients())}
    assert ("google-removals", URL) in wanted
    assert ("facebook-preview", URL) in wanted
    assert ("internet-archive", "https://web.archive.org/web/2030/https://site.example/") in wanted
    assert ("archive-today", "https://archive.ph/abcde") in wanted
    assert ("host", "https://mirror.example/copy") in wanted
    assert not [url for _, url in wanted if url == "https://site.example/"]
    assert not [one for one, url in wanted if one == "host" and "archive" in url]
    left = {(one.id, url) for one, url in unasked(places, [asked()], load_recipients())}
    assert wanted - left == {("google-removals", URL)}
