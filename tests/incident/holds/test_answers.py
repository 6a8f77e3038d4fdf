"""Answers: bound to their question, short-lived, equally long, and of plans no authority."""

import base64
from datetime import timedelta
from typing import Any

import pytest

from tests.incident.holds.made import KEYS, NOW, SERVICE_KEY, asked, parsed, question, told
from withhold.incident.holds.answers import epoch_notice, receipt, respond
from withhold.incident.holds.interface import (
    HEARTBEAT_SCHEMA,
    LIFETIME,
    Answer,
    HoldError,
    Status,
)
from withhold.incident.holds.signed import read_message
from withhold.signing.canonical import canonical
from withhold.signing.ed25519 import verify

PAIR = (asked(), asked("Ana Duarte", "1990-05-17", "A200000017", ref="q2"))


def answers(*statuses: Status) -> list[Answer]:
    return [Answer(person.ref, status) for person, status in zip(PAIR, statuses, strict=True)]


def is_signed(schema: str, content: dict[str, Any]) -> bool:
    statement = {key: value for key, value in content.items() if key != "signature"}
    signature = base64.b64decode(content["signature"])
    return verify(SERVICE_KEY.public_key, signature, schema.encode() + b"\n" + canonical(statement))


def test_an_answer_has_the_keys_of_the_design_and_is_signed_alone() -> None:
    body = parsed(respond(question(*PAIR), answers(Status.CLEAR, Status.DO_NOT_ACT), SERVICE_KEY, NOW))
    first, second = body["answers"]
    wanted = "ref status request_sha256 nonce issued expires key_id signature"
    assert set(first) == set(wanted.split())
    assert (first["ref"], first["status"], second["status"]) == ("q1", "clear", "do_not_act")
    assert (first["issued"], first["expires"]) == ("2030-02-01T12:00:00.000Z", "2030-02-01T12:00:03.000Z")
    assert is_signed("withhold.hold-answer/1", first)
    assert not is_signed("withhold.hold-answer/1", first | {"status": "do_not_act"})
    assert not is_signed("withhold.hold-plan-answer/1", first)


def test_no_answer_lives_longer_than_the_design_allows() -> None:
    assert LIFETIME <= 5


@pytest.mark.parametrize("planning", [False, True])
def test_all_answers_to_one_question_have_one_length(planning: bool) -> None:
    asked_now = question(*PAIR, planning=planning)
    lengths = {
        len(respond(asked_now, answers(one, other), SERVICE_KEY, NOW + timedelta(microseconds=extra)))
        for one in Status
        for other in Status
        for extra in (0, 1, 999_999)
    }
    assert len(lengths) == 1


def test_a_plan_has_no_line_that_is_signed() -> None:
    asked_now = question(*PAIR, planning=True)
    body = parsed(respond(asked_now, answers(Status.CLEAR, Status.CLEAR), SERVICE_KEY, NOW))
    assert body["schema"] == "withhold.hold-plan-answer/1"
    assert [set(line) for line in body["answers"]] == [{"ref", "status"}] * 2
    assert is_signed("withhold.hold-plan-answer/1", body)
    assert not is_signed("withhold.hold-answer/1", body)


@pytest.mark.parametrize(
    "wrong", [[], [Answer("q1", Status.CLEAR)], [Answer("q2", Status.CLEAR), Answer("q1", Status.CLEAR)]]
)
def test_answers_that_are_not_of_the_question(wrong: list[Answer]) -> None:
    with pytest.raises(HoldError, match="nothing is answered"):
        respond(question(*PAIR), wrong, SERVICE_KEY, NOW)
    with pytest.raises(HoldError, match="nothing is answered"):
        respond(question(), [], SERVICE_KEY, NOW)


def test_receipts_and_epochs_are_signed_as_such() -> None:
    message = read_message(*told(HEARTBEAT_SCHEMA, acknowledged=0), KEYS, {HEARTBEAT_SCHEMA})
    got = parsed(receipt(message, 5, SERVICE_KEY, NOW))
    assert (got["epoch"], got["nonce"]) == (5, message.nonce)
    assert is_signed("withhold.hold-receipt/1", got)
    news = parsed(epoch_notice("court-east", 6, SERVICE_KEY, NOW))
    assert (news["consumer"], news["epoch"]) == ("court-east", 6)
    assert is_signed("withhold.hold-epoch/1", news)
