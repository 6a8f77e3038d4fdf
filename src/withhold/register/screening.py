"""Which records of a list may be a registered person's, by whole columns: a fast "no" for nearly all others.

Records that pass are matched like any other row, so that evidence has one set of rules (`matching`).
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from withhold.register.asking import OF_ANY_KIND, Asker, Named
from withhold.register.canonical import birth_message, contact_forms, identifier_prefix
from withhold.register.digests import Kind
from withhold.register.interface import Hit
from withhold.register.matching import Matcher
from withhold.register.records import Records, Told
from withhold.register.snapshot import Snapshot
from withhold.text.person_number import number_forms

_REMEMBERED = 1 << 17


class _Births(dict[tuple[str, ...], tuple[bytes, ...]]):
    """ISO dates of one record to their messages."""

    def __missing__(self, births: tuple[str, ...]) -> tuple[bytes, ...]:
        if len(self) > _REMEMBERED:
            self.clear()
        found = tuple([message for message in map(birth_message, births) if message is not None])
        self[births] = found
        return found


class Screen:
    """Screens records for one snapshot."""

    def __init__(self, snapshot: Snapshot, asker: Asker) -> None:
        self._snapshot = snapshot
        self._asker = asker
        self._births = _Births()

    def candidates(self, told: Told) -> list[int]:
        """The places of records that may hold somebody, in order; whoever is registered is among them."""
        found: set[int] = set()
        births = list(map(self._births.__getitem__, told.births))
        for names in told.names:
            known = self._asker.names(names)
            named = [(place, one) for place, one in enumerate(map(known.__getitem__, names)) if one]
            found.update(self._of_names(named, births))
        for kind, values in told.identifiers:
            forms = partial(number_forms, kind)
            found.update(self._held(Kind.IDENTIFIER, values, forms, identifier_prefix(kind)))
            if kind in OF_ANY_KIND:
                found.update(self._held(Kind.ANY_IDENTIFIER, values, partial(number_forms, None)))
        for values in told.contacts:
            found.update(self._held(Kind.CONTACT, values, contact_forms))
        return sorted(found)

    def _of_names(self, named: list[tuple[int, Named]], births: list[tuple[bytes, ...]]) -> set[int]:
        """Records whose name may be registered with their birth date, or without one."""
        birth, undated = (self._snapshot.keys.digester(kind) for kind in (Kind.NAME_BIRTH, Kind.UNDATED_NAME))
        any_undated = bool(self._snapshot.header.stats.undated)
        found: set[int] = set()
        digests: list[bytes] = []
        owners: list[int] = []
        for place, one in named:
            if not births[place]:
                found.add(place)
                continue
            asked = [birth(key + message) for message in births[place] for key in one.keys]
            if any_undated:
                asked += map(undated, one.keys)
            digests += asked
            owners += [place] * len(asked)
        found.update(self._may_hold(digests, owners))
        return found

    def _held(
        self, kind: Kind, values: list[str], forms_of: Callable[[str], Sequence[str]], prefix: bytes = b""
    ) -> list[int]:
        """The records with a value of this kind that may be registered."""
        forms: list[str] = []
        owners: list[int] = []
        for place, value in enumerate(values):
            if value:
                for form in forms_of(value):
                    forms.append(form)
                    owners.append(place)
        messages = [form.encode("utf-8", "surrogatepass") for form in forms]
        return self._may_hold(self._snapshot.keys.digests(kind, messages, prefix), owners)

    def _may_hold(self, digests: list[bytes], owners: list[int]) -> list[int]:
        return [owners[index] for index in np.flatnonzero(self._snapshot.may_hold(digests)).tolist()]


def match_records(
    matcher: Matcher, screen: Screen, records: Records, listed: Sequence[Sequence[str]]
) -> list[Hit]:
    """What `matcher` finds in the rows of all these records, in much less time where few are registered."""
    places = screen.candidates(records.told(listed))
    hits = matcher.match(records.rows([listed[place] for place in places]))
    return [
        Hit(places[hit.row], hit.person, hit.evidence, hit.protections, hit.jurisdiction, hit.fields)
        for hit in hits
    ]
