"""Answers: signed, short-lived, all of one size, and the same work whatever they say."""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from withhold.incident.holds.interface import (
    ANSWER_SCHEMA,
    EPOCH_SCHEMA,
    LIFETIME,
    PLAN_ANSWER_SCHEMA,
    RECEIPT_SCHEMA,
    Answer,
    HoldError,
    Question,
    Status,
)
from withhold.incident.holds.signed import Message
from withhold.signing.canonical import canonical
from withhold.signing.ed25519 import SigningKey

_LONGEST_STATUS = max(map(len, Status))


def respond(question: Question, answers: Sequence[Answer], key: SigningKey, now: datetime) -> bytes:
    """The body of the response to a question; a plan gets one that gives nobody authority to act.

    Its length depends on the question alone, never on what is answered. Raises HoldError unless there is
    exactly one answer for each person, in the order of the question.
    """
    if [answer.ref for answer in answers] != [person.ref for person in question.people] or not answers:
        raise HoldError("there is not one answer for each person of the question; nothing is answered")
    padding = "." * sum(_LONGEST_STATUS - len(answer.status) for answer in answers)
    bound = {
        "request_sha256": question.sha256,
        "nonce": question.nonce,
        "issued": moment(now),
        "expires": moment(now + timedelta(seconds=LIFETIME)),
        "key_id": key.key_id,
    }
    if question.planning:
        lines = [{"ref": answer.ref, "status": str(answer.status)} for answer in answers]
        plan = {"schema": PLAN_ANSWER_SCHEMA, **bound, "answers": lines, "padding": padding}
        return canonical(signed(PLAN_ANSWER_SCHEMA, plan, key))
    each = [
        signed(ANSWER_SCHEMA, {"ref": answer.ref, "status": str(answer.status), **bound}, key)
        for answer in answers
    ]
    return canonical({"schema": ANSWER_SCHEMA, "answers": each, "padding": padding})


def receipt(message: Message, epoch: int, key: SigningKey, now: datetime) -> bytes:
    """That a report or heartbeat came, and the epoch of now: the same whatever the message means."""
    content = {
        "schema": RECEIPT_SCHEMA,
        "request_sha256": sha256(message.body).hexdigest(),
        "nonce": message.nonce,
        "epoch": epoch,
        "issued": moment(now),
        "key_id": key.key_id,
    }
    return canonical(signed(RECEIPT_SCHEMA, content, key))


def epoch_notice(consumer: str, epoch: int, key: SigningKey, now: datetime) -> bytes:
    """What a consumer's webhook is told when the held people changed: that they did, nothing more."""
    content = {
        "schema": EPOCH_SCHEMA,
        "consumer": consumer,
        "epoch": epoch,
        "issued": moment(now),
        "key_id": key.key_id,
    }
    return canonical(signed(EPOCH_SCHEMA, content, key))


def signed(schema: str, statement: dict[str, Any], key: SigningKey) -> dict[str, Any]:
    """The statement with its `signature`: Ed25519 over schema, line feed and canonical statement."""
    made = key.sign(schema.encode() + b"\n" + canonical(statement))
    return {**statement, "signature": base64.b64encode(made).decode("ascii")}


def moment(when: datetime) -> str:
    """A moment as answers write it: UTC, always three decimals, so that all have one length."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03}Z"
