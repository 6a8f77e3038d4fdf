"""The door's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.door import api, asked, pages, style, wellknown

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.start),
    path("report/", pages.report),
    path("report/followup/", pages.follow_up),
    path("certificates/", asked.certificates),
    path("am-i-affected/", asked.am_i_affected),
    path("api/reports", api.reports),
    path("api/followups", api.follow_ups),
    path(".well-known/security.txt", wellknown.security_txt),
    path("robots.txt", wellknown.robots),
    path("healthz", wellknown.health),
    path(style.STYLE_NAME, style.style),
]
handler404 = "withhold.console.door.pages.not_found"
handler500 = "withhold.console.door.pages.failed"
