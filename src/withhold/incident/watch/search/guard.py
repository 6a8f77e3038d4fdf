"""What of a query may be somebody's: parts of names and second fields of the list, and people at all."""

from collections.abc import Callable
from datetime import date

from withhold.domain.location import DOCUMENT
from withhold.domain.piece import Text
from withhold.incident.watch.copies.digests import Kind
from withhold.incident.watch.copies.file import Fingerprints
from withhold.incident.watch.copies.names import Names
from withhold.incident.watch.copies.seconds import Seconds


def guarded(fingerprints: Fingerprints) -> Callable[[str], bool]:
    """Whether a text may hold anything of the list, or anybody at all, as far as the recognisers know.

    A word that is a part of some name on the list is enough with another one; a number or a date of the list
    is enough by itself.
    """
    names = Names(fingerprints.may_hold(Kind.PART))
    seconds = Seconds(fingerprints.seconds, fingerprints.numbers, fingerprints.may_hold(Kind.SECOND))

    def may_hold(text: str) -> bool:
        if any(hit.messages for hit in seconds.marks(text)):
            return True
        return any(len(one.singles) > 1 for one in names.candidates(text)) or _names_somebody(text)

    return may_hold


def _names_somebody(text: str) -> bool:
    from withhold.recognisers.analyst import Analyst

    analyst = Analyst(date.today(), [])
    analyst.add(Text(DOCUMENT, text))
    return bool(analyst.findings())
