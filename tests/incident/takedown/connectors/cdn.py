"""The stage of a content network: a stand-in with a cache of URLs, filled by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.incident.takedown.connectors.rig import StandIn, context, target
from withhold.incident.takedown.interface import Connector, Context, Target

URL = "https://www.example.org/files/list.csv"
OTHER = "https://www.example.org/files/opening-hours.csv"
TOKEN = "cdn-token-that-nobody-may-see"

Build = Callable[[Mapping[str, object], Context], Connector]


@dataclass(slots=True)
class Network:
    """A stage of tests.contract.connector."""

    stand_in: StandIn
    cached: set[str]
    build: Build
    table: Mapping[str, object]
    api: str
    folder: Path

    @property
    def target(self) -> Target:
        return target(URL, "https://elsewhere.example.net/files/list.csv")

    @property
    def secrets(self) -> Sequence[str]:
        return [TOKEN]

    def upload(self) -> None:
        self.cached |= {URL, OTHER}

    def connector(self) -> Connector:
        return self.build(
            {**self.table, self.api: self.stand_in.url}, context(self.folder, self.stand_in.port)
        )

    def broken(self) -> Connector:
        return self.build({**self.table, self.api: "http://127.0.0.1:9"}, context(self.folder, 9))

    def picture(self) -> object:
        return sorted(self.cached)

    def served(self) -> bool:
        assert OTHER in self.cached, "something else was purged"
        return URL in self.cached
