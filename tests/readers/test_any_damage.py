"""Any file of the corpus with bytes changed, cut out or put in: never a crash, never a hang, never silence.

Where the verdict on it is less severe than on the sound file, people whose name and number still stand in
its bytes were read, or something of it was told as unread.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.content import of_people
from corpus.hiding.everywhere import FORMATS
from tests.readers.bare_bytes import mentions, plain
from tests.readers.reading import read
from tests.readers.reading import values as read_values
from withhold.domain.piece import SkipReason
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run

EXAMPLES = 400
"""The same ones each time; `benchmarks.damage` looks at others, and longer."""
_LARGEST = 1 << 18
_SEED = 11
_SEVERITY = {Decision.RELEASE: 0, Decision.REVIEW: 1, Decision.WITHHOLD: 2}
_NEVER = frozenset({SkipReason.CRASHED, SkipReason.TIMED_OUT})


@dataclass(frozen=True)
class Sample:
    """A document of one hiding place, and the values of each person in it."""

    name: str
    data: bytes
    people: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Damage:
    """One change: `at` is where, as a part of the file; `size` bytes are replaced by `new`."""

    at: float
    size: int
    new: bytes

    def done_to(self, data: bytes) -> bytes:
        start = int(self.at * len(data))
        return data[:start] + self.new + data[start + self.size :]


def _samples() -> Iterator[Sample]:
    for folder, ending, places in FORMATS:
        for place in places:
            if place.author:
                continue
            content = of_people(Random(_SEED), place.count, place.among)
            data = place.make(Random(_SEED), content)
            people = tuple((str(row[0]), str(row[2])) for row in content.rows)
            if len(data) <= _LARGEST:
                yield Sample(f"{folder}/{place.name}.{place.ending or ending}", data, people)


SAMPLES = tuple(_samples())
_DAMAGES = st.one_of(
    st.builds(Damage, st.floats(0, 1), st.just(1), st.binary(min_size=1, max_size=1)),
    st.builds(Damage, st.floats(0, 1), st.integers(1, 64), st.just(b"")),
    st.builds(Damage, st.floats(0, 1), st.just(0), st.binary(min_size=1, max_size=8)),
    st.builds(
        Damage, st.floats(0, 1), st.integers(1, 8), st.sampled_from([bytes(4), b"\xff" * 4, b"\x80\0\0\0"])
    ),
    st.builds(Damage, st.floats(0, 1), st.just(_LARGEST), st.just(b"")),
)


class Judge:
    """Judges bytes as the command does, in the sandbox; sound files once."""

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector
        self._sound: dict[str, DocumentVerdict] = {}

    def judged(self, sample: Sample, data: bytes) -> DocumentVerdict:
        return self._inspector.inspect(open_bytes(data, sample.name), sample.name)

    def sound(self, sample: Sample) -> DocumentVerdict:
        if sample.name not in self._sound:
            self._sound[sample.name] = self.judged(sample, sample.data)
        return self._sound[sample.name]


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Run.under(["default"], None).inspector() as inspector:
        yield Judge(inspector)


def _has_open_quote(data: bytes, sample: Sample) -> bool:
    """A page with a quote that is not closed: what browsers take for a tag's attributes is not read."""
    return sample.name.startswith("html/") and data.count(b'"') % 2 == 1


def _is_missed(data: bytes, sample: Sample) -> bool:
    """Whether somebody stands in the damaged bytes, name and number, whose number no reader brings out.

    Names are not asked for: which encoding broken bytes are in can be guessed otherwise.
    """
    parts = plain(data)
    whole = [values for values in sample.people if all(mentions(parts, value) for value in values)]
    if not whole:
        return False
    text = "\n".join(value for value, _ in read_values(read(data, sample.name)))
    return any(values[-1] not in text for values in whole)


def fault(judge: Judge, sample: Sample, damages: list[Damage]) -> str | None:
    """What is wrong with how a damaged file ends; None if nothing is."""
    data = sample.data
    for damage in damages:
        data = damage.done_to(data)
    verdict = judge.judged(sample, data)
    if ended := {skipped.reason for skipped in verdict.skipped} & _NEVER:
        return ", ".join(sorted(ended))
    sound = judge.sound(sample)
    if _SEVERITY[verdict.decision] >= _SEVERITY[sound.decision] or _has_open_quote(data, sample):
        return None
    before = {(skipped.location, skipped.reason) for skipped in sound.skipped}
    is_told = any((skipped.location, skipped.reason) not in before for skipped in verdict.skipped)
    return "passed in silence" if not is_told and _is_missed(data, sample) else None


@settings(max_examples=EXAMPLES, derandomize=True)
@given(
    st.integers(0, len(SAMPLES) - 1).map(lambda at: SAMPLES[at]), st.lists(_DAMAGES, min_size=1, max_size=3)
)
def test_damage_is_survived_and_told(judge: Judge, sample: Sample, damages: list[Damage]) -> None:
    assert fault(judge, sample, damages) is None
