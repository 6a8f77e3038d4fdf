"""The clean copy at the desk: made on demand, judged under the same rules, never kept."""

from django.http import HttpResponse

from withhold.cleaning.clean import can_be_made, clean
from withhold.cleaning.interface import Refused
from withhold.console.desk.judging import run_for
from withhold.console.desk.models import Inspection
from withhold.console.desk.storing import content_of
from withhold.console.sealing.files import FileUnusable
from withhold.domain.discretion import CALL
from withhold.domain.errors import UsageError


class NoCopy(UsageError):
    """There is none; the message says why and what to do."""


def offered(inspection: Inspection) -> bool:
    """Whether it is worth asking for one."""
    if inspection.verdict is None or not inspection.document.kept or inspection.decision == "release":
        return False
    document = inspection.verdict["documents"][0]
    return can_be_made(document["media_type"]) and all(one["rule"] != CALL for one in document["reasons"])


def answer(inspection: Inspection) -> HttpResponse:
    """The copy as a download. Raises NoCopy where none can be made."""
    if not offered(inspection):
        raise NoCopy("no clean copy can be made of this file; take out by hand what the verdict names")
    try:
        with (
            content_of(inspection.document) as path,
            run_for(inspection.destination, inspection.profile) as run,
            run.inspector() as inspector,
        ):
            copy = clean(path, inspector)
    except FileUnusable as error:
        raise NoCopy(str(error)) from None
    if isinstance(copy, Refused):
        raise NoCopy(copy.why)
    response = HttpResponse(copy.content, content_type=copy.media_type)
    response["Content-Disposition"] = f'attachment; filename="clean-copy{copy.suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
