"""What a question is answered: favourable actions always may be done, adverse ones only when all is sure."""

from withhold.incident.holds.interface import Answer, HoldIndex, Question, Status
from withhold.incident.holds.wellformed import is_surely_told


def decide(question: Question, index: HoldIndex | None) -> list[Answer]:
    """One answer for each person, in order. `index` is None where the held people are not loaded.

    A favourable action is `clear` for everybody whatever is wrong: with the person as told, with the index,
    or because of a hold. An adverse one is `clear` only for a person told by a well-formed identifier, a name
    and a birth date, of whom no key is a held person's. An index that fails raises: no answer means do not
    act. All people are looked up, also those that are told badly: the work tells nothing.
    """
    if not question.action.is_adverse:
        return [Answer(person.ref, Status.CLEAR) for person in question.people]
    if index is None:
        return [Answer(person.ref, Status.DO_NOT_ACT) for person in question.people]
    held = index.held(question.people, question.action)
    sure = [is_surely_told(person) for person in question.people]
    return [
        Answer(person.ref, Status.CLEAR if told and not found else Status.DO_NOT_ACT)
        for person, told, found in zip(question.people, sure, held, strict=True)
    ]
