"""The room's addresses."""

from django.urls import URLPattern, URLResolver

app_name = "affected"
urlpatterns: list[URLPattern | URLResolver] = []
