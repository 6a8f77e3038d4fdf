"""What was found goes with the data of its case."""

from django.db import transaction

from withhold.console.outbox.setbacks import each
from withhold.console.watch.models import PublicDocument


def forget_destroyed() -> int:
    """Verdicts and addresses of documents whose case's data were destroyed. The digest stays: it is the key
    by which the same bytes would be known again."""
    gone = PublicDocument.objects.filter(case__destroyed_at__isnull=False).exclude(verdict__isnull=True)
    return each("documents of destroyed cases", {one.pk: one for one in gone}, _forget)


def _forget(document: PublicDocument) -> bool:
    with transaction.atomic():
        document.acceptances.all().delete()
        document.url, document.verdict, document.registered = "", None, None
        document.save(update_fields=["url", "verdict", "registered"])
    return True
