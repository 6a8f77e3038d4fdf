"""The oversight statement and the public questions and answers: each sentence has its fact, or says that it
is not known yet."""

from withhold.console.exports.documents import Document, Section, moment
from withhold.console.exports.facts import Facts
from withhold.console.exports.report import people_sentence
from withhold.incident.case.interface import EventKind

DRAFT = "Draft, not reviewed"
STATEMENT, FAQ = "statement", "faq"
KINDS = {STATEMENT: "Statement to oversight", FAQ: "Public questions and answers"}


def statement_of(facts: Facts, kind: str) -> Document:
    """The draft of this kind as the facts stand."""
    make = {STATEMENT: _statement, FAQ: _faq}[kind]
    subtitle = "" if kind == FAQ else f"Case {facts.case_id}"  # a case's address is nothing for the public
    return Document(KINDS[kind], subtitle, DRAFT, facts.at, make(facts))


def _statement(facts: Facts) -> tuple[Section, ...]:
    return (
        Section("What happened", (_happened(facts), people_sentence(facts))),
        Section("How long", (_since(facts), _gone(facts))),
        Section("Who may have it", (_fetched(facts),)),
        Section("What was done", _done(facts)),
        Section("Who was told", _notified(facts)),
    )


def _faq(facts: Facts) -> tuple[Section, ...]:
    return (
        Section("What happened?", (_happened(facts),)),
        Section("How many people does it concern?", (people_sentence(facts),)),
        Section("How long was it public?", (_since(facts), _gone(facts))),
        Section("Did anybody copy it?", (_fetched(facts),)),
        Section(
            "Can you tell me whether somebody is in it?",
            ("No. We tell nobody who is in it.",),
        ),
    )


def _happened(facts: Facts) -> str:
    state = facts.state
    if state.confirmed_at is None:
        return "We were told that information was published by mistake. That is not confirmed yet."
    return f"Information was published by mistake. We confirmed it on {moment(state.confirmed_at)}."


def _since(facts: Facts) -> str:
    window = facts.state.window
    early, late = window.get("since_earliest"), window.get("since_latest")
    if early is None and late is None:
        return "Since when it was public is not known yet."
    if early is None:
        return f"It was public by {moment(late)}; whether it was before is not known yet."
    latest = f", and at the latest since {moment(late)}" if late is not None else ""
    return f"It was public since {moment(early)} at the earliest{latest}."


def _gone(facts: Facts) -> str:
    if facts.state.gone_at is None:
        return "That it is gone everywhere is not known yet."
    return f"On {moment(facts.state.gone_at)} it was verified that it is gone from our own places."


def _fetched(facts: Facts) -> str:
    if facts.networks is None:
        return "Whether anybody fetched it is not known yet."
    low, high = facts.networks
    return (
        f"As far as our logs tell, at least {low:,} and at most {high:,} networks fetched the whole file. "
        "That is not a number of people."
    )


def _done(facts: Facts) -> tuple[str, ...]:
    done = sum(kind is EventKind.STEP_DONE for kind in facts.state.steps.values())
    said = []
    if done:
        said.append(f"{done:,} steps of the takedown were done.")
    if facts.state.preserved:
        said.append(f"{facts.state.preserved:,} pieces of evidence were sealed.")
    if facts.state.asked:
        said.append(f"Others were asked to remove {len(facts.state.asked):,} copies.")
    return tuple(said) or ("What was done is not recorded yet.",)


def _notified(facts: Facts) -> tuple[str, ...]:
    met = [one for one in facts.events if one.kind is EventKind.CLOCK_MET]
    if not met:
        return ("Whether somebody was told is not known yet.",)
    by_id = {one.rule.id: one.rule.recipient for one in facts.clocks}
    names = [by_id.get(str(one.facts["clock"]), "a recipient") for one in met]
    return tuple(f"We told {name} on {moment(one.at)}." for name, one in zip(names, met, strict=True))
