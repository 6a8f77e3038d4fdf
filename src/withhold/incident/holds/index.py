"""All held people in memory: digests of their keys, whose they are, and for which actions they are waived."""

import secrets
from collections.abc import Iterable, Sequence
from threading import Lock

from withhold.incident.holds.interface import Action, Asked, Hold
from withhold.incident.holds.keys import KEY_BYTES, Keys, PersonKeys

_NOBODY: tuple[str, ...] = ()
_NONE: frozenset[Action] = frozenset()


class HeldIndex:
    """Implements HoldIndex. Read by any number of threads while one changes it.

    `key`: 32 bytes; without it a random one that lives as long as the index. `epoch` of a change is what the
    caller counts (several processes share one count); without it the next number.
    """

    def __init__(self, key: bytes | None = None, epoch: int = 0) -> None:
        self._keys = Keys(key or secrets.token_bytes(KEY_BYTES))
        self._subjects: dict[bytes, tuple[str, ...]] = {}
        self._of_subject: dict[str, PersonKeys] = {}
        self._waived: dict[str, frozenset[Action]] = {}
        self._epoch = epoch
        self._lock = Lock()

    @property
    def epoch(self) -> int:
        """The number of the newest change that is known here."""
        return self._epoch

    def __len__(self) -> int:
        return len(self._of_subject)

    def add(self, holds: Iterable[Hold], epoch: int | None = None) -> None:
        """Hold these people. One who is held already is known by the new rows, and waived as the new one is.

        Raises ValueError, and holds nobody of them, for a hold without any key: it could never be found.
        """
        made = [(hold, self._keys.of_held(hold.rows)) for hold in holds]
        if not all(_all_of(keys) for _, keys in made):
            raise ValueError("a hold has no name with a birth and no number; nobody would be found by it")
        with self._lock:
            for hold, keys in made:
                before = _all_of(self._of_subject.get(hold.subject))
                now = _all_of(keys)
                self._waived[hold.subject] = hold.waived
                self._of_subject[hold.subject] = keys
                for key in now - before:
                    self._subjects[key] = (*self._subjects.get(key, _NOBODY), hold.subject)
                self._forget(hold.subject, before - now)
            self._next(epoch)

    def remove(self, subjects: Iterable[str], epoch: int | None = None) -> None:
        """End the holds of these people; who is not held stays so."""
        with self._lock:
            for subject in subjects:
                self._forget(subject, _all_of(self._of_subject.get(subject)))
                self._of_subject.pop(subject, None)
                self._waived.pop(subject, None)
            self._next(epoch)

    def waive(self, subject: str, actions: Iterable[Action], epoch: int | None = None) -> None:
        """The hold of this person no longer stands against these actions, and against all others.

        Raises KeyError where nobody is held under this subject.
        """
        with self._lock:
            if subject not in self._of_subject:
                raise KeyError("no hold stands under this subject")
            self._waived[subject] = frozenset(actions)
            self._next(epoch)

    def held(self, people: Sequence[Asked], action: Action) -> list[bool]:
        """For each, whether a key of a held person matches; see HoldIndex. All keys of all are looked up."""
        return [bool(found) for found in self.matching(people, action)]

    def matching(self, people: Sequence[Asked], action: Action) -> list[frozenset[str]]:
        """For each, the subjects whose hold stands against this action. For the office alone."""
        return [self._standing(keys, action) for keys in self._keys.of_asked(people)]

    def waiving(self, people: Sequence[Asked], action: Action) -> frozenset[str]:
        """The subjects of these people whose hold is waived for this action. For the office alone."""
        found = {one for keys in self._keys.of_asked(people) for one in self._known_by(keys)}
        return frozenset(one for one in found if action in self._waived.get(one, _NONE))

    def _standing(self, asked: PersonKeys, action: Action) -> frozenset[str]:
        found = self._known_by(asked)
        return frozenset([subject for subject in found if action not in self._waived.get(subject, _NONE)])

    def _known_by(self, asked: PersonKeys) -> list[str]:
        """Every key is looked up, also after the first that is found."""
        subjects = self._subjects
        sure = [subject for key in asked.sure for subject in subjects.get(key, _NOBODY)]
        by_year = [subject for key in asked.by_year for subject in subjects.get(key, _NOBODY)]
        return [*sure, *[subject for subject in by_year if not self._contradicts(subject, asked)]]

    def _contradicts(self, subject: str, asked: PersonKeys) -> bool:
        held = self._of_subject.get(subject)
        return held is not None and held.contradicts(asked)

    def _forget(self, subject: str, keys: Iterable[bytes]) -> None:
        for key in keys:
            left = tuple(other for other in self._subjects.get(key, _NOBODY) if other != subject)
            if left:
                self._subjects[key] = left
            else:
                self._subjects.pop(key, None)

    def _next(self, epoch: int | None) -> None:
        self._epoch = self._epoch + 1 if epoch is None else max(epoch, self._epoch)

    def __repr__(self) -> str:
        return "HeldIndex()"


def _all_of(keys: PersonKeys | None) -> frozenset[bytes]:
    return keys.sure | keys.by_year if keys else frozenset()
