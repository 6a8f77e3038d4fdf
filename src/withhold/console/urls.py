"""Where the pages are. Each room has its own list; every view declares its operation (`access`)."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("withhold.console.desk.urls")),
    path("", include("withhold.console.operation.urls")),
    path("", include("withhold.console.access.urls")),
    path("accounts/", include("withhold.console.access.sign_in_urls")),
    path("cases/", include("withhold.console.casework.urls")),
    path("cases/", include("withhold.console.jobs.urls")),
    path("cases/", include("withhold.console.persons.urls")),
    path("cases/", include("withhold.console.exports.urls")),
    path("cases/", include("withhold.console.affected.urls")),
    path("", include("withhold.console.holds.urls")),
    path("", include("withhold.console.notices.urls")),
    path("", include("withhold.console.counsel.urls")),
    path("", include("withhold.console.own.urls")),
    path("cases/", include("withhold.console.accessors.urls")),
    path("reports/", include("withhold.console.intake.urls")),
    path("watch/", include("withhold.console.watch.urls")),
    path("dashboards/", include("withhold.console.dashboards.urls")),
    path("api/v1/", include("withhold.console.api.urls")),
]

handler500 = "withhold.console.operation.failures.server_error"
