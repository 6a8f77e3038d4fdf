"""What would be done, found by reading only: origins first, then caches with what the origins brought up."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256

from withhold.domain.mishap import where
from withhold.incident.takedown.interface import Connector, Layer, Step, TakedownError, Target
from withhold.signing.canonical import canonical

LAYERS = (Layer.ORIGIN, Layer.CACHE)
"""In the order of work."""


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A system that could not be looked at, and why. What it holds is not known: never taken for nothing."""

    connector: str
    layer: Layer
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps by layer. `urls` are all addresses that are to be gone: those known and those found."""

    steps: tuple[tuple[Layer, Step], ...]
    unplanned: tuple[Unplanned, ...]
    urls: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """The same for the same work, whenever and wherever it is planned."""
        steps = [[layer, step.id, step.action] for layer, step in self.steps]
        return sha256(
            canonical({"steps": steps, "unplanned": [one.connector for one in self.unplanned]})
        ).hexdigest()

    def count(self, layer: Layer) -> int:
        """How many steps a layer has."""
        return sum(1 for at, _ in self.steps if at is layer)

    def of(self, layer: Layer) -> list[Step]:
        """The steps of a layer, in order."""
        return [step for at, step in self.steps if at is layer]


def plan_all(connectors: Sequence[Connector], target: Target) -> Plan:
    """The plan of all connectors, those of a layer at once. One that cannot look does not stop the others."""
    steps: list[tuple[Layer, Step]] = []
    unplanned: list[Unplanned] = []
    for layer in LAYERS:
        for outcome in _planned([one for one in connectors if one.layer is layer], target):
            if isinstance(outcome, Unplanned):
                unplanned.append(outcome)
            else:
                steps += [(layer, step) for step in outcome]
        target = replace(target, urls=_merged(target.urls, (step for _, step in steps)))
    return Plan(tuple(steps), tuple(unplanned), target.urls)


def _planned(connectors: Sequence[Connector], target: Target) -> list[Sequence[Step] | Unplanned]:
    if not connectors:
        return []
    with ThreadPoolExecutor(len(connectors)) as pool:
        return list(pool.map(lambda connector: _one(connector, target), connectors))


def _one(connector: Connector, target: Target) -> Sequence[Step] | Unplanned:
    try:
        return connector.plan(target)
    except TakedownError as error:
        return Unplanned(connector.name, connector.layer, str(error))
    except Exception as error:  # noqa: BLE001  # a fault in one connector must not keep the others from work
        return Unplanned(connector.name, connector.layer, f"crashed ({where(error)}); please report this")


def _merged(urls: Iterable[str], steps: Iterable[Step]) -> tuple[str, ...]:
    found = dict.fromkeys(urls)
    for step in steps:
        found.update(dict.fromkeys(step.urls))
    return tuple(found)
