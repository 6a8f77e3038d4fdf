"""The after-action report: what happened, from the case's facts only."""

from datetime import timedelta

from withhold.console.exports.documents import Document, Section, moment
from withhold.console.exports.facts import Facts, told
from withhold.incident.case.interface import EventKind, Role
from withhold.incident.case.sentences import sentence
from withhold.incident.case.timeline import Milestone

_MARK = "Confidential. No values of affected people."


def report_of(facts: Facts) -> Document:
    """The whole report."""
    return Document(
        title="After-action report",
        subtitle=f"Case {facts.case_id}, {facts.state.phase.replace('_', ' ')}",
        mark=_MARK,
        at=facts.at,
        sections=(
            _summary(facts),
            _places(facts),
            _takedown(facts),
            _accessors(facts),
            _evidence(facts),
            _deadlines(facts),
            _timeline(facts),
            _unknown(facts),
        ),
    )


def _summary(facts: Facts) -> Section:
    sentences = [people_sentence(facts)]
    sentences.append(
        f"From the first report to the last event, people took {_span(facts.line.people)}, "
        f"and Withhold took {_span(facts.line.machine)}."
    )
    rows = tuple((one.name.capitalize(), *_ends(one)) for one in facts.line.milestones)
    return Section("Summary", tuple(sentences), ("What", "Not before", "At the latest"), rows)


def people_sentence(facts: Facts) -> str:
    """How many people, with what that rests on."""
    if facts.people is None:
        return "How many people are exposed is not known yet."
    low, high = facts.people
    return f"At least {low:,} and at most {high:,} people are exposed, counted from the published bytes."


def _places(facts: Facts) -> Section:
    rows = tuple(
        (kind.replace("_", " "), held.replace("_", " "), f"{count:,}") for kind, held, count in facts.places()
    )
    documents = len(facts.state.documents)
    sentence = f"{documents:,} exact document{'' if documents == 1 else 's'} should not have been public."
    if not rows:
        return Section("Where it was", (sentence, "No place is recorded."))
    return Section("Where it was", (sentence,), ("Kind of place", "What was found last", "Places"), rows)


def _takedown(facts: Facts) -> Section:
    state = facts.state
    if not state.steps:
        return Section("Takedown", ("No step of a takedown is recorded.",))
    counts = {kind: sum(one is kind for one in state.steps.values()) for kind in EventKind}
    rows = tuple((str(kind).replace("step_", ""), f"{count:,}") for kind, count in counts.items() if count)
    rounds = f"{state.clean_rounds:,} looks from outside in a row found it nowhere."
    back = (
        f"It came back {state.reappeared:,} times." if state.reappeared else "It was not seen to come back."
    )
    return Section("Takedown", (rounds, back), ("Steps", "How many"), rows)


def _accessors(facts: Facts) -> Section:
    if facts.networks is None:
        return Section("Who fetched it", ("No log was read; whether anybody fetched it is not known.",))
    low, high = facts.networks
    sentence = (
        f"At least {low:,} and at most {high:,} networks got the whole file, as far as the logs that were "
        "read tell. A network is not a person."
    )
    missing = facts.state.logs_missing
    return Section("Who fetched it", (sentence, f"{missing:,} logs that should exist could not be had."))


def _evidence(facts: Facts) -> Section:
    state = facts.state
    return Section(
        "Evidence",
        (f"{state.preserved:,} pieces are sealed; {state.preservation_failed:,} could not be had.",),
    )


def _deadlines(facts: Facts) -> Section:
    if not facts.clocks:
        return Section("Deadlines", ("The case names no jurisdiction, so no deadline was counted.",))
    rows = tuple(
        (
            one.rule.recipient,
            one.jurisdiction,
            one.status.replace("_", " ") + ("" if one.certain else " (may apply)"),
            moment(one.due) if one.due else "without undue delay",
        )
        for one in facts.clocks
    )
    return Section(
        "Deadlines", ("Not legal advice.",), ("Whom to tell", "Law of", "How it stands", "Due"), rows
    )


def _timeline(facts: Facts) -> Section:
    rows = tuple(
        (
            moment(entry.event.at),
            entry.event.kind.replace("_", " "),
            "Withhold" if entry.event.by.role is Role.MACHINE else entry.event.by.role.replace("_", " "),
            sentence(entry.event) or told(dict(entry.event.facts)),
        )
        for entry in facts.line.entries
    )
    return Section("Timeline", (), ("When", "What", "Who", "Facts"), rows)


def _unknown(facts: Facts) -> Section:
    """What a reader might take for known, and is not."""
    state = facts.state
    said = []
    if state.window.get("since_earliest") is None:
        said.append("Since when it was public is not bounded by evidence: it may be longer.")
    if state.gone_at is None:
        said.append("It is not verified that it is gone.")
    if state.unread:
        said.append(f"{len(state.unread):,} places could not be looked at when they were last tried.")
    if state.unasked:
        said.append(f"{len(state.unasked):,} copies that others keep were not asked to be removed.")
    if facts.people is None:
        said.append("Nobody has counted the people in it.")
    if facts.networks is None:
        said.append("No log was read for who fetched it.")
    return Section("What is not known", tuple(said) or ("Nothing of what this report looks for is open.",))


def _ends(one: Milestone) -> tuple[str, str]:
    return moment(one.earliest), moment(one.latest)


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    hours, days = minutes // 60, minutes // 1440
    if days:
        return f"{days} d {hours % 24} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
