"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from withhold.console.api.compose import api

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
