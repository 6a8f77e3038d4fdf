"""Questions of case systems before they act: read, checked, and nothing believed that is not signed."""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from withhold.incident.case.interface import CaseError
from withhold.incident.case.moments import read
from withhold.incident.holds.interface import (
    PLAN_SCHEMA,
    REQUEST_SCHEMA,
    Action,
    Asked,
    Consumer,
    Question,
    Refused,
)
from withhold.incident.holds.signed import keys_are, read_message

DECISION_PEOPLE = 100
"""People of one request before an action: a family, a bus. Larger lists are plans."""
PLAN_PEOPLE = 10_000
"""People of a planning manifest."""
REF = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
_MOST_IDENTIFIERS = 16
_LONGEST = {"kind": 40, "value": 64, "name": 400, "date_of_birth": 32}
_LONGEST_MOMENT = 40
_KEYS = ("schema", "consumer", "nonce", "action", "people")
_PERSON = ("ref", "identifiers", "name", "date_of_birth")


def read_question(body: bytes, header: str | None, keys: Mapping[str, Consumer]) -> Question:
    """The question in a body whose header `Withhold-Signature` is given; `keys` as `signed.by_key` makes.

    A person who is told badly (no number, an unknown date) is still a person of the question: deciding says
    what that means. Raises Refused with its HTTP status for what is not signed or not written as specified.
    """
    message = read_message(body, header, keys, {REQUEST_SCHEMA, PLAN_SCHEMA})
    keys_are(message.content, *_KEYS)
    planning = message.schema == PLAN_SCHEMA
    people = read_people(message.content["people"], PLAN_PEOPLE if planning else DECISION_PEOPLE)
    action = read_action(message.content["action"])
    return Question(message.consumer.name, message.nonce, action, people, sha256(body).hexdigest(), planning)


def read_action(value: object) -> Action:
    """One of the actions. Raises Refused."""
    if not isinstance(value, str) or value not in {str(action) for action in Action}:
        raise Refused(f"the action is one of {', '.join(Action)}", 400)
    return Action(value)


def read_people(value: object, most: int) -> tuple[Asked, ...]:
    """The people of a message, at least one and at most `most`. Raises Refused, without any value of them."""
    if not isinstance(value, list) or not value:
        raise Refused("people is a list of at least one person", 400)
    if len(value) > most:
        raise Refused(f"at most {most} people are in one such message; ask in parts, or send a plan", 413)
    people = tuple(map(_person, value))
    if len({person.ref for person in people}) < len(people):
        raise Refused("each ref stands once in a message", 400)
    return people


def _person(value: Any) -> Asked:
    if not isinstance(value, dict):
        raise Refused("each person is an object", 400)
    keys_are(value, *_PERSON)
    ref, identifiers = value["ref"], value["identifiers"]
    if not isinstance(ref, str) or not REF.fullmatch(ref):
        raise Refused("a ref has 1 to 64 letters, digits, dots, colons, dashes or underscores", 400)
    if not isinstance(identifiers, list) or len(identifiers) > _MOST_IDENTIFIERS:
        raise Refused(f"identifiers is a list of at most {_MOST_IDENTIFIERS}", 400)
    return Asked(
        ref, tuple(map(_identifier, identifiers)), _text(value, "name"), _text(value, "date_of_birth")
    )


def _identifier(value: Any) -> tuple[str, str]:
    if not isinstance(value, dict):
        raise Refused("each identifier is an object of kind and value", 400)
    keys_are(value, "kind", "value")
    return _text(value, "kind"), _text(value, "value")


def _text(value: Mapping[str, Any], key: str) -> str:
    text = value[key]
    if not isinstance(text, str) or len(text) > _LONGEST[key]:
        raise Refused(f"{key} is a text of at most {_LONGEST[key]} characters", 400)
    return text


def read_moment(value: object, what: str) -> datetime:
    """A moment with its zone (RFC 3339). `what` says which one it is. Raises Refused."""
    if isinstance(value, str) and len(value) <= _LONGEST_MOMENT:
        try:
            return read(value)
        except CaseError:
            pass
    raise Refused(f"{what}, like 2026-03-01T09:30:00Z", 400)
