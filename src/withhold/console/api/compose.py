"""The one API: what each room offers, under one description."""

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.responses import Response

from withhold import __version__
from withhold.console.access.api import AUTHENTICATION, guard
from withhold.console.access.interface import Operation
from withhold.console.affected.api import router as affected
from withhold.console.api.problems import add_handlers
from withhold.console.casework.api import router as cases
from withhold.console.desk.api import router as desk
from withhold.console.exports.api import router as exports
from withhold.console.holds.api import router as holds

api = NinjaAPI(
    title="Withhold",
    version=__version__,
    description="Inspections, clearances and cases. Errors are problem details (RFC 9457).",
    auth=AUTHENTICATION,
    docs_url=None,  # its pages would fetch from elsewhere
    openapi_url=None,
    urls_namespace="api-v1",
)
add_handlers(api)
api.add_router("", desk)
api.add_router("", cases)
api.add_router("", exports)
api.add_router("", holds)
api.add_router("", affected)


@api.get("/openapi.json", include_in_schema=False)
@guard(Operation.SEE_DESK)
def openapi(request: HttpRequest) -> Any:
    """This description, as OpenAPI 3.1."""
    return Response(api.get_openapi_schema(path_prefix="/api/v1/"))
