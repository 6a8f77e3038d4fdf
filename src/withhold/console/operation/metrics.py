"""What Prometheus is told: counts by word, nothing of anybody."""

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count
from django_tasks_db.models import DBTaskResult
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from withhold.console.cases.models import Case
from withhold.console.config import Config
from withhold.console.ledgers.models import Entry
from withhold.console.operation.secret import secret_from
from withhold.console.outbox.models import Message
from withhold.domain.errors import UsageError

_BEARER = "Bearer "


def permitted(authorization: str) -> bool:
    """Whether this is the header with the token of [metrics]; without one configured, nobody is."""
    config: Config = settings.CONFIG
    if config.metrics_token is None or not authorization.startswith(_BEARER):
        return False
    try:
        token = secret_from(config.metrics_token, "metrics.token_file")
    except UsageError:
        return False
    return hmac.compare_digest(authorization[len(_BEARER) :].encode(), token.encode())


def page() -> bytes:
    """This process's requests, and what the database holds."""
    registry = CollectorRegistry()
    registry.register(_Counted())
    return generate_latest(REGISTRY) + generate_latest(registry)


class _Counted:
    """Asked of the database at each visit: the same in every process."""

    def collect(self) -> Iterator[Metric]:
        yield _by("withhold_outbox_messages", "Messages by state", Message, "state")
        yield _by("withhold_cases", "Cases by phase", Case, "phase")
        yield _by("withhold_tasks", "Tasks of the worker by status", DBTaskResult, "status")
        entries = GaugeMetricFamily("withhold_ledger_entries", "Entries in all ledgers")
        entries.add_metric([], Entry.objects.count())
        yield entries


def _by(name: str, about: str, model: type, label: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    rows = model.objects.order_by().values_list(label).annotate(count=Count("pk"))  # type: ignore[attr-defined]
    for value, count in rows:
        family.add_metric([str(value)], count)
    return family
