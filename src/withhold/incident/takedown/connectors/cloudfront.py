"""CloudFront: invalidates each URL's path, with and without query strings, and waits until it is everywhere.

As documented at https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html and
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html (read
November 2026). Tested against stand-ins that speak the same protocol; not tried against the live service.
Credentials come by boto3's usual chain alone.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from withhold.incident.takedown.connectors.amazon import Refused, client, telling
from withhold.incident.takedown.connectors.asking import failed, told
from withhold.incident.takedown.connectors.entry import Entry
from withhold.incident.takedown.connectors.urls import addresses, step_id
from withhold.incident.takedown.interface import Connector, Context, Layer, Outcome, Result, Step, Target

_PAUSE = 2.0
"""Seconds between two looks at an invalidation that is under way."""
_GENERATIONS = 1000


@dataclass(frozen=True, slots=True)
class CloudFront:
    """One distribution. `client` is boto3's."""

    client: Any
    distribution: str
    hosts: tuple[str, ...]
    seconds: int

    @property
    def name(self) -> str:
        return f"cloudfront {self.distribution}"

    @property
    def layer(self) -> Layer:
        return Layer.CACHE

    def plan(self, target: Target) -> Sequence[Step]:
        """One step for all paths. Nothing is asked: what is cached where cannot be seen."""
        paths = sorted({path for one in addresses(target.urls, self.hosts) for path in _paths(one.path)})
        if not paths:
            return []
        return [
            Step(
                step_id(self.name, "invalidate", *paths),
                self.name,
                "invalidate",
                f"invalidate {len(paths)} paths in CloudFront, {paths[0]} first (not tried live)",
                {"paths": "\n".join(paths)},
            )
        ]

    def take(self, step: Step) -> Outcome:
        """Create the invalidation, or find one that is under way, and wait until it is complete."""
        try:
            with telling("CloudFront"):
                found = self._under_way(step)
                until = time.monotonic() + self.seconds
                while found["Status"] != "Completed" and time.monotonic() < until:
                    time.sleep(_PAUSE)
                    found = self.client.get_invalidation(DistributionId=self.distribution, Id=found["Id"])[
                        "Invalidation"
                    ]
        except Refused as error:
            return failed(str(error))
        proof = {"invalidation": told(found["Id"]), "status": told(found["Status"])}
        if found["Status"] != "Completed":
            return failed("the invalidation is still under way; the same command waits on", **proof)
        return Outcome(Result.DONE, "", proof)

    def _under_way(self, step: Step) -> dict[str, Any]:
        """An invalidation of these paths that is not complete yet.

        CloudFront answers a CallerReference that it knows with the invalidation of then. A complete one is no
        proof for today, for the cache may have filled itself since: then the next number is used.
        """
        paths = str(step.data["paths"]).split("\n")
        for number in range(_GENERATIONS):
            batch = {
                "Paths": {"Quantity": len(paths), "Items": paths},
                "CallerReference": f"withhold-{step.id}-{number}",
            }
            found: dict[str, Any] = self.client.create_invalidation(
                DistributionId=self.distribution, InvalidationBatch=batch
            )["Invalidation"]
            if found["Status"] != "Completed":
                return found
        raise Refused("CloudFront knows too many invalidations of these paths; make one in its console")


def from_site(table: Mapping[str, object], context: Context) -> Connector:
    """Keys: `distribution`, `hosts`; `seconds`, `profile` and `endpoint` if wanted. Raises SiteUnusable."""
    entry = Entry.of(table)
    made = CloudFront(
        client(entry, "cloudfront"),
        entry.id("distribution"),
        entry.hosts(required=True),
        entry.whole("seconds", 600, 1, 3600),
    )
    entry.close()
    return made


def _paths(path: str) -> tuple[str, str]:
    """The path itself, and with every query string. A star that stands in the path is its own character."""
    exact = path.replace("*", "%2A")
    return exact, f"{exact}?*"
