"""The room's addresses."""

from django.urls import URLPattern, URLResolver

app_name = "accessors"
urlpatterns: list[URLPattern | URLResolver] = []
