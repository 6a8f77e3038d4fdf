"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.operation import outbox_pages, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics"),
    path("outbox/", outbox_pages.outbox, name="outbox"),
    path("outbox/<int:message>/", outbox_pages.settle, name="outbox_settle"),
]
