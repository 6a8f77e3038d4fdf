"""What case systems say they did: an action against somebody held is an incident, whoever allowed it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from withhold.incident.holds.index import HeldIndex
from withhold.incident.holds.interface import REPORT_SCHEMA, Action, Asked, Consumer, Refused
from withhold.incident.holds.requests import DECISION_PEOPLE, read_action, read_moment, read_people
from withhold.incident.holds.signed import NONCE, Message, keys_are, read_message


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """An action that was done on people. `asked` is the nonce of the question before it, None if none was."""

    consumer: str
    action: Action
    at: datetime
    people: tuple[Asked, ...]
    asked: str | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """That a consumer acted against the hold of `subject`. `ref` is the consumer's own name of the person.

    `after_clear`: it had asked and was told clear, so the hold came between; otherwise it acted without.
    `before_hold`: it says that it acted before the hold stood, which is told apart and never passed over.
    """

    consumer: str
    action: Action
    subject: str
    ref: str
    at: datetime
    after_clear: bool
    before_hold: bool


def read_report(body: bytes, header: str | None, keys: Mapping[str, Consumer]) -> tuple[Report, Message]:
    """The report in a signed body, and the message for its receipt. Raises Refused."""
    message = read_message(body, header, keys, {REPORT_SCHEMA})
    content = message.content
    keys_are(content, "schema", "consumer", "nonce", "action", "people", "at", "asked")
    asked = content["asked"]
    if asked is not None and not (isinstance(asked, str) and NONCE.fullmatch(asked)):
        raise Refused("asked is the nonce of the question before the action, or null", 400)
    people = read_people(content["people"], DECISION_PEOPLE)
    action = read_action(content["action"])
    return Report(
        message.consumer.name, action, read_moment(content["at"], "at is when it was done"), people, asked
    ), message


def contradictions(
    report: Report, index: HeldIndex, since: Mapping[str, datetime], told_clear: Collection[str] = ()
) -> list[Contradiction]:
    """Every hold that the reported action went against; favourable actions go against none.

    `since`: from when the hold of each subject stands. `told_clear`: the refs that this consumer was told
    clear in the question the report names. It makes nothing right: the person is held and was acted on.
    """
    if not report.action.is_adverse:
        return []
    found = index.matching(report.people, report.action)
    return [
        Contradiction(
            report.consumer,
            report.action,
            subject,
            person.ref,
            report.at,
            after_clear=person.ref in told_clear,
            before_hold=report.at < since[subject],
        )
        for person, subjects in zip(report.people, found, strict=True)
        for subject in sorted(subjects)
    ]


def acted_unasked(report: Report) -> bool:
    """Whether it says of itself that it acted adversely without asking: a consumer that is not enforcing."""
    return report.action.is_adverse and report.asked is None
